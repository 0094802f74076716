using System.Buffers;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519;

/// <summary>SHA-512 of parts laid end to end, in one call: cheaper than an incremental hash for short parts.</summary>
internal static class Sha512Concatenation
{
    private const int StackBytes = 512;

    // Past this the copy costs more than the set-up of an incremental hash, and pooled buffers would grow without need.
    private const int MaxPooledBytes = 1 << 16;

    /// <summary>Writes SHA-512(a || b || c) to the 64 bytes of <paramref name="destination"/>.</summary>
    /// <remarks>
    /// Cost: no allocation after warm-up up to 64 KiB, where parts pass through a buffer that is zeroed after.
    /// </remarks>
    internal static void Hash(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> destination)
    {
        long total = (long)a.Length + b.Length + c.Length;
        if (total > MaxPooledBytes)
        {
            HashLong(a, b, c, destination);
            return;
        }

        int length = (int)total;
        byte[]? rented = length > StackBytes ? ArrayPool<byte>.Shared.Rent(length) : null;
        Span<byte> joined = rented is null ? stackalloc byte[StackBytes] : rented;
        joined = joined[..length];
        a.CopyTo(joined);
        b.CopyTo(joined[a.Length..]);
        c.CopyTo(joined[(a.Length + b.Length)..]);
        SHA512.HashData(joined, destination);
        CryptographicOperations.ZeroMemory(joined);
        if (rented is not null)
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void HashLong(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> destination)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        hash.AppendData(a);
        hash.AppendData(b);
        hash.AppendData(c);
        hash.GetHashAndReset(destination);
    }
}
