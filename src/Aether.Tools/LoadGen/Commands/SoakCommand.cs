using System.CommandLine;
using System.Globalization;
using Aether.Core;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Statistics;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen soak`: a constant rate for long, and what drifts meanwhile.</summary>
internal sealed class SoakCommand
{
    private const double SecondsPerHour = 3_600;

    private readonly LoadOptions _options = new();

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Transactions a second; well below the knee",
        HelpName = "TPS",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<string> _for = new("--for")
    {
        Description = "How long, up to a day",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "60m",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        SoakCommand self = new();
        return table.Define(
            "soak",
            "Send at a constant rate for long and report how latency and memory drift.",
            [
                "aetherctl loadgen soak --devnet devnet-data --rate 500 --for 60m --out soak",
                "aetherctl loadgen soak --rate 100 --for 10m --threshold \"error_rate < 0.1%\"",
            ],
            self.RunAsync,
            [self._rate, self._for, .. self._options.Symbols]);
    }

    /// <summary>How a run drifted, its first tenth left out.</summary>
    public static SoakReport Drift(RunResult run)
    {
        double from = run.Seconds / 10;
        SeriesPoint[] points = [.. run.Series.Where(point => point.Second >= from && point.Final > 0)];
        double Slope(Func<SeriesPoint, double> value) =>
            Trend.Slope([.. points.Select(point => (point.Second, value(point)))]) * SecondsPerHour;
        Dictionary<string, double> memory = new(StringComparer.Ordinal);
        foreach (NodeResult node in run.Nodes?.Nodes ?? [])
        {
            memory[node.Name] = SecondsPerHour * Trend.Slope(
                [.. node.Rss.Where(point => point[0] >= from).Select(point => (point[0], point[1]))]);
        }
        return new SoakReport(
            Slope(point => point.FinalP95), Slope(point => point.AdmitP95), Slope(point => point.Final / point.Length),
            memory);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        LoadCommand command = new(context, _options);
        double rate = context.Arguments.GetValue(_rate);
        TimeSpan duration = Inputs.Timeout(context.Arguments.GetRequiredValue(_for));
        if (rate is not (>= 0.01 and <= Limits.LoadGen.MaxRate) || duration < TimeSpan.FromSeconds(20))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "--rate or --for is out of bounds",
                "a rate is from 0.01 to 1000000, a soak takes at least 20s", "give --rate 100 --for 60m");
        }
        LoadPlan plan = command.Plan() with { Rate = rate, Duration = duration, WarmUp = TimeSpan.FromSeconds(5) };
        (LoadSession session, EnvironmentInfo environment) = await command
            .OpenAsync(rate * duration.TotalSeconds, rate, cancellation).ConfigureAwait(false);
        using (session)
        {
            RunResult run = await session.RunAsync(plan, cancellation).ConfigureAwait(false);
            SoakReport drift = Drift(run);
            LoadReport report = command.Report(
                "soak", environment, [run],
                ("rate", rate.ToString(CultureInfo.InvariantCulture)),
                ("for", duration.ToString("c", CultureInfo.InvariantCulture)));
            report = report with
            {
                Soak = drift,
                Thresholds = [.. command.Thresholds.Select(item => item.Check(run))],
            };
            List<(string Label, string Value)> lines = RunCommand.Lines(run);
            lines.AddRange(ReportTables.Soak(drift).Select(row => ($"drift of {row[0]}", row[1])));
            return command.Finish(report, lines);
        }
    }
}
