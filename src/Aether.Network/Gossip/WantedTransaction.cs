namespace Aether.Network.Gossip;

/// <summary>A transaction that was announced and has not come.</summary>
internal sealed class WantedTransaction(GossipId id, GossipPeer owner)
{
    /// <summary>Most peers remembered that announced it.</summary>
    public const int MaxSources = 16;

    public GossipId Id => id;

    /// <summary>Who announced it first; it counts in this peer's budget.</summary>
    public GossipPeer Owner => owner;

    /// <summary>Peers to ask, in the order of their announcements.</summary>
    public List<GossipPeer> Sources { get; } = new(1) { owner };

    /// <summary>The peer with room that is worth most, of equals the first; null when all are busy.</summary>
    public GossipPeer? BestSource()
    {
        GossipPeer? best = null;
        foreach (GossipPeer peer in Sources)
        {
            if (peer.Pulls < Core.Limits.Gossip.MaxPulls && (best is null || peer.Score > best.Score))
            {
                best = peer;
            }
        }
        return best;
    }

    /// <summary>Who is asked now; null while nobody is.</summary>
    public GossipPeer? AskedPeer { get; set; }

    /// <summary>It has come, or nobody is left to ask.</summary>
    public bool IsOver { get; set; }
}
