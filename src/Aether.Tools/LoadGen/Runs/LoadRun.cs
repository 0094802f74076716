using System.Diagnostics;
using Aether.Sdk.Transactions;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.NodeMetrics;
using Aether.Tools.LoadGen.Schedules;
using Aether.Tools.LoadGen.Sending;
using Aether.Tools.LoadGen.Statistics;
using Aether.Tools.LoadGen.Watching;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>One run: sends, watches, waits for what is on its way, and accounts for everything.</summary>
internal sealed class LoadRun(LoadSession session, LoadPlan plan, AccountPool accounts, Action<string> note)
{
    private const double NanosPerSecond = 1_000_000_000;
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ChainClock _chain = new();

    /// <summary>Makes the run. Interrupting ends the sending; what is on its way is waited for briefly.</summary>
    public async Task<RunResult> RunAsync(CancellationToken interrupt)
    {
        TransactionTracker tracker = new(accounts) { Retries = plan.Retries };
        // The watcher needs the clock before the first block, the run's time starts when sending does.
        RunClock clock = new(TimeProvider.System);
        using ChainWatcher watcher = new(session.Endpoints[0], tracker, clock, _chain, plan.Poll);
        watcher.Facts.PayloadLimit = session.Genesis.Parameters.BlockBytesMax;
        await watcher.StartAsync(interrupt).ConfigureAwait(false);
        using TransactionSource source = new(session.SourceFor(plan, _chain));
        source.Start();
        using SemaphoreSlim? users = plan.IsClosed ? new SemaphoreSlim(plan.Users) : null;
        NodeSender[] senders = CreateSenders(tracker, clock, source, users);
        session.Scraper?.Begin(clock);
        using CancellationTokenSource watching = new();
        using RpcCaller repairCaller = new(session.Endpoints[0]);
        NonceRepair repair = new(repairCaller, accounts);
        Task[] background =
        [
            watcher.RunAsync(watching.Token),
            repair.RunAsync(watching.Token),
            session.Scraper?.RunAsync(watching.Token) ?? Task.CompletedTask,
        ];
        // Funding and signing ahead are not the run's: it starts with what it keeps ready.
        long offset = await SignAheadAsync(source, clock, interrupt).ConfigureAwait(false);
        Dispatcher dispatcher = CreateDispatcher(tracker, clock, source, senders, users, offset);
        ClientMeter meter = new(clock, IsShared);
        bool partial = await SendAsync(dispatcher, tracker, clock, senders, offset, interrupt).ConfigureAwait(false);
        SelfCheck check = Check(dispatcher, senders, meter);
        source.Stop();
        await DrainAsync(tracker, clock, senders, offset, interrupt).ConfigureAwait(false);
        await watching.CancelAsync().ConfigureAwait(false);
        foreach (NodeSender sender in senders)
        {
            await sender.StopAsync().ConfigureAwait(false);
        }
        await Task.WhenAll(background).ConfigureAwait(false);
        int unresolved = tracker.CloseAll();
        tracker.OfferUnsent(dispatcher.Unsent, RunResult.NeverSent);
        tracker.Roll(Since(clock, offset));
        RunResult result = Summarise(tracker, watcher, repair, clock, check, offset, partial, unresolved);
        foreach (NodeSender sender in senders)
        {
            sender.Dispose();
        }
        return source.Fault is { } fault ? throw new InvalidOperationException("signing ended", fault) : result;
    }

    private static async Task<long> SignAheadAsync(
        TransactionSource source, RunClock clock, CancellationToken interrupt)
    {
        const int PollMs = 5;
        const double MostSeconds = 5;
        double most = clock.Seconds + MostSeconds;
        while (!source.IsAhead && clock.Seconds < most && !interrupt.IsCancellationRequested)
        {
            await Task.Delay(PollMs, CancellationToken.None).ConfigureAwait(false);
        }
        return clock.Now;
    }

    private NodeSender[] CreateSenders(
        TransactionTracker tracker, RunClock clock, TransactionSource source, SemaphoreSlim? users)
    {
        int nodes = session.Endpoints.Count;
        int each = Math.Max((plan.Connections + nodes - 1) / nodes, 1);
        Action? answered = users is null ? null : () => users.Release();
        return
        [
            .. session.Endpoints.Select(
                endpoint => new NodeSender(endpoint, each, plan.Batch, tracker, clock, source.Again, answered)),
        ];
    }

    private Dispatcher CreateDispatcher(
        TransactionTracker tracker,
        RunClock clock,
        TransactionSource source,
        NodeSender[] senders,
        SemaphoreSlim? users,
        long offset) => new(
        new DispatchParts
        {
            Schedule = new SendSchedule(plan.IsClosed ? 1 : plan.Rate, plan.Poisson, plan.Seed),
            Offset = offset,
            Clock = clock,
            Source = source,
            Tracker = tracker,
            Senders = senders,
            WarmUpEnd = offset + (long)plan.WarmUp.TotalNanoseconds,
            Grace = (long)plan.Grace.TotalNanoseconds,
        },
        users);

    // The dispatcher has a thread; this task ends intervals and tells what happens.
    private async Task<bool> SendAsync(
        Dispatcher dispatcher,
        TransactionTracker tracker,
        RunClock clock,
        NodeSender[] senders,
        long offset,
        CancellationToken interrupt)
    {
        long end = offset + (long)plan.Duration.TotalNanoseconds;
        TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Thread thread = new(() =>
        {
            try
            {
                dispatcher.Run(end, interrupt);
                done.SetResult();
            }
            catch (Exception error)
            {
                // The host boundary of the thread.
                done.SetException(error);
            }
        })
        {
            IsBackground = true,
            Name = "loadgen-send",
        };
        thread.Start();
        while (!done.Task.IsCompleted)
        {
            await Task.WhenAny(done.Task, Task.Delay(s_second, CancellationToken.None)).ConfigureAwait(false);
            Tick(tracker, clock, senders, offset, "sending");
        }
        await done.Task.ConfigureAwait(false);
        return interrupt.IsCancellationRequested;
    }

    private async Task DrainAsync(
        TransactionTracker tracker, RunClock clock, NodeSender[] senders, long offset, CancellationToken interrupt)
    {
        const int PollMs = 50;
        const int InterruptedSeconds = 5;
        long start = Stopwatch.GetTimestamp();
        double nextTick = clock.Seconds + 1;
        while (tracker.Backlog > 0)
        {
            TimeSpan limit = interrupt.IsCancellationRequested
                ? TimeSpan.FromSeconds(InterruptedSeconds)
                : plan.Drain;
            if (Stopwatch.GetElapsedTime(start) > limit)
            {
                return;
            }
            await Task.Delay(PollMs, CancellationToken.None).ConfigureAwait(false);
            foreach (NodeSender sender in senders)
            {
                sender.Flush();
            }
            if (clock.Seconds >= nextTick)
            {
                nextTick = clock.Seconds + 1;
                Tick(tracker, clock, senders, offset, "waiting");
            }
        }
    }

    private void Tick(TransactionTracker tracker, RunClock clock, NodeSender[] senders, long offset, string what)
    {
        foreach (NodeSender sender in senders)
        {
            sender.CloseStale(plan.AnswerTimeout);
        }
        double second = Since(clock, offset);
        tracker.Roll(second);
        SeriesPoint? last = tracker.Read((_, series) => series.Points.Count > 0 ? series.Points[^1] : null);
        if (last is not null)
        {
            note(FormattableString.Invariant(
                $"{what} {second,6:F0} s  offered {last.Offered / last.Length,8:F0}/s  ")
                + FormattableString.Invariant(
                $"final {last.Final / last.Length,8:F0}/s  backlog {last.Backlog,7}  ")
                + FormattableString.Invariant(
                $"admit p95 {last.AdmitP95,7:F1} ms  final p95 {last.FinalP95,7:F0} ms"));
        }
    }

    private static double Since(RunClock clock, long offset) => (clock.Now - offset) / NanosPerSecond;

    private static SelfCheck Check(Dispatcher dispatcher, NodeSender[] senders, ClientMeter meter)
    {
        HdrHistogram waits = new();
        foreach (NodeSender sender in senders)
        {
            waits.Add(sender.ConnectionWait);
        }
        long starved = dispatcher.SupplyLag.Count;
        long all = starved + dispatcher.WakeLag.Count;
        long reasons = dispatcher.SignerWaits + dispatcher.AccountWaits;
        return meter.Check(
            dispatcher.WakeLag.Percentile(99) / 1000.0,
            all == 0 ? 0 : (double)starved / all,
            reasons == 0 ? 0 : (double)dispatcher.SignerWaits / reasons,
            waits.Percentile(99) / 1000.0,
            dispatcher.Unsent,
            dispatcher.Sent);
    }

    private RunResult Summarise(
        TransactionTracker tracker,
        ChainWatcher watcher,
        NonceRepair repair,
        RunClock clock,
        SelfCheck check,
        long offset,
        bool partial,
        int unresolved)
    {
        RunCounters counters = tracker.Counters;
        double planned = (plan.Duration - plan.WarmUp).TotalSeconds;
        double seconds = partial ? Math.Min(planned, Since(clock, offset)) : planned;
        ChainFacts facts = watcher.Facts;
        double chain = facts.LastFinalTimeMs > facts.FirstFinalTimeMs
            ? (facts.LastFinalTimeMs - facts.FirstFinalTimeMs) / 1000.0
            : 0;
        double tpsSeconds = Math.Max(chain, seconds);
        return new RunResult
        {
            Model = plan.IsClosed ? "closed" : "open",
            Arrivals = plan.IsClosed ? "none" : plan.Poisson ? "poisson" : "deterministic",
            StartedAt = clock.StartedAt,
            TargetRate = plan.IsClosed ? 0 : plan.Rate,
            Seconds = seconds,
            Batch = plan.Batch,
            Connections = plan.Connections,
            Offered = counters.Offered,
            Accepted = counters.Accepted,
            Included = counters.Included,
            Final = counters.Final,
            Failed = counters.Failed,
            Expired = counters.Expired,
            OfferedRate = seconds > 0 ? counters.Offered / seconds : 0,
            Tps = tpsSeconds > 0 ? counters.Final / tpsSeconds : 0,
            TpsSeconds = tpsSeconds,
            Reasons = new SortedDictionary<string, long>(counters.Reasons.ToDictionary(), StringComparer.Ordinal),
            OnBusy = plan.Retries ? "retry" : "drop",
            Retried = counters.Retried,
            Stages =
            [
                StageResult.Of("send", counters.Send),
                StageResult.Of("admit", counters.Admit),
                StageResult.Of("include", counters.Include),
                StageResult.Of("finality", counters.Finality),
                StageResult.Of("settle", counters.Settle),
            ],
            BacklogSlope = Slope(tracker.Series.Points),
            Client = check.Judged(plan.MaxWakeLagMs),
            Chain = ChainOf(facts, repair),
            Nodes = session.Scraper?.Summarise(check).WithFullBlocks(facts),
            Series = [.. tracker.Series.Points],
            Partial = partial,
            Warnings = Warnings(facts, partial, unresolved, check),
        };
    }

    private bool IsShared => session.Endpoints.Any(endpoint => endpoint.IsLoopback);

    private ChainResult ChainOf(ChainFacts facts, NonceRepair repair) => new(
        facts.Blocks,
        facts.OwnBlocks,
        facts.LargestBlock,
        facts.LargestPayload,
        facts.Foreign,
        facts.Undone,
        facts.MempoolPeak,
        facts.PricePeak / (double)FeeEstimate.AtRest,
        facts.Receipts,
        plan.Poll.TotalMilliseconds,
        facts.Refused + repair.Refused);

    private double Slope(IReadOnlyList<SeriesPoint> points)
    {
        double from = plan.WarmUp.TotalSeconds;
        double to = plan.Duration.TotalSeconds;
        return Trend.Slope(
        [
            .. points.Where(point => point.Second >= from && point.Second + point.Length <= to + 0.5)
                .Select(point => (point.Second, (double)point.Backlog)),
        ]);
    }

    private List<string> Warnings(ChainFacts facts, bool partial, int unresolved, SelfCheck check)
    {
        List<string> warnings = [];
        if (plan.IsClosed)
        {
            warnings.Add(
                "closed model: senders wait for answers, so the rate follows the nodes and latencies are too good");
        }
        if (plan.Batch > 1)
        {
            warnings.Add(FormattableString.Invariant($"up to {plan.Batch} transactions travel in one request"));
        }
        if (plan.Retries)
        {
            warnings.Add("what a node was too busy for was sent again, and its latency counts from its first time");
        }
        if (check.Unsent > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"{check.Unsent} intended sends were never made: they count as failed, and are in no latency"));
        }
        if (partial)
        {
            warnings.Add("interrupted: the figures are of the part that ran");
        }
        if (unresolved > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"{unresolved} transactions were still on their way at the end and count as failed"));
        }
        if (facts.Refused > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"the node was too busy for {facts.Refused} of {facts.Polls} looks at the chain: ")
                + "what was seen after one of them is late by its pause");
        }
        if (facts.Foreign > 0)
        {
            warnings.Add(FormattableString.Invariant(
                $"{facts.Foreign} transactions of others were in the same blocks"));
        }
        if (check.IsShared)
        {
            warnings.Add(FormattableString.Invariant(
                $"client and nodes share one machine, the client took {check.Processors:F2} of its ")
                + FormattableString.Invariant($"{check.MachineProcessors} processors")
                + (check.IsMachineFull
                    ? FormattableString.Invariant($", of which {check.MachineUsed:F2} were in use: none was left")
                    : string.Empty));
        }
        return warnings;
    }
}
