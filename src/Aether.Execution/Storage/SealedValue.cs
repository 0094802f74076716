using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>
/// The stored form of a value: the value, then 8 bytes of BLAKE3 over family, key and value.
/// </summary>
/// <remarks>
/// A damaged, misplaced or exchanged value is refused when it is read. Without the seal a flipped bit of a balance
/// would decode, and this node alone would compute another state root. It guards against faults, not against whoever
/// can write to the disk.
/// </remarks>
internal static class SealedValue
{
    /// <summary>What a seal adds.</summary>
    public const int SealBytes = 8;

    /// <summary>What is hashed before the key: family and length of the key.</summary>
    public const int HeadBytes = 2;

    private const int ShortBytes = 1_024;

    /// <summary>The stored form.</summary>
    public static byte[] Seal(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        byte[] stored = new byte[value.Length + SealBytes];
        value.CopyTo(stored);
        Compute(family, key, value, stored.AsSpan(value.Length));
        return stored;
    }

    /// <summary>The value of a stored form.</summary>
    /// <exception cref="StateCorruptException">The seal does not fit.</exception>
    public static byte[] Open(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> stored)
    {
        if (stored.Length >= SealBytes)
        {
            ReadOnlySpan<byte> value = stored[..^SealBytes];
            Span<byte> seal = stackalloc byte[SealBytes];
            Compute(family, key, value, seal);
            if (seal.SequenceEqual(stored[^SealBytes..]))
            {
                return value.ToArray();
            }
        }
        throw new StateCorruptException($"a value of the {family} family does not have its checksum");
    }

    /// <summary>Writes what is hashed before a value, which follows it.</summary>
    public static void WriteHead(ColumnFamily family, ReadOnlySpan<byte> key, Span<byte> all)
    {
        all[0] = (byte)family;
        all[1] = (byte)key.Length;
        key.CopyTo(all[HeadBytes..]);
    }

    private static void Compute(
        ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value, Span<byte> seal)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        int length = HeadBytes + key.Length + value.Length;
        if (length <= ShortBytes)
        {
            Span<byte> all = stackalloc byte[ShortBytes];
            WriteHead(family, key, all);
            value.CopyTo(all[(HeadBytes + key.Length)..]);
            Blake3.Hash(all[..length], digest);
            digest[..SealBytes].CopyTo(seal);
            return;
        }
        Blake3Hasher hasher = Blake3Hasher.Create();
        hasher.Update([(byte)family, (byte)key.Length]);
        hasher.Update(key);
        hasher.Update(value);
        hasher.Finish(digest);
        digest[..SealBytes].CopyTo(seal);
    }
}
