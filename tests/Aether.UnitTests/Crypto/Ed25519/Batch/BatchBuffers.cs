using Aether.Crypto.Ed25519.Batch;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

/// <summary>Lays items out as the flat buffers of a batch.</summary>
internal sealed class BatchBuffers
{
    private readonly byte[] _keys;
    private readonly byte[] _signatures;
    private readonly byte[] _messages;
    private readonly int[] _ends;

    internal BatchBuffers(IReadOnlyList<SignedMessage> items)
    {
        _keys = [.. items.SelectMany(item => item.PublicKey)];
        _signatures = [.. items.SelectMany(item => item.Signature)];
        _messages = [.. items.SelectMany(item => item.Message)];
        _ends = new int[items.Count];
        int end = 0;
        for (int i = 0; i < items.Count; i++)
        {
            end += items[i].Message.Length;
            _ends[i] = end;
        }
    }

    /// <summary>The variants that this processor runs.</summary>
    internal static IEnumerable<SignatureVariant> Variants =>
        Enum.GetValues<SignatureVariant>().Where(SignatureVariants.IsSupported);

    internal int[] Ends => _ends;

    internal SignatureItems Items => new(_keys, _signatures, _messages, _ends);

    /// <summary>
    /// The verdicts, after a check that every variant gives them in batches, with a cache of keys and one by one.
    /// </summary>
    internal bool[] Verify()
    {
        bool[] valid = new bool[_ends.Length];
        Array.Fill(valid, true);
        Verify(valid);
        DecodedKeyCache cache = new(16);
        foreach (SignatureVariant variant in Variants)
        {
            Assert.Equal(valid, Batch(variant, null));
            Assert.Equal(valid, Batch(variant, cache));
            Assert.Equal(valid, Batch(variant, cache));
            Assert.Equal(valid, Individually(variant));
        }

        return valid;
    }

    internal void Verify(Span<bool> valid) =>
        Ed25519Batch.Verify(_keys, _signatures, _messages, _ends, valid);

    internal void Verify(Span<ulong> verdicts, DecodedKeyCache? cache) =>
        Ed25519Batch.Verify(_keys, _signatures, _messages, _ends, verdicts, cache);

    internal void VerifyIndividually(Span<ulong> verdicts) =>
        Ed25519Batch.VerifyIndividually(_keys, _signatures, _messages, _ends, verdicts);

    internal bool[] Batch(SignatureVariant variant, DecodedKeyCache? cache)
    {
        ulong[] verdicts = new ulong[(_ends.Length + 63) / 64];
        Ed25519Batch.Verify(variant, Items, verdicts, cache);
        return Flags(verdicts);
    }

    internal bool[] Individually(SignatureVariant variant)
    {
        ulong[] verdicts = new ulong[(_ends.Length + 63) / 64];
        Ed25519Batch.VerifyIndividually(variant, Items, verdicts);
        return Flags(verdicts);
    }

    private bool[] Flags(ulong[] verdicts)
    {
        for (int unused = _ends.Length; unused < verdicts.Length * 64; unused++)
            Assert.Equal(0UL, (verdicts[unused / 64] >> (unused % 64)) & 1);
        return [.. Enumerable.Range(0, _ends.Length).Select(i => ((verdicts[i / 64] >> (i % 64)) & 1) != 0)];
    }
}
