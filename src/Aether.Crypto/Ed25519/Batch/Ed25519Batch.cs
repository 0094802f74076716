namespace Aether.Crypto.Ed25519.Batch;

/// <summary>
/// Verification of many signatures at once, in vector lanes where the processor has them. The verdicts are those of
/// <see cref="Ed25519.Verify"/> on every input and every processor.
/// </summary>
/// <remarks>
/// Shape of all methods: <c>publicKeys</c> is n x 32 bytes, <c>signatures</c> n x 64, <c>messages</c> flat;
/// <c>messageEnds</c> holds n exclusive ends, non-decreasing. Verdicts are a bitmap, bit i % 64 of word i / 64 for item
/// i, or a flag each.
/// <para>Errors: none throws. Where the lengths of the arguments disagree nothing is valid, and an item with a bad
/// message range is invalid.</para>
/// <para>Ownership: borrows all spans for the call. Threads: any, a cache excepted. Cost: no managed allocation after
/// warm-up of the thread, which keeps about 2.5 MB for its batches.</para>
/// <para>Source: [8](-(sum z_i S_i) B + sum z_i R_i + sum (z_i k_i) A_i) = identity with fresh random 128-bit z_i
/// (Bernstein, Duif, Lange, Schwabe, Yang 2011, in the cofactored form of ZIP-215). A group whose equation fails is
/// verified again one by one, so that one bad signature costs its neighbours a bounded time.</para>
/// </remarks>
public static class Ed25519Batch
{
    /// <summary>Sets a bit for every valid item, by one equation for each group of items.</summary>
    /// <param name="publicKeys">32 bytes for each item.</param>
    /// <param name="signatures">64 bytes for each item.</param>
    /// <param name="messages">All messages, end to end.</param>
    /// <param name="messageEnds">Where each message ends; its length is the number of items.</param>
    /// <param name="verdicts">A word for every 64 items; unused bits become clear.</param>
    /// <param name="cache">Decoded keys to look up and to fill, used by this thread only; or null.</param>
    public static void Verify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<ulong> verdicts,
        DecodedKeyCache? cache = null)
    {
        verdicts.Clear();
        if (HasShape(publicKeys, signatures, messageEnds.Length) && verdicts.Length >= (messageEnds.Length + 63) / 64)
            Verify(SignatureVariants.Best, new(publicKeys, signatures, messages, messageEnds), verdicts, cache);
    }

    /// <summary>Sets a flag for every valid item, by one equation for each group of items.</summary>
    public static void Verify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid,
        DecodedKeyCache? cache = null)
    {
        valid.Clear();
        if (!HasShape(publicKeys, signatures, messageEnds.Length) || valid.Length != messageEnds.Length)
            return;
        SignatureItems items = new(publicKeys, signatures, messages, messageEnds);
        if (SignatureVariants.Best == SignatureVariant.Scalar)
            ScalarBatch.Verify(items, valid);
        else
            LaneBatch.Verify(SignatureVariants.LanesOf(SignatureVariants.Best), items, valid, cache);
    }

    /// <summary>Sets a bit for every valid item, each judged by its own equation.</summary>
    public static void VerifyIndividually(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<ulong> verdicts)
    {
        verdicts.Clear();
        if (HasShape(publicKeys, signatures, messageEnds.Length) && verdicts.Length >= (messageEnds.Length + 63) / 64)
            VerifyIndividually(SignatureVariants.Best, new(publicKeys, signatures, messages, messageEnds), verdicts);
    }

    /// <summary>The batch verdicts of one variant.</summary>
    internal static void Verify(
        SignatureVariant variant, SignatureItems items, Span<ulong> verdicts, DecodedKeyCache? cache = null)
    {
        if (variant == SignatureVariant.Scalar)
            VerifyScalar(items, verdicts, individually: false);
        else
            LaneBatch.Verify(SignatureVariants.LanesOf(variant), items, verdicts, cache);
    }

    /// <summary>The individual verdicts of one variant.</summary>
    internal static void VerifyIndividually(SignatureVariant variant, SignatureItems items, Span<ulong> verdicts)
    {
        if (variant == SignatureVariant.Scalar)
            VerifyScalar(items, verdicts, individually: true);
        else
            LaneBatch.VerifyIndividually(SignatureVariants.LanesOf(variant), items, verdicts);
    }

    private static bool HasShape(ReadOnlySpan<byte> publicKeys, ReadOnlySpan<byte> signatures, int count) =>
        publicKeys.Length == (long)count * Ed25519.PublicKeyBytes
        && signatures.Length == (long)count * Ed25519.SignatureBytes;

    private static void VerifyScalar(SignatureItems items, Span<ulong> verdicts, bool individually)
    {
        Span<bool> valid = stackalloc bool[ScalarBatch.LargeGroup];
        for (int start = 0; start < items.Count; start += ScalarBatch.LargeGroup)
        {
            SignatureItems group = items.Slice(start, Math.Min(ScalarBatch.LargeGroup, items.Count - start));
            Span<bool> flags = valid[..group.Count];
            if (individually)
                ScalarBatch.VerifyEach(group, 0, group.Count, flags);
            else
                ScalarBatch.Verify(group, flags);
            for (int i = 0; i < flags.Length; i++)
                verdicts[(start + i) / 64] |= (flags[i] ? 1UL : 0UL) << ((start + i) % 64);
        }
    }
}
