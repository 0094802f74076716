using System.Globalization;
using Aether.BenchKit.Measurement;
using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Storage;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Aether.PipelineBench.Load;

namespace Aether.PipelineBench.Modes;

/// <summary>
/// The ingress stages of a node on one core: decode, dedup, screen, verify, admit, from the bytes of a batch to a
/// transaction in the mempool. Only the processor time of the thread counts. Every round brings the same senders, whose
/// keys the rounds of the warm-up have made known.
/// </summary>
internal static class AdmissionMode
{
    private const int Rounds = 7;
    private const int WarmUp = 3;
    private const double Floor = 100_000;
    private const double Target = 350_000;

    /// <summary>Exit status: 0 above the floor, 1 below it.</summary>
    public static int Run(PipelineBenchOptions options)
    {
        using SenderAccounts accounts = new(Limits.Mempool.MaxTransactions);
        Genesis genesis = ChainOf(accounts);
        SignedTransfers transfers = new(accounts, new TransferForm(genesis, Limits.Transaction.MaxValidityViews), 1);
        transfers.CheckForm();
        StoreOpenError error = ChainStore.TryOpen(
            new MemoryKeyValueStore(), genesis, out ChainStore? store, out string reason);
        if (error != StoreOpenError.None)
            throw new InvalidOperationException(reason);
        using (store)
        {
            CpuPinning.PinToMeasuringCore();
            double[] rates = new double[Rounds];
            SignatureMemory memory = new(Limits.Signatures.CachedKeys);
            long allocated = 0;
            for (int round = -WarmUp; round < Rounds; round++)
            {
                double rate = Admit(genesis, store!, transfers, memory, out allocated);
                if (round >= 0)
                    rates[round] = rate;
            }
            return Report(options, rates, allocated);
        }
    }

    private static Genesis ChainOf(SenderAccounts accounts)
    {
        Validator validator = new()
        {
            Address = accounts.Addresses[0],
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = default,
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
        return new Genesis(
            "aether-bench-1", 1_000, new ChainParameters(), new ValidatorSet([validator]), accounts.GenesisEntries());
    }

    // Transactions a second of processor time; what remembers transactions is new in each round.
    private static double Admit(
        Genesis genesis, ChainStore store, SignedTransfers transfers, SignatureMemory memory, out long allocatedEach)
    {
        IngressStage ingress = CreateIngress();
        IngressLoop loop = CreateLoop(genesis, store, ingress, memory);
        // As many wait as are verified together, as under load.
        SubmissionBatch batch = new(Limits.Pipeline.VerifyBatch, Limits.Pipeline.VerifyBatch * transfers.Length);
        long nanoseconds = 0;
        long allocated = 0;
        for (int first = 0; first < transfers.Count; first += Limits.Pipeline.VerifyBatch)
        {
            batch.Clear();
            int end = (int)Math.Min(first + Limits.Pipeline.VerifyBatch, transfers.Count);
            for (int account = first; account < end; account++)
                transfers.Write(account, 0, batch.Reserve(transfers.Length));
            ingress.Submit(batch);
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = ThreadClock.Nanoseconds;
            while (loop.TryRun())
            {
            }
            nanoseconds += ThreadClock.Nanoseconds - start;
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            for (int index = 0; index < batch.Count; index++)
            {
                if (!batch.ResultOf(index).IsAccepted)
                    throw new InvalidOperationException($"a transfer was refused: {batch.ResultOf(index)}");
            }
        }
        allocatedEach = allocated / transfers.Count;
        return transfers.Count * 1e9 / nanoseconds;
    }

    private static IngressStage CreateIngress() => new(
        new PinnedBlockPool(Limits.Pipeline.IngressBlocks, Limits.Transaction.MaxBytes),
        new InMemoryNetwork(1)[0],
        new WakeSignal());

    private static IngressLoop CreateLoop(
        Genesis genesis, ChainStore store, IngressStage ingress, SignatureMemory memory)
    {
        PipelineRules rules = new();
        SharedMempool mempool = new(new MempoolOptions());
        ChainHeads heads = new(new HeadView(store.FinalizedHeader, store.FinalizedState, [], [], null));
        DedupStage dedup = new(new TagCache(Limits.Pipeline.SeenTags, UInt128.One), mempool, rules);
        return new IngressLoop
        {
            Ingress = ingress,
            Decode = new DecodeStage(),
            Dedup = dedup,
            Screen = new ScreenStage(genesis, heads, mempool, static () => 1),
            Verify = new VerifyStage(genesis.Hash, new VerifiedWitnesses(Limits.Pipeline.SeenTags), dedup, memory),
            Admit = new AdmitStage(genesis.Parameters, heads, mempool, new InMemoryNetwork(1)[0], rules),
        };
    }

    private static int Report(PipelineBenchOptions options, double[] rates, long allocated)
    {
        double median = Statistics.Median(rates);
        string json = string.Create(CultureInfo.InvariantCulture,
            $"{{\"bench\":\"pipeline-admission\",\"tx_per_second\":{median:F0},"
            + $"\"spread\":{Statistics.Spread(rates):F3},\"rounds\":{Rounds},"
            + $"\"transactions\":{Limits.Mempool.MaxTransactions},"
            + $"\"allocated_bytes_per_transaction\":{allocated},\"floor\":{Floor:F0},\"target\":{Target:F0}}}");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{median:F0} transactions a second of one core, from bytes to the mempool, signatures included "
            + $"(spread {100 * Statistics.Spread(rates):F1} %), {allocated} bytes allocated for each"));
        if (options.JsonPath is { } path)
            File.WriteAllText(path, json + "\n");
        Console.WriteLine(json);
        return median >= Floor ? 0 : 1;
    }
}
