using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Aether.Native.Hashing;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of one message.</summary>
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
