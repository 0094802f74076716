using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>A node that is being asked, or only looked for.</summary>
internal sealed class NodeQuery(NodeRecord record, Lookup? lookup, PeerAddress address, long sinceMs)
{
    /// <summary>Whom.</summary>
    public NodeRecord Record { get; } = record;

    /// <summary>For which search; null when it is only looked for.</summary>
    public Lookup? Lookup { get; } = lookup;

    /// <summary>Where it is visited.</summary>
    public PeerAddress Address { get; } = address;

    /// <summary>Since when.</summary>
    public long SinceMs { get; } = sinceMs;

    /// <summary>The connection on which it was asked.</summary>
    public ConnectionId? Connection { get; set; }
}
