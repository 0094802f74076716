using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>What a node's consensus is built with and never changes.</summary>
/// <remarks>
/// A peer is a place in the transport and stays the same for the run; an index in a validator set means something only
/// in one epoch.
/// </remarks>
/// <param name="Genesis">The chain.</param>
/// <param name="Own">The validator whose keys this node holds; null for an observer.</param>
/// <param name="Timing">Pacing.</param>
/// <param name="Peers">Number of peers messages can come from and go to, this node included.</param>
/// <param name="OwnPeer">This node among the peers; null when it is none of them.</param>
public sealed record ChainConfig(Genesis Genesis, Address? Own, ConsensusTiming Timing, int Peers, ushort? OwnPeer)
{
    /// <summary>The lottery of an epoch where many nodes share one; null for one of this node's own.</summary>
    public Func<EpochContext, Lottery>? Lotteries { get; init; }

    /// <summary>A node whose peers are the genesis validators in their order.</summary>
    public static ChainConfig OfGenesis(Genesis genesis, ushort? ownIndex, ConsensusTiming timing) => new(
        genesis,
        ownIndex is { } index ? genesis.Validators[index].Address : null,
        timing,
        genesis.Validators.Count,
        ownIndex);
}
