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

    // Rows of one chain share it: what one wrote, another must not write again.
    private static long s_nonce;

    private SortedDictionary<Hash256, byte[]?>[] _batches = [];
    private int _next;

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
        _batches = UpdateBatches.Create(chain.Accounts, Batches, keys);
        Hash256 before = chain.Root;
        RunKernel(1);
        Require(chain.Root != before, "the root did not change");
    }

    public override void RunKernel(int calls)
    {
        for (int call = 0; call < calls; call++)
            chain.Commit(NextChanges());
    }

    public override void RunPeer(int calls)
    {
        for (int call = 0; call < calls; call++)
            puts.Put(isPeerSynced);
    }

    // Values that never were: a block that changes nothing would cost nothing.
    private SortedDictionary<Hash256, byte[]?> NextChanges()
    {
        SortedDictionary<Hash256, byte[]?> changes = [];
        foreach (Hash256 key in _batches[_next % _batches.Length].Keys)
            changes.Add(key, LedgerFixture.ValueOf((ulong)++s_nonce, LedgerFixture.Balance));
        _next++;
        return changes;
    }
}
