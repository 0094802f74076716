using System.Security.Cryptography;

namespace Aether.Node.Feed;

/// <summary>The checksum of a cursor: the first bytes of SHA-256 over its domain and what stands before it.</summary>
/// <remarks>It finds damage, not forgery.</remarks>
internal static class CursorCheck
{
    /// <summary>Bytes of it.</summary>
    public const int Bytes = 8;

    private const int MostInput = 256;

    /// <summary>Writes the checksum.</summary>
    /// <param name="domain">Of the kind of cursor.</param>
    /// <param name="bytes">The cursor before it: with the domain no more than 256 bytes.</param>
    /// <param name="check"><see cref="Bytes"/> bytes.</param>
    public static void Write(ReadOnlySpan<byte> domain, ReadOnlySpan<byte> bytes, Span<byte> check)
    {
        Span<byte> input = stackalloc byte[MostInput];
        domain.CopyTo(input);
        bytes.CopyTo(input[domain.Length..]);
        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..(domain.Length + bytes.Length)], digest);
        digest[..Bytes].CopyTo(check);
    }
}
