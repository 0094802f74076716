using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Something that a <see cref="DiscoveryCore"/> is told.</summary>
public abstract record DiscoveryInput
{
    private DiscoveryInput()
    {
    }

    /// <summary>Time has passed; to be told every 100 ms or so.</summary>
    public sealed record Tick : DiscoveryInput;

    /// <summary>A connection has greeted.</summary>
    /// <param name="Connection">The connection.</param>
    /// <param name="Peer">Who is there.</param>
    /// <param name="Address">Where, as the transport proved it.</param>
    /// <param name="Record">What it says of itself, checked.</param>
    /// <param name="Inbound">The peer dialled.</param>
    /// <param name="IsVisit">It is only there to ask.</param>
    public sealed record Ready(
        ConnectionId Connection,
        PeerId Peer,
        PeerAddress? Address,
        NodeRecord? Record,
        bool Inbound,
        bool IsVisit) : DiscoveryInput;

    /// <summary>A connection is over.</summary>
    public sealed record Gone(ConnectionId Connection) : DiscoveryInput;

    /// <summary>A visit was not made.</summary>
    public sealed record VisitFailed(PeerAddress Address, VisitOutcome Outcome) : DiscoveryInput;

    /// <summary>A peer asks. The bytes are lent for the call.</summary>
    public sealed record Request(ConnectionId Connection, RequestId Id, ReadOnlyMemory<byte> Bytes) : DiscoveryInput;

    /// <summary>The answer to what was asked on a connection. The bytes are lent for the call.</summary>
    public sealed record Answered(ConnectionId Connection, ReadOnlyMemory<byte> Bytes) : DiscoveryInput;

    /// <summary>What was asked on a connection gets no answer.</summary>
    public sealed record AskFailed(ConnectionId Connection) : DiscoveryInput;

    /// <summary>A peer was banned.</summary>
    public sealed record Banned(PeerId Peer) : DiscoveryInput;
}
