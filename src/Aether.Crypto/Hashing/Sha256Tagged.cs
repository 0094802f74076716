using System.Buffers;
using Aether.Core.Types;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 with a domain tag: the hash of identifiers and transcripts (transaction id, header hash,
/// randomness).</summary>
/// <remarks>
/// The digest is <c>SHA-256(tag || a || b || c)</c> without separators, so parts of variable length carry their own
/// lengths.
/// <para>Cost: no allocation; inputs over 512 bytes pass through a pooled buffer.</para>
/// <para>Consensus: a changed tag forks the chain.</para>
/// </remarks>
public static class Sha256Tagged
{
    private const int StackBytes = 512;

    /// <summary>Hashes the tag and one part.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> asciiTag, ReadOnlySpan<byte> a) =>
        Hash(asciiTag, a, default, default);

    /// <summary>Hashes the tag and two parts.</summary>
    public static Hash256 Hash(ReadOnlySpan<byte> asciiTag, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b) =>
        Hash(asciiTag, a, b, default);

    /// <summary>Hashes the tag and three parts.</summary>
    public static Hash256 Hash(
        ReadOnlySpan<byte> asciiTag, ReadOnlySpan<byte> a, ReadOnlySpan<byte> b, ReadOnlySpan<byte> c)
    {
        int total = checked(asciiTag.Length + a.Length + b.Length + c.Length);
        byte[]? rented = total > StackBytes ? ArrayPool<byte>.Shared.Rent(total) : null;
        Span<byte> input = rented ?? stackalloc byte[StackBytes];
        input = input[..total];
        asciiTag.CopyTo(input);
        a.CopyTo(input[asciiTag.Length..]);
        b.CopyTo(input[(asciiTag.Length + a.Length)..]);
        c.CopyTo(input[(total - c.Length)..]);

        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Sha256Message.Hash(input, digest);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
        return new Hash256(digest);
    }
}
