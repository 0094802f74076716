namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>Launch shapes and sizes, as aether_gpu.h defines them. Sizes in bytes unless said.</summary>
internal static class GpuLayout
{
    /// <summary>Threads of every block.</summary>
    internal const int BlockThreads = 128;

    /// <summary>An item: A, R, S.</summary>
    internal const int ItemBytes = Ed25519.PublicKeyBytes + Ed25519.SignatureBytes;

    /// <summary>A random coefficient of the batch equation.</summary>
    internal const int CoefficientBytes = 16;

    /// <summary>Threads that compute the multiples of the base point.</summary>
    internal const int BaseTableThreads = 32 * 128;

    /// <summary>The multiples of the base point.</summary>
    internal const int BaseTableBytes = BaseTableThreads * 96;

    /// <summary>Buckets of all windows of the batch equation.</summary>
    internal const int Buckets = 20 * 4096;

    /// <summary>Threads of the bucket chunks.</summary>
    internal const int ChunkThreads = Buckets / 16;

    /// <summary>Threads of the two folds over chunks.</summary>
    internal const int Fold0Threads = ChunkThreads / 16;

    /// <inheritdoc cref="Fold0Threads"/>
    internal const int Fold1Threads = Fold0Threads / 16;

    /// <summary>Operations of one thread in one round of the issue-rate kernels.</summary>
    internal const int IssueRateOperations = 128;

    private const int SizeBins = 256;
    private const int BaseLanes = 256;
    private const int SumBytes = 128;
    private const int ClearedBytes = (4 * Buckets) + (8 * SizeBins) + 256 + (64 * BaseLanes);

    /// <summary>Threads that clear the counters, four bytes each.</summary>
    internal const int ClearThreads = ClearedBytes / 4;

    // Offsets, cursors and order of the buckets, then the sums of buckets, chunks and folds.
    private const int FixedBytes = ClearedBytes + (3 * 4 * Buckets)
        + (SumBytes * (Buckets + ChunkThreads + Fold0Threads + Fold1Threads));

    // Two points, the scalars and the bucket entries of one item.
    private const int ScratchItemBytes = 192 + 32 + 120;

    /// <summary>Working memory of the batch equation over <paramref name="items"/> items.</summary>
    internal static long ScratchBytes(int items) => FixedBytes + ((long)ScratchItemBytes * items);

    /// <summary>Blocks for a number of threads.</summary>
    internal static int Blocks(int threads) => (threads + BlockThreads - 1) / BlockThreads;
}
