namespace Aether.Network.Gossip;

/// <summary>What peers are worth: P1 to P7 of gossipsub, in integers.</summary>
/// <remarks>
/// <b>Units</b>: counters and scores have 10 fractional bits, so that a run repeats bit by bit on every machine. No
/// part overflows: counters stop at <see cref="MaxCounter"/>, so that a square has 40 bits and a weight adds ten.
/// What is good is bounded by 250 points; what is bad is not, so that nobody can save up for an attack.
/// </remarks>
internal static class GossipScore
{
    /// <summary>One point, and one event in a counter.</summary>
    public const long One = 1L << 10;

    /// <summary>No counter goes above a thousand events.</summary>
    public const long MaxCounter = 1_000 * One;

    /// <summary>Below it nothing is shown to the peer, and nothing that it shows or asks for is heeded.</summary>
    public const long GossipThreshold = -4_000 * One;

    /// <summary>Below it own messages are not sent to the peer.</summary>
    public const long PublishThreshold = -8_000 * One;

    /// <summary>Below it nothing of the peer is read: it is banned.</summary>
    public const long GraylistThreshold = -16_000 * One;

    /// <summary>A mesh whose middle peer has less looks for better ones.</summary>
    public const long OpportunisticThreshold = 5 * One;

    /// <summary>Offences that are forgiven: honest peers on bad links commit some.</summary>
    public const long ForgivenBehaviour = 3 * One;

    /// <summary>Peers of one neighbourhood without a penalty.</summary>
    public const int MaxColocated = 10;

    /// <summary>How long a member of a mesh may be silent.</summary>
    public const int SilenceGraceMs = 15_000;

    // Shares of 2^16 that are left after a heartbeat: half-lives of 10 s, 60 s, 5 min and 10 min.
    private const long Decay10Seconds = 62_432;
    private const long Decay60Seconds = 65_008;
    private const long Decay5Minutes = 65_430;
    private const long Decay10Minutes = 65_483;

    // P1: one point in two minutes and topic, at most 2.5. P2: one point a message, at most 40 a topic.
    private const long TimePointMs = 120_000;
    private const long MaxTime = 5 * One / 2;
    private const long MaxFirst = 40 * One;

    // P3: who delivers less than one of 32 messages of a mesh that has carried 64 has a deficit of up to 8, squared.
    private const int DeliveredShare = 32;
    private const long LeastExpected = 64 * One;
    private const long MaxDeficit = 8 * One;

    // P4: thirteen invalid messages reach the lowest threshold, 29 transactions do.
    private const long InvalidWeight = 100;
    private const long InvalidTransactionWeight = 20;

    // P6: 21 unstaked peers of one neighbourhood are below the first threshold, 31 below the last.
    private const long ColocationWeight = 40;

    // P7: twelve offences reach the first threshold, 21 the last.
    private const long BehaviourWeight = 50;

    /// <summary>The whole score.</summary>
    /// <param name="peer">Whose.</param>
    /// <param name="colocated">Unstaked peers of its neighbourhood, itself included.</param>
    /// <param name="nowMs">The time.</param>
    public static long Of(GossipPeer peer, int colocated, long nowMs)
    {
        long score = ApplicationPart(peer);
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            score += TopicPart(peer, (GossipTopic)topic, nowMs);
        }
        if (peer.StakePpm == 0 && colocated > MaxColocated)
        {
            long surplus = colocated - MaxColocated;
            score -= ColocationWeight * surplus * surplus * One;
        }
        return score - (BehaviourWeight * Square(Math.Max(0, peer.Behaviour - ForgivenBehaviour)));
    }

    /// <summary>The square of what the peer owes the mesh; it joins what it owed before when it leaves.</summary>
    public static long Deficit(TopicStats stats, long nowMs)
    {
        if (!stats.InMesh || nowMs - stats.MeshSinceMs < SilenceGraceMs || stats.Expected < LeastExpected)
        {
            return 0;
        }
        long least = stats.Expected / DeliveredShare;
        return stats.Delivered >= least ? 0 : Square(MaxDeficit * (least - stats.Delivered) / least);
    }

    /// <summary>Adds to a counter without exceeding its bound.</summary>
    public static long Add(long counter, long amount) => Math.Min(MaxCounter, counter + amount);

    /// <summary>One heartbeat less of everything.</summary>
    public static void Decay(GossipPeer peer)
    {
        for (int topic = 0; topic < GossipTopics.Count; topic++)
        {
            TopicStats stats = peer[(GossipTopic)topic];
            stats.First = stats.First * Decay60Seconds >> 16;
            stats.Delivered = stats.Delivered * Decay10Seconds >> 16;
            stats.Expected = stats.Expected * Decay10Seconds >> 16;
            stats.Failure = stats.Failure * Decay5Minutes >> 16;
            stats.Invalid = stats.Invalid * Decay10Minutes >> 16;
        }
        peer.ValidTransactions = peer.ValidTransactions * Decay10Minutes >> 16;
        peer.Behaviour = peer.Behaviour * Decay5Minutes >> 16;
    }

    /// <summary>P5: ten points for a stake and one for each fifth of a percent of it.</summary>
    private static long ApplicationPart(GossipPeer peer) =>
        peer.StakePpm == 0 ? 0 : Math.Min(90, 10 + (peer.StakePpm / 2_000)) * One;

    private static long TopicPart(GossipPeer peer, GossipTopic topic, long nowMs)
    {
        TopicStats stats = peer[topic];
        long score = Math.Min(MaxFirst, stats.First) - stats.Failure - Deficit(stats, nowMs);
        if (stats.InMesh)
        {
            score += Math.Min(MaxTime, (nowMs - stats.MeshSinceMs) * One / TimePointMs);
        }
        if (topic != GossipTopic.Transaction)
        {
            return score - (InvalidWeight * Square(stats.Invalid));
        }

        // One invalid transaction in ten is nobody's fault: the state moves on while they travel.
        long invalid = Math.Max(0, stats.Invalid - (peer.ValidTransactions / 10));
        return score - (InvalidTransactionWeight * Square(invalid));
    }

    private static long Square(long counter) => counter * counter >> 10;
}
