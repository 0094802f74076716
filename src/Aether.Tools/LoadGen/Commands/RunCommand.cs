using System.CommandLine;
using System.Globalization;
using Aether.Core;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen run`: one run at one rate.</summary>
internal sealed class RunCommand
{
    private readonly LoadOptions _options = new();

    private readonly Option<double> _rate = new("--rate")
    {
        Description = "Transactions a second of the open model",
        HelpName = "TPS",
        DefaultValueFactory = _ => 200,
    };

    private readonly Option<string> _for = new("--for")
    {
        Description = "How long to send, warm-up included",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "30s",
    };

    private readonly Option<string> _warmUp = new("--warm-up")
    {
        Description = "What is sent in this time at the start does not count",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "3s",
    };

    private readonly Option<int> _closed = new("--closed")
    {
        Description = "Closed model with this many virtual users instead of a rate; the report says so",
        HelpName = "USERS",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        RunCommand self = new();
        return table.Define(
            "run",
            "Send transactions at a fixed rate and measure each from its intended time to finality.",
            [
                "aetherctl loadgen run --devnet devnet-data --rate 500 --for 30s --out report",
                "aetherctl loadgen run --workload mixed.yaml --rate 200 --threshold \"finality.p95 < 2s\"",
            ],
            self.RunAsync,
            [self._rate, self._for, self._warmUp, self._closed, .. self._options.Symbols]);
    }

    /// <summary>The lines of a run for people.</summary>
    public static List<(string Label, string Value)> Lines(RunResult run)
    {
        List<(string Label, string Value)> lines =
        [
            ("model", run.Model == "closed" ? "closed (senders wait for answers)" : $"open, {run.Arrivals}"),
            ("offered", Text($"{run.Offered} ({run.OfferedRate:F1}/s over {run.Seconds:F1} s)")),
            ("accepted", Text($"{run.Accepted}")),
            ("included", Text($"{run.Included}")),
            ("final", Text($"{run.Final} ({run.Tps:F1}/s over {run.TpsSeconds:F1} s of chain time)")),
            ("failed", Text($"{run.Failed}") + Reasons(run)),
            ("busy", Text($"{run.Busy} of those failed, {run.Retried} retried; {run.Unsent} never sent")),
            ("expired", Text($"{run.Expired}")),
        ];
        foreach (StageResult stage in run.Stages)
        {
            lines.Add((stage.Stage, Text(
                $"p50 {stage.P50:F1} ms  p95 {stage.P95:F1} ms  p99 {stage.P99:F1} ms  max {stage.Max:F1} ms")));
        }
        lines.Add(("client", Text(
            $"send lag p99 {run.Client.WakeLagP99:F1} ms, {run.Client.Processors:F2} processors, ")
            + Text($"connection wait p99 {run.Client.ConnectionWaitP99:F1} ms")));
        if (run.Nodes is { } nodes)
        {
            lines.Add(("bottleneck", nodes.Bottleneck.ToString()));
            lines.AddRange(nodes.Bottleneck.Evidence.Select(item => ("", item)));
        }
        return lines;
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        LoadCommand command = new(context, _options);
        double rate = context.Arguments.GetValue(_rate);
        if (rate is not (>= 0.01 and <= Limits.LoadGen.MaxRate))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "--rate is out of bounds", "it is from 0.01 to 1000000",
                "give --rate 500");
        }
        int users = LoadOptions.Within(
            context.Arguments.GetValue(_closed), 0, Limits.LoadGen.MaxConnections, "--closed");
        TimeSpan duration = Inputs.Timeout(context.Arguments.GetRequiredValue(_for));
        TimeSpan warmUp = Inputs.Timeout(context.Arguments.GetRequiredValue(_warmUp));
        if (warmUp >= duration)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "nothing would count", "--warm-up is as long as --for",
                "make --for longer");
        }
        LoadPlan plan = command.Plan() with { Rate = rate, Duration = duration, WarmUp = warmUp, Users = users };
        if (plan is { IsClosed: true, Retries: true })
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "--on-busy retry is of an open model",
                "the users of --closed wait as the node asks them to, and then send what is next",
                "leave out one of the two");
        }
        double most = users > 0 ? users * 50.0 : rate;
        (LoadSession session, EnvironmentInfo environment) = await command
            .OpenAsync(most * duration.TotalSeconds, most, cancellation).ConfigureAwait(false);
        using (session)
        {
            RunResult run = await session.RunAsync(plan, cancellation).ConfigureAwait(false);
            LoadReport report = command.Report(
                "run", environment, [run],
                ("rate", users > 0 ? "closed" : rate.ToString(CultureInfo.InvariantCulture)),
                ("for", duration.ToString("c", CultureInfo.InvariantCulture)),
                ("batch", plan.Batch.ToString(CultureInfo.InvariantCulture)),
                ("connections", plan.Connections.ToString(CultureInfo.InvariantCulture)));
            report = report with { Thresholds = [.. command.Thresholds.Select(item => item.Check(run))] };
            return command.Finish(report, Lines(run));
        }
    }

    private static string Reasons(RunResult run) => run.Reasons.Count == 0
        ? string.Empty
        : $" ({string.Join(", ", run.Reasons.Select(reason => Text($"{reason.Key} {reason.Value}")))})";

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
