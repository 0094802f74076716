using Aether.Consensus.LeaderElection;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockProduction;

/// <summary>Another validator that proposes, or says it will, in the view.</summary>
internal sealed class Rival(ushort proposer, LeadRank rank)
{
    /// <summary>Who.</summary>
    public ushort Proposer { get; } = proposer;

    /// <summary>Lower stands before higher.</summary>
    public LeadRank Rank { get; } = rank;

    /// <summary>Its block; null as long as there is a claim only.</summary>
    public Hash256? Block { get; set; }

    /// <summary>What its execution found; null before.</summary>
    public bool? IsValid { get; set; }
}
