using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.LedgerBench.Fixtures;

namespace Aether.LedgerBench.Rows;

/// <summary>
/// Blocks of new account values, each rooted and on disk before the next, beside batched puts of RocksDB alone.
/// </summary>
internal sealed class CommitRow(CommitFixture chain, RocksPuts puts, int keys, bool isPeerSynced, Goals goals)
    : KernelRow
{
    private const int Batches = 16;

    private UpdateBatches? _batches;

    public override string Kernel => "commit";

    public override string Variant { get; } = $"{Cases.Accounts(chain.Accounts)}, {Cases.Count(keys)} updates a block";

    public override string Operation => "update";

    public override int OperationsPerCall => keys;

    public override string Peer => isPeerSynced ? "RocksDB puts, synced by 1,000" : "RocksDB puts, by 1,000";

    public override int PeerOperationsPerCall => RocksPuts.BatchPuts;

    public override Goals RateGoals => goals;

    public override bool IsTimedByWall => true;

    public override void Prepare()
    {
        chain.Open();
        puts.Open();
        _batches = new UpdateBatches(chain.Accounts, Batches, keys);
        Hash256 before = chain.Root;
        RunKernel(1);
        Require(chain.Root != before, "the root did not change");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            chain.Commit(_batches!.Next());
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            puts.Put(isPeerSynced);
    }
}
