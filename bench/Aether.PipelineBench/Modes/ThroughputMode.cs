using System.Diagnostics;
using Aether.Core;
using Aether.PipelineBench.Load;
using Aether.PipelineBench.Report;
using Aether.PipelineBench.Validators;
using Aether.Pipeline;
using Aether.Pipeline.Status;

namespace Aether.PipelineBench.Modes;

/// <summary>Measures how many transfers a second become final and durable.</summary>
internal static class ThroughputMode
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    /// <summary>Exit status: 0 measured, 1 the run does not count.</summary>
    public static async Task<int> RunAsync(PipelineBenchOptions options)
    {
        using BenchFolder folder = new(options.DataFolder);
        Progress($"{options.Accounts} accounts");
        using SenderAccounts accounts = new(options.Accounts);
        BenchValidators validators = BenchValidators.Open(options, accounts, folder.Path);
        await using (validators)
        {
            TransferForm form = new(validators.Genesis, Limits.Transaction.MaxValidityViews);
            long most = (long)options.Most * (options.Seconds + options.WarmUpSeconds);
            int rounds = (int)Math.Max(1, (most + options.Accounts - 1) / options.Accounts);
            Progress($"signing {(long)rounds * options.Accounts} transfers");
            SignedTransfers transfers = new(accounts, form, rounds);
            transfers.CheckForm();
            ThroughputResult result = Measure(options, validators, accounts, transfers);
            ThroughputReport.WriteTable(Console.Out, result);
            string json = ThroughputReport.ToJson(result);
            if (options.JsonPath is { } path)
                await File.WriteAllTextAsync(path, json + "\n");
            Console.WriteLine(json);
            return result.Invalid is null ? 0 : 1;
        }
    }

    private static ThroughputResult Measure(
        PipelineBenchOptions options, BenchValidators validators, SenderAccounts accounts, SignedTransfers transfers)
    {
        NodePipeline[] nodes = validators.Nodes;
        LoadClient client = new(transfers, accounts, nodes, options.Pending, options.Rate);
        nodes[0].BlockFinalized += client.OnFinal;
        using ThreadTimes threads = new();
        using AllocatedTypes? types = options.ShowsAllocated ? new AllocatedTypes() : null;
        validators.Start();
        client.Start();
        Progress($"warming up for {options.WarmUpSeconds} s");
        Pause(options.WarmUpSeconds, client, validators);
        Progress($"measuring for {options.Seconds} s");
        GC.Collect();
        int[] collections = Collections();
        TimeSpan pauses = GC.GetTotalPauseDuration();
        long allocated = GC.GetTotalAllocatedBytes();
        PipelineMetrics[] before = [.. nodes.Select(static node => node.ReadMetrics())];
        ThreadSample[] stages = [.. nodes.SelectMany(static node => node.ReadThreads())];
        types?.Reset();
        client.ResetLatency();
        threads.Begin();
        FinalCounts first = validators.Counts();
        long start = Stopwatch.GetTimestamp();
        Pause(options.Seconds, client, validators);
        FinalCounts final = validators.Counts() - first;
        double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds;
        (string Thread, double Seconds)[] times = threads.End();
        foreach (string line in types?.Lines(final.Transactions) ?? [])
            Console.WriteLine(line);
        PipelineMetrics[] after = [.. nodes.Select(static node => node.ReadMetrics())];
        ThreadSample[] stagesAfter = [.. nodes.SelectMany(static node => node.ReadThreads())];
        LatencyHistogram latency = client.Latency;
        collections = [.. Collections().Zip(collections, static (last, earlier) => last - earlier)];
        return new ThroughputResult
        {
            Options = options,
            Seconds = seconds,
            Final = final,
            Threads = StageRows.OfThreads(times, before, after),
            Stages = StageRows.OfStages(stages, stagesAfter),
            Waits = StageRows.OfWaits(stages, stagesAfter),
            TransferBytes = transfers.Length,
            SigningSeconds = transfers.SigningTime.TotalSeconds,
            Signed = transfers.Count,
            Refusals = client.Refusals,
            LatencyP50 = latency.PercentileMs(50),
            LatencyP95 = latency.PercentileMs(95),
            CollectorSeconds = (GC.GetTotalPauseDuration() - pauses).TotalSeconds,
            Collections = collections,
            AllocatedBytes = GC.GetTotalAllocatedBytes() - allocated,
            Invalid = Judge(client, validators, accounts),
        };
    }

    // Everything that was taken has to become final, once, at every validator.
    private static string? Judge(LoadClient client, BenchValidators validators, SenderAccounts accounts)
    {
        string? early = client.Fault ?? validators.Fault ?? (client.RanOut ? "the signed transfers ran out" : null);
        bool answered = client.TryStop(early is null ? s_patience : TimeSpan.Zero);
        if ((early ?? client.Fault ?? validators.Fault) is { } fault)
            return fault;
        if (!answered)
            return $"offered transfers were not answered within {s_patience.TotalSeconds:F0} s";
        long start = Stopwatch.GetTimestamp();
        while (validators.Counts().Transactions < client.Accepted && Stopwatch.GetElapsedTime(start) < s_patience)
            Thread.Sleep(20);
        long counted = validators.Counts().Transactions;
        long inState = validators.SumOfNonces(accounts.Addresses);
        return counted == client.Accepted && inState == counted
            ? client.Fault ?? validators.Fault
            : $"{client.Accepted} transfers were taken, {counted} became final, {inState} are in the state";
    }

    private static void Pause(int seconds, LoadClient client, BenchValidators validators)
    {
        long start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start).TotalSeconds < seconds)
        {
            if (client.Fault is not null || validators.Fault is not null)
                return;
            Thread.Sleep(10);
        }
    }

    private static int[] Collections() =>
        [.. Enumerable.Range(0, GC.MaxGeneration + 1).Select(GC.CollectionCount)];

    private static void Progress(string line) => Console.Error.WriteLine($"pipeline: {line}");
}
