using Aether.Consensus.LeaderElection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>What the core of an epoch is built with and never changes.</summary>
/// <param name="Genesis">The chain.</param>
/// <param name="OwnIndex">Index of this validator in the epoch's set; null for an observer.</param>
/// <param name="Timing">Pacing.</param>
/// <param name="Peers">Number of peers messages can come from and go to, this node included.</param>
/// <param name="OwnPeer">This node among the peers; null when it is none of them.</param>
public sealed record ConsensusConfig(
    Genesis Genesis, ushort? OwnIndex, ConsensusTiming Timing, int Peers, ushort? OwnPeer)
{
    /// <summary>The lottery of the epoch where it is shared; null for one of this core's own.</summary>
    public Lottery? Lottery { get; init; }

    /// <summary>A node whose peers are the genesis validators in their order.</summary>
    public ConsensusConfig(Genesis genesis, ushort? ownIndex, ConsensusTiming timing)
        : this(genesis, ownIndex, timing, genesis.Validators.Count, ownIndex)
    {
    }
}
