using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class DedupStageTests
{
    private readonly PipelineFixture _chain = new();
    private readonly PinnedBlockPool _pool = new(1, Limits.Transaction.MaxBytes);
    private readonly DedupStage _dedup = new(
        new TagCache(64, 77), new SharedMempool(new MempoolOptions()), new PipelineRules());
    private readonly DecodeStage _decode = new();

    [Fact]
    public void TryRun_GossipSeenButNotRemembered_GoesOn()
    {
        Transaction transfer = _chain.Transfer(0, 1, 0);
        Assert.True(RunGossip(transfer));
        Assert.True(RunGossip(transfer));
        _dedup.Remember(transfer);
        Assert.False(RunGossip(transfer));
        Assert.True(RunGossip(PipelineFixture.Corrupt(transfer)));
        Assert.Equal(1, _dedup.Duplicates);
    }

    [Fact]
    public void TryRun_UnknownTransaction_AllocatesNothing()
    {
        IngressBatch batch = Decode(_chain.Transfer(0, 1, 0));
        _dedup.TryRun(batch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int run = 0; run < 100; run++)
        {
            _dedup.TryRun(batch);
        }
        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
        Assert.True(batch.Items[0].IsOpen);
    }

    private bool RunGossip(Transaction transaction)
    {
        IngressBatch batch = Decode(transaction);
        _dedup.TryRun(batch);
        return batch.Items[0].IsOpen;
    }

    private IngressBatch Decode(Transaction transaction)
    {
        Assert.True(_pool.TryRent(0, out BlockLease? lease));
        transaction.Bytes.CopyTo(lease.Block);
        lease.Length = transaction.Bytes.Length;
        IngressBatch batch = new();
        batch.Next().Open(lease, null);
        _decode.TryRun(batch);
        Assert.Equal(0, _pool.Outstanding);
        return batch;
    }
}
