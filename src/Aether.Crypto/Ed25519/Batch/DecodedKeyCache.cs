using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Aether.Native.Ed25519;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Decoded public keys of hot accounts, so that a batch need not decode them again.</summary>
/// <remarks>
/// Shape: sets of four keys; a key that is found moves one place ahead in its set, a new one takes the last place.
/// Which keys are present changes the speed of a batch and never a verdict. The place of a key depends on a random
/// number of the instance, so that nobody can choose keys that push out those of others.
/// <para>Ownership: 160 bytes a key, allocated at once. Threads: one at a time.</para>
/// </remarks>
public sealed class DecodedKeyCache
{
    private const int Ways = 4;

    private readonly byte[] _keys;
    private readonly byte[] _records;
    private readonly bool[] _isFilled;
    private readonly int _shift;
    private readonly ulong _factor;
    private LaneSet _set;

    /// <summary>Room for <paramref name="capacity"/> keys, rounded up to a power of two of at least eight.</summary>
    public DecodedKeyCache(int capacity)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(capacity, Core.Limits.Signatures.MaxCachedKeys);
        int entries = (int)uint.Max(2 * Ways, System.Numerics.BitOperations.RoundUpToPowerOf2((uint)capacity));
        _keys = new byte[entries * Ed25519.PublicKeyBytes];
        _records = new byte[entries * Ed25519Workspace.RecordBytes];
        _isFilled = new bool[entries];
        _shift = 64 - System.Numerics.BitOperations.Log2((uint)(entries / Ways));
        Span<byte> random = stackalloc byte[sizeof(ulong)];
        RandomNumberGenerator.Fill(random);
        _factor = MemoryMarshal.Read<ulong>(random) | 1;
    }

    /// <summary>Keys it has room for.</summary>
    public int Capacity => _isFilled.Length;

    /// <summary>Copies the record of a key; false where the cache does not hold it.</summary>
    internal bool TryGet(LaneSet set, ReadOnlySpan<byte> key, Span<byte> record)
    {
        if (set != _set)
        {
            // Records belong to one instruction set.
            Array.Clear(_isFilled);
            _set = set;
        }

        int first = FirstOf(key);
        for (int entry = first; entry < first + Ways && _isFilled[entry]; entry++)
        {
            if (!KeyAt(entry).SequenceEqual(key))
                continue;
            RecordAt(entry).CopyTo(record);
            if (entry > first)
                Swap(entry - 1, entry);
            return true;
        }

        return false;
    }

    /// <summary>Stores a decoded key that <see cref="TryGet"/> did not find.</summary>
    internal void Add(ReadOnlySpan<byte> key, ReadOnlySpan<byte> record)
    {
        int entry = FirstOf(key);
        int last = entry + Ways - 1;
        while (entry < last && _isFilled[entry])
            entry++;
        key.CopyTo(KeyAt(entry));
        record.CopyTo(RecordAt(entry));
        _isFilled[entry] = true;
    }

    private int FirstOf(ReadOnlySpan<byte> key) =>
        (int)((MemoryMarshal.Read<ulong>(key) * _factor) >> _shift) * Ways;

    private Span<byte> KeyAt(int entry) => _keys.AsSpan(entry * Ed25519.PublicKeyBytes, Ed25519.PublicKeyBytes);

    private Span<byte> RecordAt(int entry) =>
        _records.AsSpan(entry * Ed25519Workspace.RecordBytes, Ed25519Workspace.RecordBytes);

    private void Swap(int a, int b)
    {
        Span<byte> other = stackalloc byte[Ed25519Workspace.RecordBytes];
        RecordAt(a).CopyTo(other);
        RecordAt(b).CopyTo(RecordAt(a));
        other.CopyTo(RecordAt(b));
        Span<byte> otherKey = other[..Ed25519.PublicKeyBytes];
        KeyAt(a).CopyTo(otherKey);
        KeyAt(b).CopyTo(KeyAt(a));
        otherKey.CopyTo(KeyAt(b));
    }
}
