using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen compare`: two sides of paired runs, and whether they differ.</summary>
internal sealed class CompareCommand
{
    private const int MaxReports = 64;

    private readonly Argument<string[]> _reports = new("REPORTS")
    {
        Description = "Reports of the first side, then as many of the second: A1 A2 A3 B1 B2 B3",
        Arity = new ArgumentArity(2, MaxReports),
    };

    private readonly Option<int> _floor = new("--floor")
    {
        Description = "Percent: a difference whose interval does not lie beyond this is none",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Decides the resamples of the intervals",
        HelpName = "N",
        DefaultValueFactory = _ => 1,
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        CompareCommand self = new();
        return table.Define(
            "compare",
            "Compare paired runs of two sides: better, worse or no difference, with intervals.",
            [
                "aetherctl loadgen compare a1 a2 a3 b1 b2 b3",
                "aetherctl loadgen compare before/report.json after/report.json --floor 10 --json",
            ],
            self.RunAsync,
            self._reports,
            self._floor,
            self._seed);
    }

    private Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        string[] paths = context.Arguments.GetRequiredValue(_reports);
        if (paths.Length % 2 != 0)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "the sides have different numbers of reports",
                "runs are compared in pairs", "give as many of the second side as of the first");
        }
        LoadReport[] reports = [.. paths.Select(ReportJson.Read)];
        int half = reports.Length / 2;
        RunResult[] before = [.. reports.Take(half).SelectMany(RunsOf)];
        RunResult[] after = [.. reports.Skip(half).SelectMany(RunsOf)];
        foreach (RunResult run in before.Concat(after).Where(run => !run.IsValid))
        {
            context.Printer.Warn($"an invalid run is compared: {run.Client.Faults[0]}");
        }
        if (reports.Select(report => report.ConfigurationHash).Distinct(StringComparer.Ordinal).Count() > 1)
        {
            context.Printer.Warn("the configurations differ: see their reports for what was asked for");
        }
        double floor = LoadOptions.Within(context.Arguments.GetValue(_floor), 0, 100, "--floor") / 100.0;
        IReadOnlyList<Comparison> found = Comparison.Of(before, after, floor, context.Arguments.GetValue(_seed));
        JsonArray data =
        [
            .. found.Select(item => (JsonNode)new JsonObject
            {
                ["metric"] = item.Metric,
                ["before"] = item.Before,
                ["after"] = item.After,
                ["low"] = item.Low,
                ["high"] = item.High,
                ["pairs"] = item.Pairs,
                ["verdict"] = item.Verdict,
            }),
        ];
        return Task.FromResult(new CommandResult(
            new JsonObject { ["floor"] = floor, ["metrics"] = data },
            [.. found.Select(item => (item.Metric, Text(item)))]));
    }

    // A search has many runs of different rates: its best one stands for it.
    private static IEnumerable<RunResult> RunsOf(LoadReport report) => report.Kind == "knee"
        ? report.Runs.Where(run => run.TargetRate <= report.Knee!.Knee).OrderByDescending(run => run.TargetRate).Take(1)
        : report.Runs;

    private static string Text(Comparison item) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.Before,10:F2} -> {item.After,10:F2}  {item.Low,8:+0.0 %;-0.0 %;0.0 %} .. ")
        + string.Create(
            CultureInfo.InvariantCulture,
            $"{item.High:+0.0 %;-0.0 %;0.0 %}  {item.Verdict} ({item.Pairs} pairs)");
}
