using Aether.BenchKit.Measurement;
using Aether.LedgerBench.Fixtures;
using Aether.LedgerBench.Rows;

namespace Aether.LedgerBench;

/// <summary>Every row of the ledger, in the order of the table.</summary>
internal static class LedgerCatalog
{
    private const int Blocks = 16;
    private const int TransfersPerBlock = 10_000;
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
        List<KernelRow> rows =
        [
            Execute(fixture, TransferPattern.Distinct, new Goals(Million, 5 * Million, null)),
            Execute(fixture, TransferPattern.Tenth, Goals.None),
            Execute(fixture, TransferPattern.OneAccount, Goals.None),
            Execute(fixture, TransferPattern.Zipf, new Goals(null, 2 * Million, null)),
            new RootUpdateRow(fixture, 10_000, new Goals(Million, 3 * Million, null)),
            new RootUpdateRow(fixture, 100_000, new Goals(Million, 3 * Million, null)),
            new StateReadRow(fixture),
            new ProveRow(fixture),
            new VerifyProofRow(fixture),
        ];
        return new LedgerGroup(rows, []);
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

    private static ExecuteRow Execute(LedgerFixture fixture, TransferPattern pattern, Goals goals) =>
        new(fixture, new Lazy<TransferBlocks>(() => new(fixture, pattern, Blocks, TransfersPerBlock)), pattern, goals);
}
