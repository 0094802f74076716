using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// Blocks of transfers whose signatures are known to hold, from the bare transactions to receipts and changed values;
/// on several lanes beside one.
/// </summary>
internal sealed class ExecuteRow(
    LedgerFixture fixture, Lazy<TransferBlocks> blocks, TransferPattern pattern, int lanes, Goals rates, Goals ratios)
    : KernelRow, IDisposable
{
    private BlockContext Context => new(1, fixture.State.Height + 1, default, BlockContext.UnitBaseFee);

    private ExecutionEngine? _engine;
    private ExecutionEngine? _serial;

    public override string Kernel => "execute";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {pattern.Name}";

    public override int Cores => lanes;

    public override string Operation => "transfer";

    public override int OperationsPerCall => blocks.Value.PerBlock;

    public override string? Peer => lanes == 1 ? null : "one lane";

    public override int PeerOperationsPerCall => OperationsPerCall;

    public override Goals RateGoals => rates;

    public override Goals Goals => ratios;

    public override string? NotSupportedReason => Environment.ProcessorCount < lanes
        ? $"this machine has {Environment.ProcessorCount} core(s)" : null;

    public override void Prepare()
    {
        _engine = new ExecutionEngine(fixture.Genesis, lanes, pinned: true);
        _serial = lanes == 1 ? null : new ExecutionEngine(fixture.Genesis);
        Transaction[] block = blocks.Value.Next();
        BlockExecution execution = BlockExecutor.Execute(
            fixture.Genesis, fixture.State, Context, block, engine: _engine);
        Require(execution.IsValid, "a block is not valid");
        Require(
            execution.Receipts.All(receipt => receipt.Status == ReceiptStatus.Success), "a transfer failed");
        BlockExecution again = BlockExecutor.Execute(fixture.Genesis, fixture.State, Context, block);
        Require(execution.PostState!.Root == again.PostState!.Root, "lanes and serial execution differ");
        Require(execution.ReceiptsRoot == again.ReceiptsRoot, "receipts of lanes and serial execution differ");
    }

    public override void RunKernel(int calls) => Run(_engine!, calls);

    public override void RunPeer(int calls) => Run(_serial!, calls);

    public override long TimeKernel(int calls) =>
        lanes == 1 ? base.TimeKernel(calls) : LaneClock.Time(RunKernel, calls);

    public void Dispose()
    {
        _engine?.Dispose();
        _serial?.Dispose();
    }

    private void Run(ExecutionEngine engine, int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            engine.Begin(fixture.State, Context);
            engine.Run(blocks.Value.Next());
            engine.Collect();
            engine.End();
        }
    }
}
