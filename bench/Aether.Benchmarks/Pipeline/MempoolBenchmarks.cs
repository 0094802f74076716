using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.Mempool;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Engines;

namespace Aether.Benchmarks.Pipeline;

/// <summary>
/// One insertion into a full mempool of 50,000: every insertion evicts. One operation is one iteration, so P95 is
/// that of insertions.
/// </summary>
[Config(typeof(Percentiles))]
[SimpleJob(RunStrategy.Monitoring, launchCount: 1, warmupCount: 500, iterationCount: 3_000, invocationCount: 1)]
[MemoryDiagnoser]
public class MempoolBenchmarks
{
    private const int SenderCount = 12_500;
    private const int PerSender = 4;

    private readonly MempoolCore _pool = new(new MempoolOptions());
    private Admission _next;
    private int _inserted;

    /// <summary>Fills the pool to its limit.</summary>
    [GlobalSetup]
    public void Fill()
    {
        for (int index = 0; index < SenderCount * PerSender; index++)
        {
            Admission admission = Create(index % SenderCount, (ulong)(index / SenderCount), 20_000);
            MempoolError error = _pool.Add(admission, ReadPayer);
            if (error != MempoolError.None)
            {
                throw new InvalidOperationException(error.ToString());
            }
        }
        if (_pool.Status.Transactions != Limits.Mempool.MaxTransactions)
        {
            throw new InvalidOperationException("the pool is not full");
        }
    }

    /// <summary>Prepares the next better bid.</summary>
    [IterationSetup(Target = nameof(InsertIntoFullPool))]
    public void Prepare()
    {
        _inserted++;
        _next = Create(SenderCount + _inserted, 0, 40_000 + (ulong)_inserted);
    }

    /// <summary>Takes one transaction and evicts one.</summary>
    [Benchmark]
    public MempoolError InsertIntoFullPool() => _pool.Add(_next, ReadPayer);

    /// <summary>What a proposer takes for a block of 2 MB.</summary>
    [Benchmark]
    public int SelectBlock() => _pool.Select([], 2_000_000, Limits.Block.MaxTransactions).Count;

    private sealed class Percentiles : ManualConfig
    {
        public Percentiles() => AddColumn(StatisticColumn.P50, StatisticColumn.P95, StatisticColumn.Max);
    }

    private static PayerState ReadPayer(Address sender) => new(0, UInt128.MaxValue);

    private static Admission Create(int sender, ulong nonce, ulong maxFee)
    {
        byte[] address = new byte[Hash256.Bytes];
        BitConverter.TryWriteBytes(address, sender);
        TransactionBody body = new()
        {
            ChainTag = 1,
            FeePayer = new Address(new Hash256(address)),
            Nonce = nonce,
            ValidUntil = 1_000 + (ulong)sender,
            Calls = [new ProgramCall(ProgramId.Bank, 0, new byte[112], 1_000)],
            MaxFee = maxFee,
        };
        return new Admission(new Transaction(body, []), 12_000, maxFee);
    }
}
