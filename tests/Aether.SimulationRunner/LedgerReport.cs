using System.Globalization;
using System.Text;

namespace Aether.SimulationRunner;

/// <summary>What the ledger sums up to for the sources as they are now, beside the targets.</summary>
internal static class LedgerReport
{
    private static readonly (string Level, string What, double Target, Func<LedgerLine, double> Value)[] s_targets =
    [
        ("S1", "cluster-hours", 20_000, static line => line.ClusterHours),
        ("S1", "crash, partition, disk faults", 1e6, static line => line.Faults.GetValueOrDefault("heavy")),
        ("S1", "packet faults", 1e8, static line => line.Faults.GetValueOrDefault("packet")),
        ("S2", "cluster-hours", 30, static line => line.ClusterHours),
        ("twins", "scenarios", 1e6, static line => line.Scenarios),
    ];

    /// <summary>The report as text.</summary>
    public static string Of(EvidenceLedger ledger)
    {
        IReadOnlyList<LedgerLine> all = ledger.Read();
        LedgerLine[] current = [.. all.Where(line => CoreHash.Covers(line.CoreHash, ledger.CurrentHash))];
        StringBuilder text = new();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"core {ledger.CurrentHash}: {current.Length} of {all.Count} campaigns are about these sources");
        foreach ((string level, string what, double target, Func<LedgerLine, double> value) in s_targets)
        {
            double sum = current
                .Where(line => line.Level.StartsWith(level, StringComparison.OrdinalIgnoreCase)).Sum(value);
            text.AppendLine(CultureInfo.InvariantCulture,
                $"{level,-6}{what,-32}{sum,18:N1} of {target,14:N0}  {(sum >= target ? "reached" : "open")}");
        }
        text.AppendLine(CultureInfo.InvariantCulture, $"violations: {current.Sum(line => line.Violations)}");
        return text.ToString();
    }
}
