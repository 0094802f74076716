using Aether.Core.Types;
using Aether.Network.Peers;

namespace Aether.Network.Discovery;

/// <summary>A node that was there when it was looked for.</summary>
internal sealed class TableNode(NodeRecord record, Hash256 place, long seenMs)
{
    /// <summary>Its newest record; has an address.</summary>
    public NodeRecord Record { get; set; } = record;

    /// <summary>Where it lies.</summary>
    public Hash256 Place { get; } = place;

    /// <summary>This node looked for it; false while it only came by itself.</summary>
    public bool IsSought { get; set; }

    /// <summary>When it was there.</summary>
    public long SeenMs { get; set; } = seenMs;

    /// <summary>Times since then that it was not.</summary>
    public int Failures { get; set; }

    /// <summary>The network of its first address.</summary>
    public AddressGroup Group => Record.Addresses[0].Group;
}
