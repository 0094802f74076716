namespace Aether.Network.Gossip;

/// <summary>What gossip has done since its start. Plain numbers: one thread writes and reads them.</summary>
public sealed class GossipCounters
{
    /// <summary>Messages of topics that came, copies included.</summary>
    public long Received { get; internal set; }

    /// <summary>Of them, copies of what was known or in validation.</summary>
    public long Duplicates { get; internal set; }

    /// <summary>Messages judged valid.</summary>
    public long Accepted { get; internal set; }

    /// <summary>Messages judged invalid.</summary>
    public long Rejected { get; internal set; }

    /// <summary>Messages judged neither, those included whose judgement never came.</summary>
    public long Ignored { get; internal set; }

    /// <summary>Messages that a full queue of validation did not take.</summary>
    public long Refused { get; internal set; }

    /// <summary>Transactions that made room for newer ones.</summary>
    public long DroppedOldest { get; internal set; }

    /// <summary>Messages sent on to others, once for each.</summary>
    public long Forwarded { get; internal set; }

    /// <summary>Messages that were not sent because the peer said it has them.</summary>
    public long Spared { get; internal set; }

    /// <summary>Ids that were asked for after a peer showed them.</summary>
    public long Asked { get; internal set; }

    /// <summary>Messages given to peers that asked.</summary>
    public long Served { get; internal set; }

    /// <summary>Messages that did not come although a peer had shown them.</summary>
    public long BrokenPromises { get; internal set; }

    /// <summary>Input that was dropped unread because of its sender's score or budget.</summary>
    public long Shunned { get; internal set; }

    /// <summary>Transactions announced to peers, once for each.</summary>
    public long Announced { get; internal set; }

    /// <summary>Transactions pulled from peers.</summary>
    public long Pulled { get; internal set; }

    /// <summary>Peers that fell below the lowest threshold.</summary>
    public long Banned { get; internal set; }
}
