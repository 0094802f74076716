using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.BlockImport;

/// <summary>A block above the final head whose execution gave the roots in its header.</summary>
/// <param name="View">The block as readers see it.</param>
/// <param name="Execution">What executing it gave, for its commit.</param>
internal sealed record ExecutedBlock(HeadView View, BlockExecution Execution)
{
    /// <summary>Its header.</summary>
    public Header Header => View.Header;
}
