namespace Aether.Crypto.Hashing;

/// <summary>SHA-512 of many independent messages, several at a time in vector lanes.</summary>
/// <remarks>
/// <para>Shape: messages lie end to end in one span, message i between <c>ends[i - 1]</c> (0 for the first) and
/// <c>ends[i]</c>; digest i is bytes <c>[64 i, 64 i + 64)</c>. Any count and any lengths, zero included.</para>
/// <para>Ownership: borrows all spans for the call; digests must not overlap the input.</para>
/// <para>Errors: <see cref="ArgumentException"/> for ends that decrease or pass the messages and for spans of the wrong
/// length; message bytes never cause one.</para>
/// <para>Threads: pure functions. Cost: no allocation; constant time in the bytes, not in the lengths.</para>
/// <para>Source: FIPS 180-4.</para>
/// </remarks>
public static class Sha512Lanes
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestBytes = 64;

    /// <summary>Bytes of a prefix of <see cref="HashPrefixed"/>.</summary>
    public const int PrefixBytes = 64;

    /// <summary>Writes SHA-512(message i) for every message.</summary>
    public static void HashMany(ReadOnlySpan<byte> messages, ReadOnlySpan<int> messageEnds, Span<byte> digests) =>
        Hash(LaneVariants.Best, default, messages, messageEnds, digests);

    /// <summary>Writes SHA-512(prefix i || message i) for every message.</summary>
    /// <param name="prefixes">64 bytes for each message.</param>
    /// <param name="messages">All messages, end to end.</param>
    /// <param name="messageEnds">Where each message ends.</param>
    /// <param name="digests">64 bytes for each message.</param>
    public static void HashPrefixed(
        ReadOnlySpan<byte> prefixes, ReadOnlySpan<byte> messages, ReadOnlySpan<int> messageEnds, Span<byte> digests)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(prefixes.Length, (long)messageEnds.Length * PrefixBytes);
        Hash(LaneVariants.Best, prefixes, messages, messageEnds, digests);
    }

    /// <summary>The same by one variant.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="prefixes">64 bytes for each message, or empty.</param>
    /// <param name="messages">All messages, end to end.</param>
    /// <param name="messageEnds">Where each message ends.</param>
    /// <param name="digests">64 bytes for each message.</param>
    internal static void Hash(
        LaneVariant variant,
        ReadOnlySpan<byte> prefixes,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<byte> digests)
    {
        switch (variant)
        {
            case LaneVariant.Avx512:
                LaneScheduler<Sha512Avx512>.Hash(prefixes, messages, messageEnds, digests);
                break;
            case LaneVariant.Avx2:
                LaneScheduler<Sha512Avx2>.Hash(prefixes, messages, messageEnds, digests);
                break;
            default:
                LaneScheduler<Sha512Scalar>.Hash(prefixes, messages, messageEnds, digests);
                break;
        }
    }
}
