using System.Buffers;
using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519;

/// <summary>SHA-512 of parts laid end to end, in one call: cheaper than an incremental hash for short parts.</summary>
internal static class Sha512Concatenation
{
    private const int StackBytes = 512;

    /// <summary>Writes SHA-512(a || b || c) to the 64 bytes of <paramref name="destination"/>.</summary>
    /// <remarks>Cost: no allocation after warm-up; long inputs pass through a pooled buffer, zeroed after.</remarks>
    internal static void Hash(
        ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c, Span<byte> destination)
    {
        int length = checked(a.Length + b.Length + c.Length);
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
}
