using Aether.Core.Types;

namespace Aether.Node.Indexing;

/// <summary>What the index has at one moment. Immutable.</summary>
/// <param name="First">The first block that it has, or will have.</param>
/// <param name="Next">The first block that it does not have yet.</param>
/// <param name="Last">Hash of the block before that; zero while it has none.</param>
internal sealed record IndexView(ulong First, ulong Next, Hash256 Last)
{
    /// <summary>It has a block.</summary>
    public bool HasBlocks => Next > First;

    /// <summary>Height of the last block that it has; without one, the height before the first.</summary>
    public ulong Height => Next == 0 ? 0 : Next - 1;
}
