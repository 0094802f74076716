namespace Aether.Crypto.Hashing;

/// <summary>A SHA-256 kernel that also compresses the constant padding of a 64-byte message.</summary>
// SAFETY: Sha256NodeLanes alone calls this, with a state it has sized by Lanes.
internal unsafe interface ISha256NodeKernel : ILaneKernel
{
    /// <summary>Compresses the block that pads a message of 64 bytes into the state of every lane.</summary>
    /// <param name="state">8 x <see cref="ILaneKernel.Lanes"/> words, aligned to 64 bytes.</param>
    // SAFETY: state has 8 * Lanes words.
    static abstract void CompressNodePadding(void* state);
}
