using System.Runtime.InteropServices;
using Aether.Tools.LoadGen.Histograms;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>The six counts of a run, why what failed failed, and the latency of each stage.</summary>
/// <remarks>Offered is the sum of final, failed and expired once a run is over.</remarks>
internal sealed class RunCounters
{
    private const int MaxReasons = 64;
    private const string OtherReason = "other";

    private readonly Dictionary<string, long> _reasons = new(StringComparer.Ordinal);

    /// <summary>Intended sends that came due.</summary>
    public long Offered { get; set; }

    /// <summary>Taken by a node, or seen in a block whatever a node answered.</summary>
    public long Accepted { get; set; }

    /// <summary>Seen in a block of the head's chain.</summary>
    public long Included { get; set; }

    /// <summary>In a final block and successful.</summary>
    public long Final { get; set; }

    /// <summary>Refused, never answered, never sent, or final and failed.</summary>
    public long Failed { get; set; }

    /// <summary>Accepted and in no block when their last view was final.</summary>
    public long Expired { get; set; }

    /// <summary>From the intended time to a connection: how late the client was with what it sent.</summary>
    public HdrHistogram Send { get; } = new();

    /// <summary>From the intended time to the node's answer, the last where it is asked again.</summary>
    public HdrHistogram Admit { get; } = new();

    /// <summary>From the intended time to the block seen on the head.</summary>
    public HdrHistogram Include { get; } = new();

    /// <summary>From the intended time to the block seen final.</summary>
    public HdrHistogram Finality { get; } = new();

    /// <summary>From the node's answer to the block seen final.</summary>
    public HdrHistogram Settle { get; } = new();

    /// <summary>Offered and not accounted for yet.</summary>
    public long Open => Offered - Final - Failed - Expired;

    /// <summary>Refusals after which the same transaction was sent again for its own intended time.</summary>
    public long Retried { get; set; }

    /// <summary>Failures by reason, in no order.</summary>
    public IReadOnlyDictionary<string, long> Reasons => _reasons;

    /// <summary>Counts failures.</summary>
    public void Fail(string reason, long count = 1)
    {
        Failed += count;
        string key = _reasons.Count < MaxReasons || _reasons.ContainsKey(reason) ? reason : OtherReason;
        CollectionsMarshal.GetValueRefOrAddDefault(_reasons, key, out _) += count;
    }
}
