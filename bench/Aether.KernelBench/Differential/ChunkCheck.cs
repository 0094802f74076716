using Aether.Crypto.Ed25519.Batch;
using Aether.Native;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.KernelBench.Differential;

/// <summary>Verifies chunks by every path and compares the verdicts.</summary>
/// <remarks>Threads: one at a time; each worker has its own.</remarks>
internal sealed class ChunkCheck
{
    private const int ScalarSampleOdds = 512;

    // Sizes around the borders of lanes and groups, for the chunks that are not one batch.
    private static readonly int[] s_batchSizes =
        [1, 2, 3, 7, 8, 9, 15, 17, 63, 64, 65, 129, 255, 257, 1000, 1024, 1025];

    private readonly SignatureChunk _chunk = new();
    private readonly bool[] _batch = new bool[SignatureChunk.Count];
    private readonly bool[] _single = new bool[SignatureChunk.Count];
    private readonly ulong[] _words = new ulong[SignatureChunk.Count / 64];

    // Smaller than the keys of an epoch with their torsion, so that keys are pushed out and come back.
    private readonly DecodedKeyCache _cache = new(256);
    private readonly int[] _ends = new int[SignatureChunk.Count];

    /// <summary>Signatures of each kind.</summary>
    public long[] Kinds { get; } = new long[SignatureKinds.Count];

    public long ScalarSample { get; private set; }

    /// <summary>Signatures that the AVX2 lanes verified.</summary>
    public long Avx2Sample { get; private set; }

    public long LibsodiumSample { get; private set; }

    public long Mismatches { get; private set; }

    /// <summary>The first differences, as text.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Makes and checks the chunk of that number; every eighth is verified by AVX2 where that runs.</summary>
    public void Run(SignatureForge forge, ulong seed, ulong number)
    {
        _chunk.Fill(forge, seed, number);
        SplitMix random = SplitMix.For(~seed, number);
        SignatureVariant variant = number % 8 == 7 && SignatureVariants.IsSupported(SignatureVariant.Avx2)
            ? SignatureVariant.Avx2 : SignatureVariants.Best;
        VerifyBatches(variant, ref random);
        VerifyEach(variant);
        Avx2Sample += variant == SignatureVariant.Avx2 ? SignatureChunk.Count : 0;
        for (int i = 0; i < SignatureChunk.Count; i++)
        {
            SignatureKind kind = _chunk.Kinds[i];
            bool expected = SignatureKinds.IsAccepted(kind);
            Kinds[(int)kind]++;
            bool agree = _batch[i] == expected && _single[i] == expected;
            if (!agree || random.Below(ScalarSampleOdds) == 0)
                agree &= AgreesWithOracles(i, kind, expected);
            if (!agree)
                AddDifference(seed, number, i, expected);
        }
    }

    /// <summary>Three chunks of four are one batch; the others are cut into batches of odd sizes.</summary>
    private void VerifyBatches(SignatureVariant variant, ref SplitMix random)
    {
        bool whole = random.Below(4) != 0;
        DecodedKeyCache? cache = random.Below(2) == 0 ? _cache : null;
        int start = 0;
        while (start < SignatureChunk.Count)
        {
            int size = whole ? SignatureChunk.Count : s_batchSizes[random.Below(s_batchSizes.Length)];
            int end = Math.Min(start + size, SignatureChunk.Count);
            Array.Clear(_words);
            Ed25519Batch.Verify(variant, Items(start, end), _words, cache);
            CopyVerdicts(_batch.AsSpan(start, end - start));
            start = end;
        }
    }

    private void VerifyEach(SignatureVariant variant)
    {
        Array.Clear(_words);
        Ed25519Batch.VerifyIndividually(variant, Items(0, SignatureChunk.Count), _words);
        CopyVerdicts(_single);
    }

    private SignatureItems Items(int start, int end)
    {
        int firstByte = start == 0 ? 0 : _chunk.Ends[start - 1];
        Span<int> ends = _ends.AsSpan(0, end - start);
        for (int i = start; i < end; i++)
            ends[i - start] = _chunk.Ends[i] - firstByte;
        return new SignatureItems(
            _chunk.PublicKeys.AsSpan(start * Signatures.PublicKeyBytes, (end - start) * Signatures.PublicKeyBytes),
            _chunk.Values.AsSpan(start * Signatures.SignatureBytes, (end - start) * Signatures.SignatureBytes),
            _chunk.Messages[firstByte.._chunk.Ends[end - 1]],
            ends);
    }

    private void CopyVerdicts(Span<bool> verdicts)
    {
        for (int i = 0; i < verdicts.Length; i++)
            verdicts[i] = ((_words[i / 64] >> (i % 64)) & 1) != 0;
    }

    private bool AgreesWithOracles(int i, SignatureKind kind, bool expected)
    {
        ScalarSample++;
        bool agree = Signatures.Verify(_chunk.PublicKey(i), _chunk.Message(i), _chunk.Signature(i)) == expected;

        // On these the rules of libsodium and ZIP-215 are the same.
        bool comparable = kind is SignatureKind.Honest or SignatureKind.FlippedNonce or SignatureKind.FlippedScalar
            or SignatureKind.FlippedKey or SignatureKind.FlippedMessage or SignatureKind.LargeScalar;
        if (comparable && Sodium.IsSupported)
        {
            LibsodiumSample++;
            bool strict = Sodium.Ed25519VerifyStrict(_chunk.Signature(i), _chunk.Message(i), _chunk.PublicKey(i));
            agree &= strict == expected;
        }

        return agree;
    }

    private void AddDifference(ulong seed, ulong number, int i, bool expected)
    {
        const int MaxKept = 16;
        Mismatches++;
        if (Differences.Count < MaxKept)
        {
            Differences.Add($"seed {seed} chunk {number} index {i} {_chunk.Kinds[i]}: expected {expected}, "
                + $"batch {_batch[i]}, one by one {_single[i]}; "
                + $"key {Convert.ToHexStringLower(_chunk.PublicKey(i))} "
                + $"signature {Convert.ToHexStringLower(_chunk.Signature(i))} "
                + $"message {Convert.ToHexStringLower(_chunk.Message(i))}");
        }
    }
}
