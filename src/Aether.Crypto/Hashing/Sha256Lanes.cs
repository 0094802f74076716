namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of many independent messages, several at a time in vector lanes.</summary>
/// <remarks>
/// <para>Shape: messages lie end to end in one span, message i between <c>ends[i - 1]</c> (0 for the first) and
/// <c>ends[i]</c>; digest i is bytes <c>[32 i, 32 i + 32)</c>. Any count and any lengths, zero included.</para>
/// <para>Ownership: borrows all spans for the call; digests must not overlap the input, except where said.</para>
/// <para>Errors: <see cref="ArgumentException"/> for ends that decrease or pass the messages and for spans of the wrong
/// length; message bytes never cause one.</para>
/// <para>Threads: pure functions. Cost: no allocation; constant time in the bytes, not in the lengths.</para>
/// <para>Source: FIPS 180-4.</para>
/// </remarks>
public static class Sha256Lanes
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 32;

    /// <summary>Bytes of a node: two digests.</summary>
    public const int NodeBytes = 2 * DigestBytes;

    /// <summary>Writes SHA-256(message i) for every message.</summary>
    public static void HashMany(ReadOnlySpan<byte> messages, ReadOnlySpan<int> messageEnds, Span<byte> digests) =>
        HashMany(LaneVariants.Best, messages, messageEnds, digests);

    /// <summary>Writes SHA-256(left || right) for every pair of 32-byte children.</summary>
    /// <param name="nodes">64 bytes a node.</param>
    /// <param name="digests">32 bytes a node; may start where <paramref name="nodes"/> does.</param>
    public static void HashNodes(ReadOnlySpan<byte> nodes, Span<byte> digests) =>
        HashNodes(LaneVariants.Best, nodes, digests);

    /// <summary>As the public method, by one variant.</summary>
    internal static void HashMany(
        LaneVariant variant, ReadOnlySpan<byte> messages, ReadOnlySpan<int> messageEnds, Span<byte> digests)
    {
        switch (variant)
        {
            case LaneVariant.Avx512:
                LaneScheduler<Sha256Avx512>.Hash(default, messages, messageEnds, digests);
                break;
            case LaneVariant.Avx2:
                LaneScheduler<Sha256Avx2>.Hash(default, messages, messageEnds, digests);
                break;
            default:
                LaneScheduler<Sha256Scalar>.Hash(default, messages, messageEnds, digests);
                break;
        }
    }

    /// <summary>As the public method, by one variant.</summary>
    internal static void HashNodes(LaneVariant variant, ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        if (nodes.Length % NodeBytes != 0)
            throw new ArgumentException("not whole nodes", nameof(nodes));
        if (digests.Length != nodes.Length / 2)
            throw new ArgumentException("not one digest for each node", nameof(digests));
        int done = 0;
        if (variant == LaneVariant.Avx512)
            done = Sha256NodeLanes<Sha256Avx512>.Hash(nodes, digests);
        else if (variant == LaneVariant.Avx2)
            done = Sha256NodeLanes<Sha256Avx2>.Hash(nodes, digests);

        // What does not fill the lanes: a processor's own SHA instructions beat a vector with most lanes unused.
        for (; done < digests.Length / DigestBytes; done++)
        {
            Sha256Message.Hash(
                nodes.Slice(done * NodeBytes, NodeBytes), digests.Slice(done * DigestBytes, DigestBytes));
        }
    }
}
