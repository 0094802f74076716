using Aether.Core;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>What a node is told about its peers at the start.</summary>
public sealed record PeerOptions
{
    /// <summary>Version of everything between peers that this node speaks.</summary>
    public const ushort ProtocolVersion = 1;

    /// <summary>Chain.</summary>
    public required Hash256 GenesisHash { get; init; }

    /// <summary>This node.</summary>
    public required PeerId Local { get; init; }

    /// <summary>This node's record; null when nobody may dial it.</summary>
    public NodeRecord? LocalRecord { get; init; }

    /// <summary>The validator whose node this is.</summary>
    public Address? Validator { get; init; }

    /// <summary>
    /// Addresses that are not public count: for chains on one machine or in one house. Limits for groups of addresses
    /// hold for public ones only.
    /// </summary>
    public bool AllowsPrivate { get; init; }

    /// <summary>
    /// Connections of its own choice that this node wants. Fewer than the places that a node has for peers without
    /// stake: else all places are taken, and only those who keep theirs free on purpose have room for newcomers.
    /// </summary>
    public int TargetOutbound { get; init; } = SlotRules.MaxUnstaked - 5;

    /// <summary>Where to begin; an identity that is given must be there.</summary>
    public (PeerAddress Address, PeerId? Peer)[] Bootstrap { get; init; } = [];

    /// <summary>What the last <see cref="PeerEffect.SaveAnchors"/> of an earlier run gave.</summary>
    public ReadOnlyMemory<byte> Anchors { get; init; }

    /// <summary>Bans of an earlier run, their ends by this run's clock.</summary>
    public BanEntry[] Bans { get; init; } = [];
}
