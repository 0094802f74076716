using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// The time a block would take on more lanes than the machine has cores, from what was measured on one: the plan, which
/// one lane makes, and the longest of the rest shared by the lanes and the longest chain of conflicts.
/// </summary>
/// <remarks>
/// The plan counts as if nothing ran beside it, although other lanes load what is planned; it and the rest are measured
/// on blocks of their own, so that neither finds what the other brought into the caches. It leaves out what lanes cost
/// each other: memory bandwidth, cache lines that move, waking threads.
/// </remarks>
internal sealed class CriticalPathRow(
    LedgerFixture fixture, Lazy<TransferBlocks> blocks, TransferPattern pattern, int lanes) : KernelRow, IDisposable
{
    private readonly SlotTable _slots = new();
    private BlockPlan? _plan;
    private ExecutionEngine? _serial;

    private BlockContext Context => new(1, fixture.State.Height + 1, default, BlockContext.UnitBaseFee);

    public override string Kernel => "critical-path";

    public override string Variant { get; } =
        $"{Cases.Accounts(fixture.Accounts)}, {pattern.Name}, reckoned for {lanes} lanes";

    public override string Operation => "transfer";

    public override int OperationsPerCall => blocks.Value.PerBlock;

    public override string Peer => "one lane";

    public override int PeerOperationsPerCall => OperationsPerCall;

    public override void Prepare()
    {
        _plan = new BlockPlan(_slots);
        _serial = new ExecutionEngine(fixture.Genesis);
        Require(LongestChain(blocks.Value.Next()) > 0, "a block has no chain");
    }

    public override void RunKernel(int calls) => TimeKernel(calls);

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            Execute(blocks.Value.Next());
    }

    public override long TimeKernel(int calls)
    {
        long total = 0;
        for (int call = 0; call < calls; call++)
        {
            Transaction[] block = blocks.Value.Next();
            long start = ThreadClock.Nanoseconds;
            _slots.Reset(fixture.State);
            _plan!.Build(block, withTickets: true);
            long plan = ThreadClock.Nanoseconds - start;
            _slots.ClearLoads();
            _plan.Clear();
            block = blocks.Value.Next();
            start = ThreadClock.Nanoseconds;
            Execute(block);
            long rest = Math.Max(0, ThreadClock.Nanoseconds - start - plan);
            double share = Math.Max(1.0 / lanes, LongestChain(block) / (double)block.Length);
            total += plan + (long)(rest * share);
        }

        return total;
    }

    public void Dispose() => _serial?.Dispose();

    private void Execute(Transaction[] block)
    {
        _serial!.Begin(fixture.State, Context);
        _serial.Run(block);
        _serial.Collect();
        _serial.End();
    }

    // Transfers only write: each follows the last that named one of its accounts.
    private static int LongestChain(Transaction[] block)
    {
        Dictionary<Hash256, int> depths = new(2 * block.Length);
        int longest = 0;
        foreach (Transaction transaction in block)
        {
            TransactionBody body = transaction.Body;
            int depth = depths.GetValueOrDefault(body.FeePayer.Value);
            foreach (ObjectId item in body.Writes)
                depth = Math.Max(depth, depths.GetValueOrDefault(item.Value));
            depths[body.FeePayer.Value] = ++depth;
            foreach (ObjectId item in body.Writes)
                depths[item.Value] = depth;
            longest = Math.Max(longest, depth);
        }

        return longest;
    }
}
