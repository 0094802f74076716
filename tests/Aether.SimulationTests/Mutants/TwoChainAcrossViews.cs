using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>A block is final when any child has a certificate, however many views later.</summary>
internal sealed class TwoChainAcrossViews : ConsensusRules
{
    public override bool IsTwoChain(Header block, Header child) => child.ParentHash == block.Hash;
}
