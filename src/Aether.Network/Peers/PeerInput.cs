using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Something that a <see cref="PeerManager"/> is told.</summary>
public abstract record PeerInput
{
    private PeerInput()
    {
    }

    /// <summary>Time has passed; to be told every 100 ms or so.</summary>
    public sealed record Tick : PeerInput;

    /// <summary>The transport made a connection.</summary>
    public sealed record Connected(ConnectionId Connection, PeerId Peer, PeerAddress? Address, bool Inbound)
        : PeerInput;

    /// <summary>A connection is over, or a dial of the address failed.</summary>
    public sealed record Closed(ConnectionId Connection, PeerAddress? Address, CloseCode Code) : PeerInput;

    /// <summary>The transport had no room for a dial.</summary>
    public sealed record DialRefused(PeerAddress Address) : PeerInput;

    /// <summary>A message of the class of control. The bytes are lent for the call.</summary>
    public sealed record Control(ConnectionId Connection, ReadOnlyMemory<byte> Bytes) : PeerInput;

    /// <summary>A record of a peer was found whose signatures hold.</summary>
    /// <param name="Record">The record.</param>
    /// <param name="Source">From whose network it came; null when it is this node's own finding.</param>
    public sealed record Learned(NodeRecord Record, AddressGroup? Source = null) : PeerInput;

    /// <summary>A peer did what only a faulty one does.</summary>
    public sealed record Misbehaved(PeerId Peer, BanReason Reason) : PeerInput;

    /// <summary>Gossip judges a peer anew.</summary>
    public sealed record Scored(PeerId Peer, int Score) : PeerInput;

    /// <summary>The validators of the epoch and their stakes; the sum fits.</summary>
    public sealed record Validators(IReadOnlyList<(Address Validator, UInt128 Stake)> Set) : PeerInput;

    /// <summary>The newest final block of this node.</summary>
    public sealed record Final(ulong Height) : PeerInput;

    /// <summary>This node's addresses or binding changed.</summary>
    public sealed record LocalRecord(NodeRecord Record) : PeerInput;

    /// <summary>A connection only to ask for peers is wanted.</summary>
    public sealed record Visit(PeerAddress Address, PeerId? Peer) : PeerInput;

    /// <summary>A connection is needed no longer by who wanted it as a visit.</summary>
    public sealed record EndVisit(ConnectionId Connection) : PeerInput;

    /// <summary>The operator wants a peer kept connected.</summary>
    public sealed record Add(PeerAddress Address, PeerId? Peer) : PeerInput;

    /// <summary>The operator wants a peer gone, banned or not.</summary>
    public sealed record Remove(PeerId Peer, bool Ban) : PeerInput;

    /// <summary>The operator lifts a ban.</summary>
    public sealed record Unban(PeerId Peer) : PeerInput;
}
