using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Aether.Native.Hashing;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of one message, and of two at once.</summary>
/// <remarks>
/// The platform's hash costs several times its arithmetic for a short message: a context is allocated and a queue of
/// errors cleared for each. Where the processor has SHA instructions they are used directly; elsewhere the platform
/// hashes. Many independent messages go through <see cref="Sha256Lanes"/>.
/// <para>Threads: pure functions. Cost: no allocation. Source: FIPS 180-4.</para>
/// </remarks>
public static class Sha256Message
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 32;

    private const int StateWords = 8;
    private const int LengthBytes = 8;

    /// <summary>Writes SHA-256(message).</summary>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        if (Sha256Blocks.IsSupported)
            HashByInstructions(message, digest);
        else
            SHA256.HashData(message, digest);
    }

    /// <summary>
    /// Writes SHA-256(firstTag || first) and behind it SHA-256(secondTag || second): by the instructions in little more
    /// than the time of one, since each fills the latencies of the other. A tag is shorter than 64 bytes.
    /// </summary>
    public static void HashTwo(
        ReadOnlySpan<byte> firstTag,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> secondTag,
        ReadOnlySpan<byte> second,
        Span<byte> digests)
    {
        if (Sha256Blocks.IsSupported)
            Sha256Blocks.HashTwo(firstTag, first, secondTag, second, digests);
        else
            HashOneByOne(firstTag, first, secondTag, second, digests);
    }

    /// <summary>The same without two at once.</summary>
    internal static void HashOneByOne(
        ReadOnlySpan<byte> firstTag,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> secondTag,
        ReadOnlySpan<byte> second,
        Span<byte> digests)
    {
        Sha256Tagged.Hash(firstTag, first).Span.CopyTo(digests);
        Sha256Tagged.Hash(secondTag, second).Span.CopyTo(digests[DigestBytes..]);
    }

    /// <summary>The same by the instructions, which must be there.</summary>
    [SkipLocalsInit]
    internal static void HashByInstructions(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        const int block = Sha256Blocks.BlockBytes;
        Span<uint> state = stackalloc uint[StateWords];
        Sha256Constants.Iv.CopyTo(state);
        int whole = message.Length & -block;
        Sha256Blocks.Compress(state, message[..whole]);

        ReadOnlySpan<byte> rest = message[whole..];
        Span<byte> last = stackalloc byte[2 * block];
        last = last[..(rest.Length + 1 + LengthBytes <= block ? block : 2 * block)];
        rest.CopyTo(last);
        last[rest.Length..].Clear();
        last[rest.Length] = 0x80;
        BinaryPrimitives.WriteUInt64BigEndian(last[^LengthBytes..], (ulong)message.Length * 8);
        Sha256Blocks.Compress(state, last);
        for (int word = 0; word < StateWords; word++)
            BinaryPrimitives.WriteUInt32BigEndian(digest.Slice(4 * word, 4), state[word]);
    }
}
