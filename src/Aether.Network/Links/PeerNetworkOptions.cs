using Aether.Core.Types;
using Aether.Network.Peers;

namespace Aether.Network.Links;

/// <summary>What a <see cref="PeerNetwork"/> is told at the start.</summary>
public sealed record PeerNetworkOptions
{
    /// <summary>Chain, identity, where to begin.</summary>
    public required PeerOptions Peers { get; init; }

    /// <summary>The validators of the current epoch and their stakes.</summary>
    public IReadOnlyList<(Address Validator, UInt128 Stake)> Validators { get; init; } = [];

    /// <summary>The newest final block.</summary>
    public ulong FinalHeight { get; init; }

    /// <summary>
    /// Makes this node's record anew for a final height, so that its validator's word does not run out; null when it
    /// has none or cannot. Called on the network's thread.
    /// </summary>
    public Func<ulong, NodeRecord>? Renew { get; init; }

    /// <summary>Keeps anchors for the next start. Called on the network's thread: it returns soon.</summary>
    public Action<ReadOnlyMemory<byte>>? SaveAnchors { get; init; }

    /// <summary>
    /// Keeps bans for the next start, with the milliseconds that are left of each. Called on the network's thread: it
    /// returns soon.
    /// </summary>
    public Action<IReadOnlyList<(BanEntry Ban, long LeftMs)>>? SaveBans { get; init; }

    /// <summary>Told each ban, on the network's thread.</summary>
    public Action<BanEntry>? OnBan { get; init; }
}
