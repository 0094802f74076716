using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>Decodes many signatures on several cores. Chunks are taken by index: results keep their places.</summary>
/// <remarks>Threads: one caller of <see cref="Run"/> at a time. Cost: no allocation per run.</remarks>
internal sealed class BlsVoteDecoder(int capacity, int degree, LanesVariant variant) : IThreadPoolWorkItem, IDisposable
{
    // Several blocks of lanes a chunk, and enough chunks of a large committee for every core.
    private const int Chunk = 64;

    private readonly byte[] _encoded = new byte[capacity * Bls.SignatureBytes];
    private readonly ManualResetEventSlim _done = new();

    private int _count;
    private int _remaining;

    // The number of chunks above, the next one below: a work item that starts late, even in a later run, takes either
    // a chunk of the run under way or none.
    private long _state;

    internal BlstP2Affine[] Points { get; } = new BlstP2Affine[capacity];

    internal LanesStatus[] Status { get; } = new LanesStatus[capacity];

    /// <summary>Decodes n x 96 bytes into the first n points and codes.</summary>
    internal void Run(ReadOnlySpan<byte> signatures)
    {
        signatures.CopyTo(_encoded);
        _count = signatures.Length / Bls.SignatureBytes;
        int chunks = (_count + Chunk - 1) / Chunk;
        if (chunks == 0)
            return;

        _done.Reset();
        _remaining = chunks;
        Interlocked.Exchange(ref _state, (long)chunks << 32);
        for (int helper = 1; helper < Math.Min(degree, chunks); helper++)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        Execute();
        _done.Wait();
    }

    /// <inheritdoc/>
    public void Execute()
    {
        while (true)
        {
            long state = Interlocked.Increment(ref _state) - 1;
            int chunk = (int)(uint)state;
            if (chunk >= (int)(state >> 32))
                return;

            int start = chunk * Chunk;
            int length = Math.Min(Chunk, _count - start);
            Lanes.DecodeP2(
                _encoded.AsSpan(start * Bls.SignatureBytes, length * Bls.SignatureBytes),
                Points.AsSpan(start, length),
                Status.AsSpan(start, length),
                variant);
            if (Interlocked.Decrement(ref _remaining) == 0)
                _done.Set();
        }
    }

    public void Dispose() => _done.Dispose();
}
