using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>A payload with the roots of its execution on the parent.</summary>
public sealed record BuiltBlock(byte[] Payload, Hash256 PayloadRoot, Hash256 StateRoot, Hash256 ReceiptsRoot)
{
    /// <summary>List-tree root over the evidence in the payload; zero without any.</summary>
    public Hash256 EvidenceRoot { get; init; }
}
