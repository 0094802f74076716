using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// New values for some accounts, collected and sorted, and the root after them; the tree is in memory. On several
/// lanes beside one.
/// </summary>
internal sealed class RootUpdateRow(LedgerFixture fixture, int keys, int lanes, Goals goals) : KernelRow, IDisposable
{
    private const int Batches = 8;

    private UpdateBatches? _batches;
    private LaneSet? _lanes;
    private LaneWorkRunner? _runner;

    public override string Kernel => "root";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {Cases.Count(keys)} keys";

    public override int Cores => lanes;

    public override string Operation => "key";

    public override int OperationsPerCall => keys;

    public override string? Peer => lanes == 1 ? null : "one lane";

    public override int PeerOperationsPerCall => keys;

    public override Goals RateGoals => goals;

    public override string? NotSupportedReason => Environment.ProcessorCount < lanes
        ? $"this machine has {Environment.ProcessorCount} core(s)" : null;

    public override void Prepare()
    {
        _batches = new UpdateBatches(fixture.Accounts, Batches, keys);
        if (lanes > 1)
        {
            _lanes = new LaneSet(lanes, pinned: true);
            _runner = new LaneWorkRunner(_lanes);
        }

        Require(Update(_runner) != fixture.State.Root, "the root did not change");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Update(_runner);
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            Update(null);
    }

    public override long TimeKernel(int calls) =>
        lanes == 1 ? base.TimeKernel(calls) : LaneClock.Time(RunKernel, calls);

    public void Dispose() => _lanes?.Dispose();

    private Hash256 Update(ILaneRunner? runner)
    {
        BlockState state = fixture.State.Apply(fixture.State.Height + 1, _batches!.Next(), runner);
        Hash256 root = state.Root;
        state.Discard();
        return root;
    }
}
