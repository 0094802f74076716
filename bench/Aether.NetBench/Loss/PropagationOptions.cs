using Aether.Da.ErasureCoding;

namespace Aether.NetBench.Loss;

/// <summary>One case of the simulation.</summary>
/// <param name="Code">The erasure code.</param>
/// <param name="Nodes">Validators, the leader included.</param>
/// <param name="FanOut">Children of a node of the tree; as many as there are nodes for a single relay (Rotor).</param>
/// <param name="Loss">Probability that a datagram is lost on its link.</param>
/// <param name="Silent">Share of the nodes that receive but never pass on.</param>
/// <param name="Blocks">Blocks to send, each by another leader.</param>
/// <param name="BlockBytes">Payload of a block.</param>
/// <param name="Seed">Of all draws.</param>
internal sealed record PropagationOptions(
    ErasureCode Code, int Nodes, int FanOut, double Loss, double Silent, int Blocks, int BlockBytes, int Seed)
{
    /// <summary>What each node can send, in bytes a second.</summary>
    public long UplinkBytesPerSecond { get; init; } = 125_000_000;
}
