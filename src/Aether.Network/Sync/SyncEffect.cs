using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>Something that a core of synchronisation wants done, in order.</summary>
public abstract record SyncEffect
{
    private SyncEffect()
    {
    }

    /// <summary>Ask a peer.</summary>
    public sealed record Ask(ConnectionId Connection, ulong Token, ReadOnlyMemory<byte> Request) : SyncEffect;

    /// <summary>An answer is wanted no longer.</summary>
    public sealed record GiveUp(ulong Token) : SyncEffect;

    /// <summary>A peer did what only a faulty one does: it is to be banned and named.</summary>
    public sealed record Misbehaved(PeerId Peer, BanReason Reason) : SyncEffect;

    /// <summary>The next block, final: to be executed and kept.</summary>
    public sealed record Deliver(Proposal Block) : SyncEffect;

    /// <summary>
    /// A block is shown final that does not continue this node's final chain. Nothing more is taken: either more than a
    /// third of the stake is faulty, or this node has another chain.
    /// </summary>
    public sealed record Conflict(PeerId Peer, Header Block) : SyncEffect;

    /// <summary>A snapshot was chosen: its manifest is to be kept, and chunks of another one to be dropped.</summary>
    public sealed record Target(SnapshotManifest Manifest) : SyncEffect;

    /// <summary>A chunk that holds: to be kept, before the progress that follows.</summary>
    public sealed record Store(int Index, ReadOnlyMemory<byte> Chunk) : SyncEffect;

    /// <summary>What is kept so far: to be kept beside it, for another start.</summary>
    public sealed record Save(ReadOnlyMemory<byte> Progress) : SyncEffect;

    /// <summary>All chunks of the snapshot are kept; block and proof show it final.</summary>
    public sealed record Complete(SnapshotManifest Manifest, Proposal Block, FinalityProof Finality) : SyncEffect;
}
