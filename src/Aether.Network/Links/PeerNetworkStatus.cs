using Aether.Network.Peers;

namespace Aether.Network.Links;

/// <summary>How a node stands among its peers; at most half a second old.</summary>
public sealed record PeerNetworkStatus
{
    /// <summary>Connected peers, and those only banned.</summary>
    public IReadOnlyList<PeerStatus> Peers { get; init; } = [];

    /// <summary>The time of the network's clock, to which the times of <see cref="Peers"/> belong.</summary>
    public long NowMs { get; init; }

    /// <summary>Connections that may be used.</summary>
    public int Connected { get; init; }

    /// <summary>Those of them with nodes of validators.</summary>
    public int Validators { get; init; }

    /// <summary>Peers that may be dialled.</summary>
    public int Known { get; init; }

    /// <summary>Messages of topics that came, copies included.</summary>
    public long GossipReceived { get; init; }

    /// <summary>Of them, copies.</summary>
    public long GossipDuplicates { get; init; }

    /// <summary>Messages judged valid, and passed on.</summary>
    public long GossipAccepted { get; init; }

    /// <summary>Messages judged invalid.</summary>
    public long GossipRejected { get; init; }

    /// <summary>Messages judged neither.</summary>
    public long GossipIgnored { get; init; }

    /// <summary>Messages for this node alone that its sender may not send, or that nobody asked for.</summary>
    public long Unwanted { get; init; }

    /// <summary>Messages that only a faulty peer sends.</summary>
    public long Offences { get; init; }

    /// <summary>Bans so far.</summary>
    public long Banned { get; init; }
}
