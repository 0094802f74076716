using Aether.BenchKit.Measurement;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Whole blocks of transfers: executed, with the roots of receipts and state.</summary>
internal sealed class BlockRow(LedgerFixture fixture, Lazy<TransferBlocks> blocks, TransferPattern pattern)
    : KernelRow, IDisposable
{
    private BlockContext Context => new(1, fixture.State.Height + 1, default, BlockContext.UnitBaseFee);

    private ExecutionEngine? _engine;

    public override string Kernel => "block";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {pattern.Name}, with both roots";

    public override string Operation => "transfer";

    public override int OperationsPerCall => blocks.Value.PerBlock;

    public override void Prepare()
    {
        _engine = new ExecutionEngine(fixture.Genesis);
        Require(Execute().IsValid, "a block is not valid");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Execute().PostState!.Discard();
    }

    public void Dispose() => _engine?.Dispose();

    private BlockExecution Execute() => BlockExecutor.Execute(
        fixture.Genesis, fixture.State, Context, blocks.Value.Next(), engine: _engine);
}
