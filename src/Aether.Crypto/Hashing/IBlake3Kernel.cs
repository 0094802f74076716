namespace Aether.Crypto.Hashing;

/// <summary>The BLAKE3 compression function over one block of each of several independent inputs.</summary>
/// <remarks>
/// A chaining value of all lanes is 8 vectors and a block 16: vector w holds word w of every lane. Memory for both is
/// aligned to 64 bytes and belongs to the caller.
/// </remarks>
// SAFETY: Blake3Lanes alone calls these, with memory it has sized by Lanes.
internal unsafe interface IBlake3Kernel
{
    /// <summary>Inputs side by side, at most <see cref="Blake3Lanes{TKernel}.MaxLanes"/>.</summary>
    static abstract int Lanes { get; }

    /// <summary>Sets the chaining value of every lane to <paramref name="key"/>, 8 words.</summary>
    // SAFETY: chaining has 8 vectors.
    static abstract void Start(void* chaining, ReadOnlySpan<uint> key);

    /// <summary>Reads the block of lane i at <c>rows + i * stride</c>.</summary>
    /// <param name="block">16 vectors.</param>
    /// <param name="rows">64 readable bytes for each lane below <paramref name="count"/>; no alignment.</param>
    /// <param name="stride">Bytes from lane to lane.</param>
    /// <param name="count">Lanes in use, at least one; the others repeat the first.</param>
    // SAFETY: no lane at or past count is read.
    static abstract void Load(void* block, byte* rows, nint stride, int count);

    /// <summary>
    /// Puts one byte before the block of every lane: <paramref name="block"/> becomes the byte and the first 63 bytes,
    /// <paramref name="rest"/> the last byte and zeros.
    /// </summary>
    // SAFETY: block and rest have 16 vectors each.
    static abstract void Prepend(void* block, void* rest, byte first);

    /// <summary>Compresses the block of every lane into its chaining value.</summary>
    /// <param name="chaining">8 vectors, replaced.</param>
    /// <param name="block">16 vectors.</param>
    /// <param name="counter">Counter of the first lane.</param>
    /// <param name="step">What the counter grows by from lane to lane.</param>
    /// <param name="blockBytes">Bytes of the block before padding, 0..64.</param>
    /// <param name="flags">Domain flags.</param>
    // SAFETY: chaining has 8 vectors and block 16.
    static abstract void Compress(
        void* chaining, void* block, ulong counter, uint step, uint blockBytes, uint flags);

    /// <summary>Writes the chaining values as 32 bytes a lane, lane by lane.</summary>
    /// <param name="chaining">8 vectors.</param>
    /// <param name="output">32 bytes for every lane of the kernel, in use or not; no alignment.</param>
    // SAFETY: output has 32 * Lanes bytes.
    static abstract void Store(void* chaining, byte* output);
}
