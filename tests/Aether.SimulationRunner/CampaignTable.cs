using System.Globalization;
using System.Text;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>The table at the end of a campaign.</summary>
internal static class CampaignTable
{
    /// <summary>The table as text.</summary>
    public static string Of(CampaignRunner campaign)
    {
        CampaignTotals totals = campaign.Totals;
        StringBuilder text = new();
        double seconds = Math.Max(0.001, campaign.Elapsed.TotalSeconds);
        Row(text, "seeds", totals.Seeds);
        Row(text, "scenarios", totals.Scenarios);
        Row(text, "run twice", totals.Repeated);
        Row(text, "events", totals.Events);
        Row(text, "events/s", (long)(totals.Events / seconds));
        text.AppendLine(CultureInfo.InvariantCulture, $"{"cluster-hours",-32}{totals.ClusterHours,16:N1}");
        text.AppendLine(CultureInfo.InvariantCulture, $"{"wall seconds",-32}{seconds,16:N1}");
        Row(text, "crash, partition, disk faults", totals.Faults.Heavy);
        foreach (FaultClass group in Enum.GetValues<FaultClass>())
        {
            Row(text, group + " faults", totals.Faults.Sum(group));
            foreach (FaultKind kind in FaultCounts.Kinds)
            {
                if (FaultCounts.ClassOf(kind) == group && totals.Faults[kind] > 0)
                {
                    Row(text, "  " + kind, totals.Faults[kind]);
                }
            }
        }
        foreach ((string name, long count) in totals.Rare)
        {
            Row(text, "seen: " + name, count);
        }
        Row(text, "violations", totals.Violations.Count);
        foreach (string violation in totals.Violations)
        {
            text.AppendLine(violation);
        }
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, long value) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name,-32}{value,16:N0}");
}
