using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.State;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>New values for some accounts, collected and sorted, and the root after them; the tree is in memory.</summary>
internal sealed class RootUpdateRow(LedgerFixture fixture, int keys, Goals goals) : KernelRow
{
    private const int Batches = 8;

    private UpdateBatches? _batches;

    public override string Kernel => "root";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {Cases.Count(keys)} keys";

    public override string Operation => "key";

    public override int OperationsPerCall => keys;

    public override Goals RateGoals => goals;

    public override void Prepare()
    {
        _batches = new UpdateBatches(fixture.Accounts, Batches, keys);
        Require(Update() != fixture.State.Root, "the root did not change");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Update();
    }

    private Hash256 Update()
    {
        BlockState state = fixture.State.Apply(fixture.State.Height + 1, _batches!.Next());
        state.Discard();
        return state.Root;
    }
}
