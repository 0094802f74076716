namespace Aether.Network.Gossip;

/// <summary>Numbers of the mesh, the same in every node; `docs/adr/0032-gossip.md` says why these.</summary>
internal static class GossipParameters
{
    /// <summary>Peers that a mesh should have.</summary>
    public const int Degree = 8;

    /// <summary>With fewer, peers are grafted.</summary>
    public const int DegreeLow = 6;

    /// <summary>With more, peers are pruned.</summary>
    public const int DegreeHigh = 12;

    /// <summary>Peers kept by score when peers are pruned.</summary>
    public const int DegreeScore = 4;

    /// <summary>Peers of a mesh that this node dialled itself, at least.</summary>
    public const int DegreeOut = 2;

    /// <summary>Peers outside the mesh that hear ids, at least.</summary>
    public const int DegreeLazy = 6;

    /// <summary>Of the peers outside the mesh, one of so many hears ids.</summary>
    public const int GossipShare = 4;

    /// <summary>Time between heartbeats.</summary>
    public const int HeartbeatMs = 700;

    /// <summary>Heartbeats for which a message can be asked for.</summary>
    public const int CacheHeartbeats = 6;

    /// <summary>Heartbeats for which its id is shown.</summary>
    public const int ShownHeartbeats = 3;

    /// <summary>How long a pruned peer stays out.</summary>
    public const int PruneBackoffMs = 60_000;

    /// <summary>How long a peer stays out that this node left because it does not take the topic any more.</summary>
    public const int UnsubscribeBackoffMs = 10_000;

    /// <summary>Graced to peers whose clocks and links differ from ours when they come back after a backoff.</summary>
    public const int BackoffSlackMs = HeartbeatMs;

    /// <summary>A peer that has shown an id delivers within this time when asked.</summary>
    public const int PromiseMs = 3_000;

    /// <summary>After this time another peer may be asked for the same message.</summary>
    public const int AskAgainMs = 500;

    /// <summary>Messages longer than this are announced to the mesh before they are validated.</summary>
    public const int DoNotWantBytes = 1_024;

    /// <summary>A delivery this long after the first one still counts for a member of the mesh.</summary>
    public const int DeliveryWindowMs = 2_000;

    /// <summary>For so long a node knows who has sent it a message.</summary>
    public const int SourcesMs = 10_000;

    /// <summary>Peers of a topic that this node publishes to and does not take are kept so long without use.</summary>
    public const int FanoutMs = 60_000;

    /// <summary>Heartbeats between looks at the whole mesh's score.</summary>
    public const int OpportunisticHeartbeats = 60;

    /// <summary>Subscriptions, grafts and prunes of a peer in a heartbeat: some of each topic and kind.</summary>
    public const int MaxChanges = 64;

    /// <summary>A peer that takes so little that this many sends are refused loses its connection.</summary>
    public const int MaxRefusedSends = 512;

    /// <summary>How long an ignored message stays ignored.</summary>
    public const int IgnoredMs = 3_500;

    /// <summary>Transactions are announced together for this time.</summary>
    public const int AnnounceMs = 50;

    /// <summary>Longer transactions are only announced.</summary>
    public const int PushBytes = 4_096;

    /// <summary>A peer that was asked for transactions sends them within this time.</summary>
    public const int PullMs = 1_000;
}
