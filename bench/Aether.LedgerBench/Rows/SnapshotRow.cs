using Aether.BenchKit.Measurement;
using Aether.Core.Ledger;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Chunks of a snapshot, which are ranges of accounts with their proof: made, checked, or imported.</summary>
internal sealed class SnapshotRow(LedgerFixture fixture, SnapshotChunks chunks, SnapshotRow.Step step)
    : KernelRow, IDisposable
{
    // 50 GB in 30 minutes.
    private const double LeastBytesPerSecond = 50e9 / 1_800;

    private SnapshotChunker? _chunker;
    private TemporaryFolder? _folder;
    private RocksDbKeyValueStore? _store;
    private ChainImport? _import;
    private int _next;

    internal enum Step
    {
        Create,
        Verify,
        Import,
    }

    public override string Kernel { get; } = step switch
    {
        Step.Create => "snapshot-create",
        Step.Verify => "snapshot-verify",
        _ => "snapshot-import",
    };

    public override string Variant { get; } = Cases.Accounts(fixture.Accounts);

    public override string Operation => "byte";

    public override int OperationsPerCall => chunks.ChunkBytes;

    public override Goals RateGoals { get; } = new(LeastBytesPerSecond, null, null);

    public override bool IsTimedByWall => step == Step.Import;

    public override void Prepare()
    {
        chunks.Make();
        Require(Run(), "a chunk does not hold");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Run();
    }

    public void Dispose()
    {
        _store?.Dispose();
        _folder?.Dispose();
    }

    private bool Run()
    {
        int index = _next++ % chunks.Count;
        if (step == Step.Create)
            return Create(index);
        SnapshotError error = SnapshotCheck.Chunk(
            fixture.State.Root, chunks.PartAt(index), chunks.BytesAt(index), out StateItems items);
        if (error == SnapshotError.None && step == Step.Import)
            Import(index, items);
        return error == SnapshotError.None;
    }

    private bool Create(int index)
    {
        if (index == 0)
            _chunker = chunks.Open();
        return _chunker!.TryNext(out SnapshotPart part, out _) && part == chunks.PartAt(index);
    }

    // Checked as above, then on disk in one synced batch. Behind the last chunk another import starts.
    private void Import(int index, StateItems items)
    {
        if (index == 0)
        {
            Dispose();
            _folder = new TemporaryFolder("import");
            _store = RocksDbKeyValueStore.Open(_folder.Path);
            bool isOpen = ChainImport.TryOpen(
                _store, fixture.Genesis, LedgerFixture.StateKeyOf(0), fixture.State.Height, out _import);
            Require(isOpen, "the import does not start");
        }

        _import!.Apply(items);
    }
}
