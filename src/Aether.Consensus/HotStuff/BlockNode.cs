using Aether.Consensus.LeaderElection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>A verified proposal above the final head.</summary>
internal sealed class BlockNode(Proposal block, LeadRank rank)
{
    /// <summary>The block.</summary>
    public Proposal Block { get; } = block;

    /// <summary>Its header.</summary>
    public Header Header => Block.Header;

    /// <summary>Its hash.</summary>
    public Hash256 Hash { get; } = block.Hash;

    /// <summary>Its rank among the proposals of its view.</summary>
    public LeadRank Rank { get; } = rank;

    /// <summary>Execution.</summary>
    public ExecutionState Execution { get; set; }

    /// <summary>True once a StoreBlock effect was issued.</summary>
    public bool IsStored { get; set; }

    /// <summary>Its QC, once known.</summary>
    public QuorumCertificate? Certificate { get; set; }
}
