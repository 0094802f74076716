using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Something that a <see cref="PeerManager"/> wants done, in order.</summary>
public abstract record PeerEffect
{
    private PeerEffect()
    {
    }

    /// <summary>Begin a connection.</summary>
    public sealed record Dial(PeerAddress Address, PeerId? Expected) : PeerEffect;

    /// <summary>End a connection.</summary>
    public sealed record Close(ConnectionId Connection, CloseCode Code) : PeerEffect;

    /// <summary>Send a message of the class of control.</summary>
    public sealed record Send(ConnectionId Connection, ReadOnlyMemory<byte> Message) : PeerEffect;

    /// <summary>Keep these bytes for the next start; a loss does little harm.</summary>
    public sealed record SaveAnchors(ReadOnlyMemory<byte> Bytes) : PeerEffect;

    /// <summary>A connection has greeted; before this nothing but control may pass.</summary>
    /// <param name="Connection">The connection.</param>
    /// <param name="Peer">Who is there.</param>
    /// <param name="Address">Where.</param>
    /// <param name="Record">What it says of itself, checked.</param>
    /// <param name="Inbound">The peer dialled.</param>
    /// <param name="Slot">A visit may only ask for peers.</param>
    /// <param name="Stake">Stake of the validator whose node it is, else 0.</param>
    /// <param name="FinalHeight">Its newest final block, as it says.</param>
    public sealed record Ready(
        ConnectionId Connection,
        PeerId Peer,
        PeerAddress? Address,
        NodeRecord? Record,
        bool Inbound,
        PeerSlot Slot,
        UInt128 Stake,
        ulong FinalHeight) : PeerEffect;

    /// <summary>A connection that was ready is over, or will be at once.</summary>
    public sealed record Gone(ConnectionId Connection, PeerId Peer) : PeerEffect;

    /// <summary>A visit that was asked for was not made.</summary>
    public sealed record VisitFailed(PeerAddress Address, VisitOutcome Outcome) : PeerEffect;

    /// <summary>A peer was banned: to be logged and counted.</summary>
    public sealed record Banned(BanEntry Ban) : PeerEffect;

    /// <summary>A peer tells a newer final height.</summary>
    public sealed record Height(ConnectionId Connection, ulong FinalHeight) : PeerEffect;
}
