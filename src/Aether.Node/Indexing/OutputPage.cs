using Aether.Core.Types;

namespace Aether.Node.Indexing;

/// <summary>A page of the outputs of an owner, by name.</summary>
/// <param name="Outputs">Those that were unspent after the block.</param>
/// <param name="Height">The block that all pages are of.</param>
/// <param name="From">Outputs that were made below this height are not known.</param>
/// <param name="Next">The name after which the next page begins; null when this was the last.</param>
internal sealed record OutputPage(
    IReadOnlyList<OwnedOutput> Outputs, ulong Height, ulong From, OutPoint? Next);
