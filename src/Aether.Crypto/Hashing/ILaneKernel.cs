namespace Aether.Crypto.Hashing;

/// <summary>A Merkle-Damgard compression function over one block of each of several independent messages.</summary>
/// <remarks>
/// The chaining state is transposed: word <c>w</c> of lane <c>l</c> is element <c>w * Lanes + l</c>, 8 words a lane.
/// </remarks>
// SAFETY: LaneScheduler alone calls these, with memory it has sized by Lanes and BlockBytes.
internal unsafe interface ILaneKernel
{
    /// <summary>Messages side by side, at most <see cref="LaneScheduler{TKernel}.MaxLanes"/>.</summary>
    static abstract int Lanes { get; }

    /// <summary>Bytes of a block: 64 with 32-bit words, 128 with 64-bit words.</summary>
    static abstract int BlockBytes { get; }

    /// <summary>Writes the initial chaining value of one lane.</summary>
    /// <param name="state">8 x <see cref="Lanes"/> words.</param>
    /// <param name="lane">Which lane.</param>
    // SAFETY: state has 8 * Lanes words and lane is below Lanes.
    static abstract void Start(void* state, int lane);

    /// <summary>Writes the big-endian digest of one lane.</summary>
    /// <param name="state">8 x <see cref="Lanes"/> words.</param>
    /// <param name="lane">Which lane.</param>
    /// <param name="digest">Half a block of bytes.</param>
    // SAFETY: state has 8 * Lanes words, lane is below Lanes and digest has BlockBytes / 2 bytes.
    static abstract void Finish(void* state, int lane, byte* digest);

    /// <summary>Compresses one block of every lane into the state.</summary>
    /// <param name="state">8 x <see cref="Lanes"/> words, aligned to 64 bytes.</param>
    /// <param name="low">For each lane the first half of its block; no alignment.</param>
    /// <param name="high">For each lane the second half of its block; no alignment.</param>
    // SAFETY: low and high have Lanes pointers, each to BlockBytes / 2 readable bytes.
    static abstract void Compress(void* state, byte** low, byte** high);
}
