using System.Text.Json.Serialization;
using Aether.Tools.LoadGen.NodeMetrics;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>What one run gave.</summary>
internal sealed record RunResult
{
    /// <summary>The reason of intended sends that were not made before the run was over.</summary>
    public const string NeverSent = "never sent";

    /// <summary>`open` or `closed`.</summary>
    public required string Model { get; init; }

    /// <summary>`deterministic`, `poisson` or `none`.</summary>
    public required string Arrivals { get; init; }

    /// <summary>When it started.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>Asked rate, transactions a second; 0 for a closed model.</summary>
    public required double TargetRate { get; init; }

    /// <summary>Seconds that count.</summary>
    public required double Seconds { get; init; }

    /// <summary>Most transactions of one request.</summary>
    public int Batch { get; init; } = 1;

    /// <summary>Connections.</summary>
    public int Connections { get; init; }

    /// <summary>Intended sends that came due.</summary>
    public required long Offered { get; init; }

    /// <summary>Taken by a node.</summary>
    public required long Accepted { get; init; }

    /// <summary>In a block.</summary>
    public required long Included { get; init; }

    /// <summary>Final and successful.</summary>
    public required long Final { get; init; }

    /// <summary>Refused, lost, unsent or unsuccessful.</summary>
    public required long Failed { get; init; }

    /// <summary>Accepted and in no block.</summary>
    public required long Expired { get; init; }

    /// <summary>Offered less final, failed and expired: always 0.</summary>
    public long Unaccounted => Offered - Final - Failed - Expired;

    /// <summary>Offered a second.</summary>
    public required double OfferedRate { get; init; }

    /// <summary>
    /// Final over the larger of the sending time and the difference of chain time: never above what was offered.
    /// </summary>
    public required double Tps { get; init; }

    /// <summary>Seconds it is divided by.</summary>
    public required double TpsSeconds { get; init; }

    /// <summary>Failures by reason.</summary>
    public required IReadOnlyDictionary<string, long> Reasons { get; init; }

    /// <summary>
    /// What became of transactions that a node was too busy for: `drop`, they failed, or `retry`, they were sent again.
    /// </summary>
    public string OnBusy { get; init; } = "drop";

    /// <summary>Refusals after which a transaction was sent again for its own intended time.</summary>
    public long Retried { get; init; }

    /// <summary>Of those that failed, the ones that were sent and that a node was too busy for.</summary>
    public long Busy => Reasons.Where(item => Sending.Refusals.IsBusy(item.Key)).Sum(item => item.Value);

    /// <summary>Of those that failed, the ones that were never sent.</summary>
    public long Unsent => Reasons.GetValueOrDefault(NeverSent);

    /// <summary>Latencies.</summary>
    public required IReadOnlyList<StageResult> Stages { get; init; }

    /// <summary>Slope of the backlog while it was measured, transactions a second.</summary>
    public double BacklogSlope { get; init; }

    /// <summary>Whether the client kept up.</summary>
    public required SelfCheck Client { get; init; }

    /// <summary>What was seen of the chain.</summary>
    public required ChainResult Chain { get; init; }

    /// <summary>What the nodes' metrics say; null without any.</summary>
    public NodesResult? Nodes { get; init; }

    /// <summary>The seconds.</summary>
    public required IReadOnlyList<SeriesPoint> Series { get; init; }

    /// <summary>True when it was interrupted.</summary>
    public bool Partial { get; init; }

    /// <summary>Remarks that a reader must know.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>True when the client was not the bottleneck.</summary>
    [JsonIgnore]
    public bool IsValid => Client.Faults.Count == 0;

    /// <summary>Share of what was offered that failed or expired.</summary>
    public double ErrorRate => Offered == 0 ? 0 : (double)(Failed + Expired) / Offered;

    /// <summary>Latencies of a stage.</summary>
    public StageResult Stage(string name) => Stages.First(stage => stage.Stage == name);
}
