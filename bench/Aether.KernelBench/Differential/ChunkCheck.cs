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
    private readonly int[] _ends = new int[SignatureChunk.Count];

    /// <summary>Signatures of each kind.</summary>
    public long[] Kinds { get; } = new long[SignatureKinds.Count];

    public long ScalarSample { get; private set; }

    public long LibsodiumSample { get; private set; }

    public long Mismatches { get; private set; }

    /// <summary>The first differences, as text.</summary>
    public List<string> Differences { get; } = [];

    /// <summary>Makes and checks the chunk of that number.</summary>
    public void Run(SignatureForge forge, ulong seed, ulong number)
    {
        _chunk.Fill(forge, seed, number);
        SplitMix random = SplitMix.For(~seed, number);
        VerifyBatches(ref random);
        VerifyEach();
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
    private void VerifyBatches(ref SplitMix random)
    {
        bool whole = random.Below(4) != 0;
        int start = 0;
        while (start < SignatureChunk.Count)
        {
            int size = whole ? SignatureChunk.Count : s_batchSizes[random.Below(s_batchSizes.Length)];
            int end = Math.Min(start + size, SignatureChunk.Count);
            VerifyRange(start, end);
            start = end;
        }
    }

    private void VerifyRange(int start, int end)
    {
        int firstByte = start == 0 ? 0 : _chunk.Ends[start - 1];
        Span<int> ends = _ends.AsSpan(0, end - start);
        for (int i = start; i < end; i++)
            ends[i - start] = _chunk.Ends[i] - firstByte;
        Ed25519Batch.Verify(
            _chunk.PublicKeys.AsSpan(start * Signatures.PublicKeyBytes, (end - start) * Signatures.PublicKeyBytes),
            _chunk.Values.AsSpan(start * Signatures.SignatureBytes, (end - start) * Signatures.SignatureBytes),
            _chunk.Messages[firstByte.._chunk.Ends[end - 1]],
            ends,
            _batch.AsSpan(start, end - start));
    }

    private void VerifyEach()
    {
        for (int i = 0; i < SignatureChunk.Count; i++)
            _single[i] = Signatures.Verify(_chunk.PublicKey(i), _chunk.Message(i), _chunk.Signature(i));
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
