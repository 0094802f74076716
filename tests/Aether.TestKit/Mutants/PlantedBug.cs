using Aether.Consensus.HotStuff;

namespace Aether.TestKit.Mutants;

/// <summary>A bug in one honest node, around its core: in what it is built from, hears, does and keeps.</summary>
/// <remarks>
/// Each node has its own instance, which outlives crashes. Bugs in the rules themselves replace
/// <see cref="ConsensusRules"/> instead.
/// </remarks>
public abstract class PlantedBug
{
    /// <summary>The pacing that the core gets.</summary>
    public virtual ConsensusTiming Timing(ConsensusTiming timing) => timing;

    /// <summary>The signature checks that the core gets.</summary>
    public virtual IConsensusCrypto Crypto(IConsensusCrypto crypto) => crypto;

    /// <summary>What the core starts from after a stop.</summary>
    public virtual RestoredState Restore(RestoredState restored) => restored;

    /// <summary>What the core hears instead of an input; null for nothing.</summary>
    public virtual ConsensusInput? Hear(ConsensusInput input) => input;

    /// <summary>What the node does instead of what the core told it.</summary>
    public virtual IReadOnlyList<ConsensusEffect> Do(IReadOnlyList<ConsensusEffect> effects) => effects;

    /// <summary>True for a write that is reported durable and never made.</summary>
    public virtual bool IsLost(ConsensusEffect write) => false;
}
