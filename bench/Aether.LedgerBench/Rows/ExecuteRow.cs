using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>Blocks of transfers whose signatures are known to hold: checked, executed, rooted.</summary>
internal sealed class ExecuteRow(
    LedgerFixture fixture, Lazy<TransferBlocks> blocks, TransferPattern pattern, Goals goals) : KernelRow
{
    public override string Kernel => "execute";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {pattern.Name}";

    public override string Operation => "transfer";

    public override int OperationsPerCall => blocks.Value.PerBlock;

    public override Goals RateGoals => goals;

    public override void Prepare()
    {
        BlockExecution execution = Execute();
        Require(execution.IsValid, "a block is not valid");
        Require(execution.Receipts.All(receipt => receipt.Status == ReceiptStatus.Success), "a transfer failed");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Execute();
    }

    private BlockExecution Execute()
    {
        BlockContext context = new(1, 1, default, BlockContext.UnitBaseFee);
        return BlockExecutor.Execute(fixture.Genesis, fixture.State, context, blocks.Value.Next());
    }
}
