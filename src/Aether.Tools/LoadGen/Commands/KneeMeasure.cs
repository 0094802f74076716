using System.Globalization;
using Aether.Tools.LoadGen.Knee;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Statistics;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>Measures the steps of a search on a chain and keeps what a report needs.</summary>
internal sealed class KneeMeasure(LoadCommand command, LoadSession session, LoadPlan plan, KneeSettings settings)
{
    private const double LaterStart = 0.9;
    private const double LaterFactor = 1.15;

    // A step that failed by so much is not tried again: no chance of the machine makes that.
    private const double FarErrors = 0.2;
    private const double FarP95 = 2;

    private readonly List<RunResult> _runs = [];
    private readonly List<KneeStepReport> _steps = [];
    private readonly List<double> _knees = [];
    private readonly List<RunResult> _failedRuns = [];
    private OverloadReport? _overload;

    /// <summary>All runs, in order.</summary>
    public IReadOnlyList<RunResult> Runs => _runs;

    /// <summary>The run of the highest rate that held; null when none did.</summary>
    public RunResult? BestRun { get; private set; }

    /// <summary>Median of the searches.</summary>
    public double Knee => Trend.Median(_knees);

    /// <summary>Makes one search; later ones start near what the first found.</summary>
    public async Task SearchAsync(int repeat, CancellationToken cancellation)
    {
        KneeSettings own = Knee > 0
            ? settings with { Start = Knee * LaterStart, Factor = LaterFactor }
            : settings;
        try
        {
            KneeSearch search = await KneeFinder.FindAsync(own, rate => ProbeAsync(repeat, rate, cancellation))
                .ConfigureAwait(false);
            _knees.Add(search.Rate);
            command.Note(Text($"repeat {repeat}: the knee is {search.Rate:F0} tx/s"));
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested && _runs.Count > 0)
        {
            // What was measured so far is reported as partial.
        }
    }

    /// <summary>Sends far more than the knee.</summary>
    public async Task OverloadAsync(LoadPlan above, double factor, CancellationToken cancellation)
    {
        command.Note(Text($"sending {factor:F0} times the knee, {above.Rate:F0} tx/s"));
        await session.RefreshAsync(cancellation).ConfigureAwait(false);
        RunResult run = await session.RunAsync(above, cancellation).ConfigureAwait(false);
        _runs.Add(run);
        SeriesPoint[] inside =
        [
            .. run.Series.Where(point => point.Second >= above.WarmUp.TotalSeconds
                && point.Second + point.Length <= above.Duration.TotalSeconds + 1),
        ];
        double goodput = inside.Length == 0 ? 0 : inside.Sum(point => point.Final) / inside.Sum(point => point.Length);
        double peak = PeakTps();
        KneeStepReport? lowest = _steps.Where(step => step.Holds).MinBy(step => step.Rate);
        double unloaded = lowest?.FinalP95 ?? 0;
        double p95 = run.Stage("finality").P95;
        NodeResult[] nodes = [.. run.Nodes?.Nodes.Where(node => node.RssStart > 0) ?? []];
        _overload = new OverloadReport(
            factor,
            above.Rate,
            run.OfferedRate,
            goodput,
            peak > 0 ? goodput / peak : 0,
            p95,
            unloaded,
            unloaded > 0 ? p95 / unloaded : 0,
            nodes.Length == 0 ? 0 : nodes.Max(node => node.RssEnd / node.RssStart),
            nodes.Length == 0 ? 0 : nodes.Max(SecondHalfSlope))
        {
            SettleP95 = run.Stage("settle").P95,
            UnloadedSettleP95 = lowest?.SettleP95 ?? 0,
            SentRate = run.Seconds > 0 ? (run.Offered - run.Unsent) / run.Seconds : 0,
            Unsent = run.Unsent,
            Busy = run.Busy,
            SendP95 = run.Stage("send").P95,
            Faults = run.Client.Faults,
        };
    }

    /// <summary>What was found.</summary>
    public KneeReport Report() => new()
    {
        SloMs = settings.SloMs,
        Repeats = [.. _knees],
        Knee = Knee,
        Spread = _knees.Count > 1 && Knee > 0 ? (_knees.Max() - _knees.Min()) / Knee : 0,
        PeakTps = PeakTps(),
        Steps = [.. _steps],
        Bottleneck = (Above().FirstOrDefault(run => run.Nodes!.Bottleneck.Kind != "none") ?? Above().FirstOrDefault()
            ?? BestRun)?.Nodes?.Bottleneck,
        Overload = _overload,
    };

    // What did not hold, from the knee upwards: just above it a step may fail before anything is full.
    private IEnumerable<RunResult> Above() => _failedRuns
        .Where(run => run.TargetRate > Knee && run.Nodes is not null).OrderBy(run => run.TargetRate);

    private double PeakTps() => _steps.Where(step => step.Holds).Select(step => step.Tps).DefaultIfEmpty(0).Max();

    // One slow step may be the machine's doing: what fails is tried a second time before it is believed.
    private async Task<KneeProbe> ProbeAsync(int repeat, double rate, CancellationToken cancellation)
    {
        KneeProbe first = await StepAsync(repeat, rate, cancellation).ConfigureAwait(false);
        bool far = first.ErrorRate > FarErrors || first.FinalP95 > FarP95 * settings.SloMs;
        return settings.Fault(first).Length == 0 || far
            ? first
            : await StepAsync(repeat, rate, cancellation).ConfigureAwait(false);
    }

    private async Task<KneeProbe> StepAsync(int repeat, double rate, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        if (_runs.Count > 0)
        {
            await session.RefreshAsync(cancellation).ConfigureAwait(false);
        }
        command.Note(Text($"repeat {repeat}: {rate:F0} tx/s"));
        RunResult run = await session
            .RunAsync(plan with { Rate = rate, Seed = plan.Seed + (ulong)_runs.Count }, cancellation)
            .ConfigureAwait(false);
        _runs.Add(run);
        cancellation.ThrowIfCancellationRequested();
        StageResult finality = run.Stage("finality");
        KneeProbe probe = new(
            rate, finality.Count == 0 ? double.MaxValue : finality.P95, run.BacklogSlope, run.ErrorRate, run.IsValid);
        string fault = settings.Fault(probe);
        if (fault.Length == 0 && (BestRun is null || BestRun.TargetRate <= rate))
        {
            BestRun = run;
        }
        if (fault.Length > 0)
        {
            _failedRuns.Add(run);
        }
        _steps.Add(new KneeStepReport(
            repeat, rate, run.Tps, finality.P50, finality.P95, run.Stage("admit").P95, run.BacklogSlope, run.ErrorRate,
            fault.Length == 0, run.IsValid, fault, run.Nodes?.Bottleneck.ToString() ?? string.Empty)
        {
            SettleP95 = run.Stage("settle").P95,
            ClientProcessors = run.Client.Processors,
            MachineUsed = run.Client.MachineUsed,
        });
        command.Note(fault.Length == 0 ? "  holds" : $"  does not hold: {fault}");
        return probe;
    }

    private static double SecondHalfSlope(NodeResult node)
    {
        double middle = node.Rss.Count == 0 ? 0 : (node.Rss[0][0] + node.Rss[^1][0]) / 2;
        return Trend.Slope([.. node.Rss.Where(point => point[0] >= middle).Select(point => (point[0], point[1]))]);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
