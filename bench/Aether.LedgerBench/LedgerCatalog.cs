using Aether.BenchKit.Measurement;
using Aether.LedgerBench.Fixtures;
using Aether.LedgerBench.Rows;

namespace Aether.LedgerBench;

/// <summary>Every row of the ledger, in the order of the table.</summary>
internal static class LedgerCatalog
{
    private const int Blocks = 16;
    private const int TransfersPerBlock = 10_000;
    private const int MostLanes = 16;
    private const int ProofKeys = 1_000;
    private const int SnapshotChunkCount = 16;
    private const double Million = 1e6;

    /// <summary>Slices are longer than those of kernels, rounds fewer: a call takes milliseconds.</summary>
    public static MeasurementPlan Full { get; } = new(7, 1, 100, 3, 100, 1_000);

    public static MeasurementPlan Quick { get; } = new(5, 1, 30, 2, 50, 500);

    /// <summary>The groups in order; each is made when the one before it is gone.</summary>
    public static IEnumerable<Func<LedgerGroup>> Groups(LedgerOptions options)
    {
        foreach (int accounts in options.Accounts)
        {
            yield return () => InMemory(accounts);
            if (accounts == options.Accounts[0])
                yield return () => OnDisk(accounts);
        }
    }

    private static LedgerGroup InMemory(int accounts)
    {
        LedgerFixture fixture = new(accounts);
        SnapshotChunks chunks = new(fixture, SnapshotChunkCount);
        List<KernelRow> rows =
        [
            .. Transfers(fixture, TransferPattern.Distinct, new Goals(Million, 5 * Million, null), Goals.None),
            .. Transfers(fixture, TransferPattern.Tenth, Goals.None, Goals.None),
            .. Transfers(fixture, TransferPattern.OneAccount, Goals.None, new Goals(0.8, null, null)),
            .. Transfers(fixture, TransferPattern.Zipf, new Goals(null, 2 * Million, null), Goals.None),
            new RootUpdateRow(fixture, 10_000, 1, new Goals(Million, 3 * Million, null)),
            new RootUpdateRow(fixture, 10_000, 2, Goals.None),
            new RootUpdateRow(fixture, 100_000, 1, new Goals(Million, 3 * Million, null)),
            new RootUpdateRow(fixture, 100_000, 2, Goals.None),
            new StateReadRow(fixture),
            new ProveRow(fixture),
            new VerifyProofRow(fixture),
            new MultiProofRow(fixture, ProofKeys, isCheck: false),
            new MultiProofRow(fixture, ProofKeys, isCheck: true),
            new RangeProofRow(fixture, ProofKeys, isCheck: false),
            new RangeProofRow(fixture, ProofKeys, isCheck: true),
            new SnapshotRow(fixture, chunks, SnapshotRow.Step.Create),
            new SnapshotRow(fixture, chunks, SnapshotRow.Step.Verify),
            new SnapshotRow(fixture, chunks, SnapshotRow.Step.Import),
        ];
        return new LedgerGroup(rows, []);
    }

    // The goals are for two lanes.
    private static IEnumerable<KernelRow> Transfers(
        LedgerFixture fixture, TransferPattern pattern, Goals rates, Goals ratios)
    {
        Lazy<TransferBlocks> blocks = new(() => new(fixture, pattern, Blocks, TransfersPerBlock));
        yield return new ExecuteRow(fixture, blocks, pattern, 1, Goals.None, Goals.None);
        yield return new ExecuteRow(fixture, blocks, pattern, 2, rates, ratios);
        yield return new ScheduleRow(fixture, blocks, pattern, new Goals(null, 10 * Million, null));
        yield return new CriticalPathRow(fixture, blocks, pattern, MostLanes);
        yield return new BlockRow(fixture, blocks, pattern);
    }

    private static LedgerGroup OnDisk(int accounts)
    {
        Goals commit = new(0.4 * Million, Million, null);
        CommitFixture chain = new(accounts);
        RocksPuts puts = new(accounts);
        List<KernelRow> rows =
        [
            new CommitRow(chain, puts, 1_000, isPeerSynced: false, Goals.None),
            new CommitRow(chain, puts, 1_000, isPeerSynced: true, Goals.None),
            new CommitRow(chain, puts, 10_000, isPeerSynced: false, commit),
            new RestartRow(chain),
        ];
        return new LedgerGroup(rows, [puts, chain]);
    }
}
