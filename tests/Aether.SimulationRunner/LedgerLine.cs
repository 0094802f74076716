using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>One campaign as it stands in the ledger.</summary>
internal sealed record LedgerLine
{
    private static readonly JsonSerializerOptions s_json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>When it ended, UTC.</summary>
    public required string Date { get; init; }

    /// <summary>The commit that was checked out.</summary>
    public required string Commit { get; init; }

    /// <summary>The sources that the evidence is about.</summary>
    public required string CoreHash { get; init; }

    /// <summary>The level.</summary>
    public required string Level { get; init; }

    /// <summary>Seeds run.</summary>
    public required long Seeds { get; init; }

    /// <summary>The first of them.</summary>
    public required ulong FirstSeed { get; init; }

    /// <summary>Scenarios run.</summary>
    public required long Scenarios { get; init; }

    /// <summary>Events handled.</summary>
    public required long Events { get; init; }

    /// <summary>Faults by class, and "heavy" for crashes, partitions and disk faults together.</summary>
    public required SortedDictionary<string, long> Faults { get; init; }

    /// <summary>Virtual hours of whole clusters.</summary>
    public required double ClusterHours { get; init; }

    /// <summary>Violations found.</summary>
    public required int Violations { get; init; }

    /// <summary>Threads used.</summary>
    public required int Cores { get; init; }

    /// <summary>Wall time in seconds.</summary>
    public required double Seconds { get; init; }

    /// <summary>The line of a campaign that just ended.</summary>
    public static LedgerLine Of(
        EvidenceLedger ledger, string level, CampaignOptions options, CampaignRunner campaign)
    {
        CampaignTotals totals = campaign.Totals;
        SortedDictionary<string, long> faults = new(StringComparer.Ordinal) { ["heavy"] = totals.Faults.Heavy };
        foreach (FaultClass group in Enum.GetValues<FaultClass>())
        {
            faults[group.ToString().ToLowerInvariant()] = totals.Faults.Sum(group);
        }
        return new LedgerLine
        {
            Date = DateTime.UtcNow.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            Commit = ledger.Commit,
            CoreHash = ledger.CurrentHash,
            Level = level,
            Seeds = totals.Seeds,
            FirstSeed = options.FirstSeed,
            Scenarios = totals.Scenarios,
            Events = totals.Events,
            Faults = faults,
            ClusterHours = Math.Round(totals.ClusterHours, 3),
            Violations = totals.Violations.Count,
            Cores = options.Cores,
            Seconds = Math.Round(campaign.Elapsed.TotalSeconds, 1),
        };
    }

    /// <summary>Reads a line.</summary>
    public static LedgerLine Parse(string line) => JsonSerializer.Deserialize<LedgerLine>(line, s_json)
        ?? throw new FormatException("an empty ledger line");

    /// <summary>Writes it.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}
