using Aether.Native.Interop;

namespace Aether.Native.Hashing;

/// <summary>SHA-256 by the processor's own instructions (<c>native/src/sha256</c>), behind spans.</summary>
/// <remarks>
/// Wrong buffer lengths are programmer errors and throw; content never throws.
/// <para>Threads: any. Cost: no allocation. Errors: callers ask <see cref="IsSupported"/> first.</para>
/// </remarks>
// SAFETY: lengths and the instruction set are checked first, and spans pinned for exactly one native call.
public static unsafe class Sha256Blocks
{
    /// <summary>Bytes of a block.</summary>
    public const int BlockBytes = 64;

    private const int StateWords = 8;
    private const int DigestBytes = 32;

    // A collection waits for a call: a longer message is handed over in pieces of a few microseconds.
    private const int MostBlocks = 64;

    /// <summary>True where the processor has the instructions and the library is loaded.</summary>
    public static bool IsSupported { get; } = CpuFeatures.HasSha;

    /// <summary>Compresses whole blocks into the eight words of a state.</summary>
    public static void Compress(Span<uint> state, ReadOnlySpan<byte> blocks)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, StateWords);
        ArgumentOutOfRangeException.ThrowIfNotEqual(blocks.Length % BlockBytes, 0);
        if (!IsSupported)
            throw new PlatformNotSupportedException("no SHA instructions");
        fixed (uint* words = state)
        {
            while (!blocks.IsEmpty)
            {
                int bytes = Math.Min(blocks.Length, MostBlocks * BlockBytes);
                fixed (byte* first = blocks)
                    KernelMethods.aether_sha256_blocks_sha(words, first, (nuint)(bytes / BlockBytes));
                blocks = blocks[bytes..];
            }
        }
    }

    /// <summary>
    /// Writes SHA-256(firstTag || first) and SHA-256(secondTag || second), side by side in the processor; a tag is
    /// shorter than a block.
    /// </summary>
    public static void HashTwo(
        ReadOnlySpan<byte> firstTag,
        ReadOnlySpan<byte> first,
        ReadOnlySpan<byte> secondTag,
        ReadOnlySpan<byte> second,
        Span<byte> digests)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(firstTag.Length, BlockBytes);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(secondTag.Length, BlockBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(digests.Length, 2 * DigestBytes);
        if (!IsSupported)
            throw new PlatformNotSupportedException("no SHA instructions");
        fixed (byte* a = firstTag, b = first, c = secondTag, d = second, target = digests)
        {
            Sha256TaggedMessage* messages = stackalloc Sha256TaggedMessage[2]
            {
                new() { Tag = a, Bytes = b, TagBytes = (nuint)firstTag.Length, ByteCount = (nuint)first.Length },
                new() { Tag = c, Bytes = d, TagBytes = (nuint)secondTag.Length, ByteCount = (nuint)second.Length },
            };
            if (Math.Max(first.Length, second.Length) <= MostBlocks * BlockBytes)
                KernelMethods.aether_sha256_two_sha(target, messages);
            else
                KernelMethods.aether_sha256_two_sha_of_long(target, messages);
        }
    }
}
