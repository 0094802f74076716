namespace Aether.Network.Gossip;

/// <summary>A message between its arrival and its judgement.</summary>
internal sealed class PendingMessage
{
    public required GossipId Id { get; init; }

    public required GossipTopic Topic { get; init; }

    /// <summary>As it came: topic byte and payload.</summary>
    public required byte[] Frame { get; init; }

    /// <summary>Who brought it first and answers for its place in the queue.</summary>
    public required GossipPeer Owner { get; init; }

    /// <summary>Everyone who has sent it so far.</summary>
    public PeerSet Sources { get; } = new();

    /// <summary>The host's number for it, from 1; 0 while it waits.</summary>
    public ulong Handle { get; set; }

    /// <summary>It was judged or made room for another.</summary>
    public bool IsOver { get; set; }
}
