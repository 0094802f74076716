using Aether.Network.Gossip;

namespace Aether.Network.Links;

/// <summary>A gossiped message that waits for its judgement.</summary>
/// <param name="Handle">Its number.</param>
/// <param name="Topic">What it is about.</param>
/// <param name="Peer">The transport's number of the peer that sent it first.</param>
/// <param name="Bytes">An encoded consensus message, read only.</param>
/// <param name="IsDelivered">
/// Consensus has it already: it came from a validator's node, which answers for what it passes on.
/// </param>
public readonly record struct GossipMessage(
    ulong Handle, GossipTopic Topic, ushort Peer, ReadOnlyMemory<byte> Bytes, bool IsDelivered)
{
    /// <summary>How often the peer's number had been given away when the message came.</summary>
    internal int Turn { get; init; }
}
