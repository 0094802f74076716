using System.Diagnostics;
using System.Globalization;
using Aether.Core;
using Aether.Pipeline;
using Aether.Pipeline.Status;
using Aether.PipelineBench.Load;
using Aether.PipelineBench.Validators;

namespace Aether.PipelineBench.Modes;

/// <summary>
/// A mempool that is full of transactions waiting behind a nonce, and a steady stream of others through the ingress of
/// a running validator: how long each takes from when it was due to its verdict.
/// </summary>
internal static class SoakMode
{
    private const int Waiting = Limits.Mempool.MaxTransactions;
    private const int Senders = 20_000;
    private const int PerSecond = 2_000;
    private const double MostP95Ms = 5;

    /// <summary>Exit status: 0 within the goal, 1 not.</summary>
    public static int Run(PipelineBenchOptions options)
    {
        // The product's slots and blocks: the flow has to find room, no more.
        PipelineBenchOptions chain = options with { SlotMs = 500, BlockBytes = 2_000_000, Validators = 1 };
        using BenchFolder folder = new(options.DataFolder);
        using SenderAccounts accounts = new(Waiting + Senders);
        BenchValidators validators = BenchValidators.Open(chain, accounts, folder.Path);
        try
        {
            TransferForm form = new(validators.Genesis, Limits.Transaction.MaxValidityViews);
            int rounds = (int)(((long)PerSecond * options.Seconds / Senders) + 2);
            SignedTransfers transfers = new(accounts, form, rounds);
            transfers.CheckForm();
            NodePipeline node = validators.Nodes[0];
            validators.Start();
            Fill(node, transfers);
            SoakResult result = Soak(node, transfers, options.Seconds);
            return Report(options, node, result, validators.Fault);
        }
        finally
        {
            validators.DisposeAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    // Nonce 1 of accounts whose nonce 0 never comes: pending, and in no block.
    private static void Fill(NodePipeline node, SignedTransfers transfers)
    {
        SubmissionBatch batch = new(LoadClient.ChunkLength, LoadClient.ChunkLength * transfers.Length);
        for (int first = 0; first < Waiting; first += LoadClient.ChunkLength)
        {
            batch.Clear();
            for (int account = first; account < Math.Min(first + LoadClient.ChunkLength, Waiting); account++)
                transfers.Write(account, 1, batch.Reserve(transfers.Length));
            node.Submit(batch);
            batch.WaitAsync().AsTask().GetAwaiter().GetResult();
        }
    }

    private static SoakResult Soak(NodePipeline node, SignedTransfers transfers, int seconds)
    {
        SoakResult result = new();
        List<Task> open = [];
        byte[] bytes = new byte[transfers.Length];
        long start = Stopwatch.GetTimestamp();
        for (int number = 0; number < PerSecond * seconds; number++)
        {
            long due = start + (long)(number / (double)PerSecond * Stopwatch.Frequency);
            while (Stopwatch.GetTimestamp() < due)
                Thread.Sleep(1);
            transfers.Write(Waiting + (number % Senders), number / Senders, bytes);
            open.Add(SubmitAsync(node, bytes, due, result));
            if (number % 100 == 0)
            {
                result.AddRead(node, number % 1_000 == 0);
                open.RemoveAll(static task => task.IsCompletedSuccessfully);
            }
        }
        Task.WaitAll([.. open]);
        return result;
    }

    private static Task SubmitAsync(NodePipeline node, byte[] bytes, long due, SoakResult result)
    {
        Task<SubmitResult> submitted = node.SubmitAsync(bytes);
        return Wait();

        async Task Wait()
        {
            SubmitResult verdict = await submitted.ConfigureAwait(false);
            result.AddInsertion(Stopwatch.GetElapsedTime(due).TotalMilliseconds, verdict.IsAccepted);
        }
    }

    private static int Report(PipelineBenchOptions options, NodePipeline node, SoakResult result, string? fault)
    {
        PipelineMetrics metrics = node.ReadMetrics();
        (double p50, double p95, double p99) = result.Insertions();
        string json = string.Create(CultureInfo.InvariantCulture,
            $"{{\"bench\":\"pipeline-soak\",\"seconds\":{options.Seconds},\"per_second\":{PerSecond},"
            + $"\"least_pending\":{result.LeastPending},\"inserted\":{result.Accepted},\"refused\":{result.Refused},"
            + $"\"insertion_ms\":{{\"p50\":{p50:F3},\"p95\":{p95:F3},\"p99\":{p99:F3}}},"
            + $"\"read_p95_ms\":{result.ReadP95:F3},\"final\":{metrics.TransactionsFinalized},"
            + $"\"goal_p95_ms\":{MostP95Ms:F0}}}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{result.Accepted} inserted at {PerSecond}/s with {result.LeastPending} or more pending, "
            + $"{result.Refused} refused: p50 {p50:F2} ms, p95 {p95:F2} ms, p99 {p99:F2} ms; reads p95 "
            + $"{result.ReadP95:F2} ms; {metrics.TransactionsFinalized} final{(fault is null ? "" : $"; {fault}")}"));
        if (options.JsonPath is { } path)
            File.WriteAllText(path, json + "\n");
        Console.WriteLine(json);
        return fault is null && result.Refused == 0 && p95 < MostP95Ms ? 0 : 1;
    }
}
