using Aether.BenchKit.Measurement;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// What order costs: numbering, tickets, taking and giving them back, with transactions that do nothing; beside
/// executing the same blocks serially.
/// </summary>
internal sealed class ScheduleRow(
    LedgerFixture fixture, Lazy<TransferBlocks> blocks, TransferPattern pattern, Goals goals) : KernelRow, IDisposable
{
    private BlockContext Context => new(1, fixture.State.Height + 1, default, BlockContext.UnitBaseFee);

    private readonly SlotTable _slots = new();
    private BlockPlan? _plan;
    private Scheduler? _scheduler;
    private ExecutionEngine? _serial;

    public override string Kernel => "schedule";

    public override string Variant { get; } = $"{Cases.Accounts(fixture.Accounts)}, {pattern.Name}";

    public override string Operation => "transfer";

    public override int OperationsPerCall => blocks.Value.PerBlock;

    public override string Peer => "executing serially";

    public override int PeerOperationsPerCall => OperationsPerCall;

    public override Goals RateGoals => goals;

    public override void Prepare()
    {
        _plan = new BlockPlan(_slots);
        _scheduler = new Scheduler(_plan, lanes: 1);
        _serial = new ExecutionEngine(fixture.Genesis);
        Require(Schedule(), "a transaction was not run");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            Schedule();
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
        {
            _serial!.Begin(fixture.State, Context);
            _serial.Run(blocks.Value.Next());
            _serial.Collect();
            _serial.End();
        }
    }

    public void Dispose()
    {
        _scheduler?.Dispose();
        _serial?.Dispose();
    }

    private bool Schedule()
    {
        _slots.Reset(fixture.State);
        _plan!.Build(blocks.Value.Next(), withTickets: true);
        _scheduler!.Reset();
        _scheduler.Run(0, default(Nothing));
        bool isOver = _scheduler.IsOver;
        _slots.ClearLoads();
        _plan.Clear();
        return isOver;
    }

    private readonly struct Nothing : ITransactionWork
    {
        public void Run(int lane, int transaction)
        {
            // Only the order is measured.
        }

        public void Foresee(int first, int end)
        {
            // Nothing of them is looked at.
        }
    }
}
