using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>One connected peer as gossip sees it.</summary>
internal sealed class GossipPeer
{
    private readonly TopicStats[] _topics = new TopicStats[GossipTopics.Count];
    private HashSet<GossipId> _doNotWant = [];
    private HashSet<GossipId> _doNotWantBefore = [];

    public GossipPeer(int place, in GossipInput connected)
    {
        Place = place;
        Connection = connected.Connection;
        Id = connected.Peer;
        IsOutbound = connected.IsOutbound;
        StakePpm = connected.StakePpm;
        IpGroup = connected.IpGroup;
        for (int topic = 0; topic < _topics.Length; topic++)
        {
            _topics[topic] = new TopicStats();
        }
    }

    /// <summary>Its bit in every <see cref="PeerSet"/>.</summary>
    public int Place { get; }

    public ConnectionId Connection { get; }

    public PeerId Id { get; }

    public bool IsOutbound { get; }

    public ulong IpGroup { get; }

    public int StakePpm { get; set; }

    /// <summary>It was banned or closed: whatever still comes from it is dropped.</summary>
    public bool IsGone { get; set; }

    /// <summary>Topics that it takes, one bit each.</summary>
    public int Subscriptions { get; set; }

    /// <summary>P7, with 10 fractional bits.</summary>
    public long Behaviour { get; set; }

    /// <summary>The last offence.</summary>
    public GossipOffence Offence { get; set; }

    /// <summary>Sum of all parts as of the last heartbeat or offence, with 10 fractional bits.</summary>
    public long Score { get; set; }

    /// <summary>Entries of ids that it showed in this heartbeat.</summary>
    public int HaveEntries { get; set; }

    /// <summary>Ids that it showed in this heartbeat.</summary>
    public int HaveIds { get; set; }

    /// <summary>Messages asked of it in this heartbeat.</summary>
    public int AskedIds { get; set; }

    /// <summary>Messages it asked for in this heartbeat.</summary>
    public int WantedIds { get; set; }

    /// <summary>Transactions it asked for in this heartbeat.</summary>
    public int WantedTransactions { get; set; }

    /// <summary>Bytes it was given for asking in this heartbeat.</summary>
    public int ServedBytes { get; set; }

    /// <summary>Ids it did not want in this heartbeat.</summary>
    public int DoNotWantIds { get; set; }

    /// <summary>Changes of subscriptions and meshes in this heartbeat.</summary>
    public int Changes { get; set; }

    /// <summary>Promises that it broke in this heartbeat.</summary>
    public int BrokenPromises { get; set; }

    /// <summary>Sends that its transport refused; halves at every heartbeat.</summary>
    public int RefusedSends { get; set; }

    /// <summary>Messages of each topic that it owns in the queues of validation.</summary>
    public int[] Pending { get; } = new int[GossipTopics.Count];

    /// <summary>Bytes of them.</summary>
    public long[] PendingBytes { get; } = new long[GossipTopics.Count];

    /// <summary>Transactions that it announced first and that have not come.</summary>
    public int Wanted { get; set; }

    /// <summary>Transactions asked of it that have not come.</summary>
    public int Pulls { get; set; }

    /// <summary>Transactions to ask of it when it has room; some are over.</summary>
    public Queue<WantedTransaction> WaitingPulls { get; } = new();

    /// <summary>Transactions that it is asked for at the end of the step.</summary>
    public List<GossipId> ToPull { get; } = [];

    /// <summary>It is looked at at the end of the step.</summary>
    public bool IsPulling { get; set; }

    /// <summary>Transactions it may still send, in thousandths.</summary>
    public long TransactionTokens { get; set; }

    /// <summary>When the tokens were counted.</summary>
    public long TokensAtMs { get; set; }

    /// <summary>Number of the next accepted transaction to announce to it.</summary>
    public long AnnounceFrom { get; set; }

    /// <summary>Valid transactions of it, for the share of invalid ones; 10 fractional bits.</summary>
    public long ValidTransactions { get; set; }

    /// <summary>Control entries that go out at the end of the step.</summary>
    public GossipFrameWriter Control { get; } = new();

    /// <summary>What it did in a topic.</summary>
    public TopicStats this[GossipTopic topic] => _topics[(int)topic];

    public bool Takes(GossipTopic topic) => (Subscriptions >> (int)topic & 1) != 0;

    public bool SparesUs(GossipId id) => _doNotWant.Contains(id) || _doNotWantBefore.Contains(id);

    public void Spare(GossipId id) => _doNotWant.Add(id);

    /// <summary>Starts the counts of a new heartbeat.</summary>
    public void Beat(bool forgetSpared)
    {
        HaveEntries = 0;
        HaveIds = 0;
        AskedIds = 0;
        WantedIds = 0;
        WantedTransactions = 0;
        ServedBytes = 0;
        DoNotWantIds = 0;
        Changes = 0;
        BrokenPromises = 0;
        RefusedSends /= 2;
        if (forgetSpared)
        {
            (_doNotWant, _doNotWantBefore) = (_doNotWantBefore, _doNotWant);
            _doNotWant.Clear();
        }
    }
}
