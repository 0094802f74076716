using Aether.Consensus.HotStuff;

namespace Aether.SimulationTests.Mutants;

/// <summary>Exactly two thirds of the stake are a quorum.</summary>
internal sealed class TwoThirdsAreEnough : ConsensusRules
{
    public override bool IsQuorum(UInt128 weight, UInt128 total) => weight * 3 >= total * 2;
}
