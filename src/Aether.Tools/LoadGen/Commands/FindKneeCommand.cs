using System.CommandLine;
using System.Globalization;
using Aether.Core;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Knee;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen find-knee`: the highest rate that holds, what limits it, and what happens far above it.</summary>
internal sealed class FindKneeCommand
{
    private readonly LoadOptions _options = new();

    private readonly Option<string> _slo = new("--slo")
    {
        Description = "Largest finality p95 at which a rate holds",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "2s",
    };

    private readonly Option<double> _start = new("--start")
    {
        Description = "First rate; its finality counts as unloaded",
        HelpName = "TPS",
        DefaultValueFactory = _ => 100,
    };

    private readonly Option<double> _most = new("--max-rate")
    {
        Description = "Highest rate tried",
        HelpName = "TPS",
        DefaultValueFactory = _ => 20_000,
    };

    private readonly Option<string> _step = new("--step")
    {
        Description = "How long each rate is sent, two seconds of warm-up included",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "12s",
    };

    private readonly Option<int> _repeats = new("--repeats")
    {
        Description = "Searches; the spread of their results is reported",
        HelpName = "N",
        DefaultValueFactory = _ => 3,
    };

    private readonly Option<int> _resolution = new("--resolution")
    {
        Description = "Percent to which the knee is found",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => 5,
    };

    private readonly Option<double> _overload = new("--overload")
    {
        Description = "Afterwards send this multiple of the knee for --overload-for; 0 does not",
        HelpName = "FACTOR",
    };

    private readonly Option<string> _overloadFor = new("--overload-for")
    {
        Description = "How long",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "60s",
    };

    private readonly Option<int> _overloadBatch = new("--overload-batch")
    {
        Description = "Most transactions in one HTTP request meanwhile",
        HelpName = "N",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<int> _overloadConnections = new("--overload-connections")
    {
        Description = "Connections meanwhile, at least: many wait for the verdict on what is taken",
        HelpName = "N",
        DefaultValueFactory = _ => 256,
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        FindKneeCommand self = new();
        return table.Define(
            "find-knee",
            "Find the highest rate at which finality holds its objective, and name what limits it.",
            [
                "aetherctl loadgen find-knee --devnet devnet-data --out knee",
                "aetherctl loadgen find-knee --devnet devnet-data --slo 1s --overload 10 --out knee",
            ],
            self.RunAsync,
            [
                self._slo, self._start, self._most, self._step, self._repeats, self._resolution, self._overload,
                self._overloadFor, self._overloadBatch, self._overloadConnections, .. self._options.Symbols,
            ]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        LoadCommand command = new(context, _options);
        TimeSpan step = Inputs.Timeout(context.Arguments.GetRequiredValue(_step));
        TimeSpan overloadFor = Inputs.Timeout(context.Arguments.GetRequiredValue(_overloadFor));
        double overload = context.Arguments.GetValue(_overload);
        double most = context.Arguments.GetValue(_most);
        double start = context.Arguments.GetValue(_start);
        int repeats = LoadOptions.Within(context.Arguments.GetValue(_repeats), 1, 20, "--repeats");
        if (!(start >= 1 && most >= start && most <= Limits.LoadGen.MaxRate && overload is >= 0 and <= 100)
            || step < TimeSpan.FromSeconds(5))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "a rate or time is out of bounds",
                "rates are from 1 to 1000000, --start is not above --max-rate, a --step has at least 5s",
                "see --help for the defaults");
        }
        KneeSettings settings = new()
        {
            Start = start,
            Bounds = (1, most),
            SloMs = Inputs.Timeout(context.Arguments.GetRequiredValue(_slo)).TotalMilliseconds,
            Resolution = LoadOptions.Within(
                context.Arguments.GetValue(_resolution), 1, 50, "--resolution") / 100.0,
        };
        LoadPlan plan = command.Plan() with { Duration = step, WarmUp = TimeSpan.FromSeconds(2) };
        LoadPlan? above = overload > 0 ? Above(context, plan) with { Duration = overloadFor } : null;
        double sends = (most * step.TotalSeconds * 4 * repeats)
            + (overload > 0 ? most * overloadFor.TotalSeconds : 0);
        (LoadSession session, EnvironmentInfo environment) = await command
            .OpenAsync(sends, Math.Max(most, AccountsRate(above)), cancellation).ConfigureAwait(false);
        using (session)
        {
            KneeMeasure measure = new(command, session, plan, settings);
            for (int repeat = 1; repeat <= repeats && !cancellation.IsCancellationRequested; repeat++)
            {
                await measure.SearchAsync(repeat, cancellation).ConfigureAwait(false);
            }
            if (above is not null && measure.Knee > 0 && !cancellation.IsCancellationRequested)
            {
                await measure.OverloadAsync(above with { Rate = measure.Knee * overload }, overload, cancellation)
                    .ConfigureAwait(false);
            }
            if (measure.Runs.Count == 0)
            {
                throw new OperationCanceledException(cancellation);
            }
            LoadReport report = command.Report(
                "knee", environment, measure.Runs,
                ("slo", Text($"{settings.SloMs:F0} ms")),
                ("step", step.ToString("c", CultureInfo.InvariantCulture)),
                ("repeats", Text($"{repeats}")),
                ("resolution", Text($"{settings.Resolution:P0}")),
                ("batch", Text($"{plan.Batch}")),
                ("connections", Text($"{plan.Connections}")));
            report = report with
            {
                Knee = measure.Report(),
                Thresholds = measure.BestRun is { } best
                    ? [.. command.Thresholds.Select(item => item.Check(best))]
                    : [],
            };
            return command.Finish(report, Lines(report.Knee!));
        }
    }

    private LoadPlan Above(CommandContext context, LoadPlan plan) => plan with
    {
        Batch = Math.Max(
            plan.Batch,
            LoadOptions.Within(
                context.Arguments.GetValue(_overloadBatch), 1, Limits.LoadGen.MaxBatch, "--overload-batch")),
        Connections = Math.Max(
            plan.Connections,
            LoadOptions.Within(
                context.Arguments.GetValue(_overloadConnections), 1, Limits.LoadGen.MaxConnections,
                "--overload-connections")),
    };

    // A pool for half a second of this rate has an account for each place of a request on every connection, and for
    // what is signed ahead.
    private static double AccountsRate(LoadPlan? above) =>
        above is null ? 0 : 2.0 * ((above.Connections * above.Batch) + Limits.LoadGen.MaxSignedAhead);

    private static List<(string Label, string Value)> Lines(KneeReport knee)
    {
        List<(string Label, string Value)> lines =
        [
            ("knee", Text($"{knee.Knee:F0} tx/s at finality p95 <= {knee.SloMs:F0} ms")),
            ("repeats", string.Join(", ", knee.Repeats.Select(rate => Text($"{rate:F0}")))
                + Text($" (spread {knee.Spread:P1})")),
            ("peak", Text($"{knee.PeakTps:F0} final a second")),
        ];
        if (knee.Bottleneck is { } bottleneck)
        {
            lines.Add(("bottleneck", bottleneck.ToString()));
            lines.AddRange(bottleneck.Evidence.Select(item => ("", item)));
        }
        foreach (KneeStepReport step in knee.Steps)
        {
            lines.Add((Text($"step {step.Repeat}"), Text(
                $"{step.Rate,7:F0} tx/s  final {step.Tps,7:F0}/s  p50 {step.FinalP50,6:F0}  ")
                + Text($"p95 {step.FinalP95,6:F0} ms  ") + (step.Holds ? "holds" : step.Why)
                + (step.Valid ? string.Empty : "  (client limited)")));
        }
        if (knee.Overload is { } above)
        {
            lines.Add(("overload", Text(
                $"{above.Factor:F0}x: {above.OfferedRate:F0}/s offered, {above.SentRate:F0}/s sent, ")
                + Text($"{above.Goodput:F0}/s final ")
                + Text($"({above.GoodputShare:P0} of the peak), finality p95 {above.FinalP95:F0} ms ")
                + Text($"({above.P95Ratio:F2}x unloaded), memory x{above.MemoryGrowth:F2}")));
            lines.AddRange(above.Faults.Select(fault => ("INVALID", fault)));
        }
        return lines;
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
