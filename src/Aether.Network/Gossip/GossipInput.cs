using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>One input of <see cref="GossipCore"/>; which members count depends on the kind.</summary>
public readonly record struct GossipInput(GossipInputKind Kind)
{
    /// <summary>The connection that it is about.</summary>
    public ConnectionId Connection { get; init; }

    /// <summary>With <see cref="GossipInputKind.Connected"/>: who is there.</summary>
    public PeerId Peer { get; init; }

    /// <summary>With <see cref="GossipInputKind.Connected"/>: this node dialled.</summary>
    public bool IsOutbound { get; init; }

    /// <summary>The peer's proved share of the stake, of a million; 0 without stake.</summary>
    public int StakePpm { get; init; }

    /// <summary>With <see cref="GossipInputKind.Connected"/>: <see cref="IpGroup.Of"/> its address.</summary>
    public ulong IpGroup { get; init; }

    /// <summary>The stream that it came on, or that is full.</summary>
    public MessageClass Class { get; init; }

    /// <summary>With publications and subscriptions.</summary>
    public GossipTopic Topic { get; init; }

    /// <summary>With <see cref="GossipInputKind.Validated"/>: which message.</summary>
    public ulong Handle { get; init; }

    /// <summary>With <see cref="GossipInputKind.Validated"/>.</summary>
    public ValidationOutcome Outcome { get; init; }

    /// <summary>What came, topic byte included, or the payload to publish. Copied when kept.</summary>
    public ReadOnlyMemory<byte> Bytes { get; init; }

    /// <summary>Time has passed.</summary>
    public static GossipInput Tick => default;

    /// <summary>A peer's handshake is over.</summary>
    public static GossipInput Connected(
        ConnectionId connection, PeerId peer, bool isOutbound, int stakePpm, ulong ipGroup) =>
        new(GossipInputKind.Connected)
        {
            Connection = connection,
            Peer = peer,
            IsOutbound = isOutbound,
            StakePpm = stakePpm,
            IpGroup = ipGroup,
        };

    /// <summary>A connection is over.</summary>
    public static GossipInput Disconnected(ConnectionId connection) =>
        new(GossipInputKind.Disconnected) { Connection = connection };

    /// <summary>A message came.</summary>
    public static GossipInput Received(
        ConnectionId connection, MessageClass messageClass, ReadOnlyMemory<byte> bytes) =>
        new(GossipInputKind.Received) { Connection = connection, Class = messageClass, Bytes = bytes };

    /// <summary>The node has judged a message.</summary>
    public static GossipInput Validated(ulong handle, ValidationOutcome outcome) =>
        new(GossipInputKind.Validated) { Handle = handle, Outcome = outcome };

    /// <summary>The node has a message of its own, which it holds for valid.</summary>
    public static GossipInput Publish(GossipTopic topic, ReadOnlyMemory<byte> payload) =>
        new(GossipInputKind.Publish) { Topic = topic, Bytes = payload };
}
