using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>How often rare things happened: a campaign that never meets them proves nothing.</summary>
public sealed class NodeCoverage
{
    /// <summary>Injected faults by kind.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>Crashes inside an effect.</summary>
    public long EffectCrashes { get; set; }

    /// <summary>Starts through recovery.</summary>
    public long Restarts { get; set; }

    /// <summary>Messages handed to links.</summary>
    public long Messages { get; set; }

    /// <summary>Blocks that became final, counted once for each height.</summary>
    public long Heights { get; set; }

    /// <summary>Transactions in them.</summary>
    public long Transactions { get; set; }

    /// <summary>Of those, failed.</summary>
    public long Failed { get; set; }

    /// <summary>Commits on all nodes.</summary>
    public long Commits { get; set; }

    /// <summary>Blocks that were on disk when their node died, and announced by nobody.</summary>
    public long FinalUnannounced { get; set; }

    /// <summary>Submissions by clients.</summary>
    public long Submitted { get; set; }

    /// <summary>Submissions that were refused.</summary>
    public long Refused { get; set; }

    /// <summary>Submissions that were taken.</summary>
    public long Accepted { get; set; }

    /// <summary>Partitions that were healed and after which nodes had to catch up.</summary>
    public long Heals { get; set; }

    /// <summary>Of them, those after which all nodes caught up in time.</summary>
    public long CaughtUp { get; set; }

    /// <summary>Longest time from a heal until all nodes had caught up.</summary>
    public long WorstCatchUpUs { get; set; }

    /// <summary>Times from heals until all nodes had caught up, in classes of a tenth of a timeout.</summary>
    public long[] CatchUps { get; } = new long[64];

    /// <summary>Bans of faulty peers.</summary>
    public long Banned { get; set; }

    /// <summary>Reads by clients.</summary>
    public long Reads { get; set; }

    /// <summary>Epochs begun beyond the first, counted once.</summary>
    public long Epochs { get; set; }

    /// <summary>Longest time from the end of faults to the required progress.</summary>
    public long WorstRecoveryUs { get; set; }

    /// <summary>Notes how long nodes took to catch up.</summary>
    public void NoteCatchUp(long microseconds, long timeoutUs)
    {
        WorstCatchUpUs = Math.Max(WorstCatchUpUs, microseconds);
        CatchUps[(int)Math.Min(10 * microseconds / timeoutUs, CatchUps.Length - 1)]++;
    }

    /// <summary>The rare things by name.</summary>
    public IReadOnlyDictionary<string, long> Rare() => new Dictionary<string, long>
    {
        ["node crash at an effect"] = EffectCrashes,
        ["node restart"] = Restarts,
        ["node message"] = Messages,
        ["node final height"] = Heights,
        ["node commit"] = Commits,
        ["node commit nobody announced"] = FinalUnannounced,
        ["node transaction"] = Transactions,
        ["node transaction failed"] = Failed,
        ["node submission"] = Submitted,
        ["node submission refused"] = Refused,
        ["node submission taken"] = Accepted,
        ["node read"] = Reads,
        ["node ban"] = Banned,
        ["partition healed"] = Heals,
        ["caught up in one timeout"] = CatchUps[..10].Sum(),
        ["caught up in two timeouts"] = CatchUps[..20].Sum(),
        ["caught up in three timeouts and the transfer"] = CaughtUp,
        ["node epoch"] = Epochs,
    };

    /// <summary>Adds the counts of another run.</summary>
    public void Add(NodeCoverage other)
    {
        Faults.Add(other.Faults);
        EffectCrashes += other.EffectCrashes;
        Restarts += other.Restarts;
        Messages += other.Messages;
        Heights += other.Heights;
        Transactions += other.Transactions;
        Failed += other.Failed;
        Commits += other.Commits;
        FinalUnannounced += other.FinalUnannounced;
        Submitted += other.Submitted;
        Refused += other.Refused;
        Accepted += other.Accepted;
        Reads += other.Reads;
        Banned += other.Banned;
        Heals += other.Heals;
        CaughtUp += other.CaughtUp;
        WorstCatchUpUs = Math.Max(WorstCatchUpUs, other.WorstCatchUpUs);
        for (int index = 0; index < CatchUps.Length; index++)
        {
            CatchUps[index] += other.CatchUps[index];
        }
        Epochs += other.Epochs;
        WorstRecoveryUs = Math.Max(WorstRecoveryUs, other.WorstRecoveryUs);
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        IEnumerable<string> faults = FaultCounts.Kinds
            .Where(kind => Faults[kind] > 0)
            .Select(kind => $"{kind} {Faults[kind]}");
        IEnumerable<string> rare = Rare().Select(entry => $"{entry.Key} {entry.Value}");
        return $"{string.Join(", ", faults)}; {string.Join(", ", rare)}; "
            + $"worst recovery {WorstRecoveryUs / 1000} ms";
    }
}
