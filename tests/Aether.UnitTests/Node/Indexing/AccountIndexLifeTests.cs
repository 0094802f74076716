using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Feed;
using Aether.Node.Indexing;
using Aether.UnitTests.Execution;
using Xunit;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>What the index does with blocks that are not final, pruned, missing or of another chain.</summary>
public sealed class AccountIndexLifeTests
{
    [Fact]
    public void BlocksThatAreNotFinal_AreNeverSeen()
    {
        LedgerChain chain = Chain(11, 12);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        indexed.Finalize(5);
        indexed.Feed.Extend(5, chain.Blocks[6..9]);
        indexed.Drain();
        Assert.Equal(5UL, indexed.Index.View.Height);
        Assert.Equal(0UL, indexed.Index.Lag);
        indexed.Feed.Extend(5, []);
        indexed.Drain();
        Assert.Equal(5UL, indexed.Index.View.Height);
        indexed.Finalize(12);
        Assert.Equal(7UL, indexed.Index.Lag);
        indexed.Drain();
        Assert.Equal(12UL, indexed.Index.View.Height);
        Assert.Equal(chain.Blocks[12].Hash, indexed.Index.View.Last);
    }

    [Fact]
    public void EntriesOfPrunedBlocks_AreNotTold_AndGo()
    {
        LedgerChain chain = Chain(12, 200);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        indexed.Finalize(150);
        indexed.Drain();
        int before = EntriesBelow(indexed.Store, 100);
        Assert.True(before > 0);
        chain.OldestBlock = 100;
        Assert.Equal(100UL, indexed.Index.From);
        foreach (bool descending in new[] { true, false })
        {
            Assert.All(
                TestLedger.Owners.SelectMany(owner => indexed.History(owner, 3, descending)),
                entry => Assert.True(entry.Height >= 100));
        }
        for (ulong height = 151; height <= 200; height++)
        {
            indexed.Finalize(height);
            indexed.Index.Step();
        }
        Assert.Equal(0, EntriesBelow(indexed.Store, 100));
        Assert.Equal(0UL, indexed.Index.View.First);
        foreach (Address owner in TestLedger.Owners)
        {
            Assert.Equal(
                chain.Outputs[200].Where(pair => pair.Value.Owner == owner).Select(pair => pair.Key).Order(),
                indexed.Outputs(owner, 200, 4).Keys.Order());
        }
    }

    [Fact]
    public void BlocksPrunedBeforeTheyWereIndexed_StartItAgain()
    {
        LedgerChain chain = Chain(13, 60);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        indexed.Finalize(20);
        indexed.Drain();
        indexed.Finalize(60);
        chain.OldestBlock = 31;
        indexed.Restart();
        indexed.Drain();
        Assert.Equal((31UL, 60UL), (indexed.Index.From, indexed.Index.View.Height));
        Assert.Contains("blocks 21 to 30 were pruned", Assert.Single(indexed.Said));
        CheckEqualsNew(chain, indexed);
    }

    [Fact]
    public void BlocksPrunedUnderIt_StartItAgain()
    {
        LedgerChain chain = Chain(14, 60);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore());
        indexed.Finalize(20);
        indexed.Drain();
        indexed.Finalize(60);
        // The feed keeps its newest blocks in memory, so another one stands for a long time.
        IndexedChain late = new(chain, indexed.Store, 60);
        chain.OldestBlock = 20;
        late.Index.Step();
        Assert.Equal(60UL, late.Index.View.Height);
        for (int more = 0; more < 5; more++)
        {
            chain.Grow();
        }
        late.Finalize(65);
        chain.OldestBlock = 63;
        IndexedChain later = new(chain, indexed.Store, 65);
        later.Drain();
        Assert.Equal((63UL, 65UL), (later.Index.From, later.Index.View.Height));
        CheckEqualsNew(chain, later);
    }

    [Fact]
    public void AJoinBySnapshot_BeginsBehindTheBlockWithoutReceipts()
    {
        LedgerChain chain = Chain(15, 50);
        chain.OldestBlock = 30;
        chain.Bare = 30;
        IndexedChain indexed = new(chain, new MemoryKeyValueStore(), 50);
        indexed.Drain();
        Assert.Equal((31UL, 50UL), (indexed.Index.From, indexed.Index.View.Height));
        Dictionary<OutPoint, TransactionOutput> made = chain.Outputs[50]
            .Where(pair => !chain.Outputs[30].ContainsKey(pair.Key)).ToDictionary();
        Assert.Equal(
            made.Keys.Order(),
            TestLedger.Owners.SelectMany(owner => indexed.Outputs(owner, 50, 5).Keys).Order());
    }

    [Fact]
    public void AnotherChain_OrOneThatWasRolledBack_StartsItAgain()
    {
        LedgerChain first = Chain(16, 30);
        IndexedChain indexed = new(first, new MemoryKeyValueStore());
        indexed.Finalize(30);
        indexed.Drain();
        LedgerChain other = Chain(17, 25);
        IndexedChain next = new(other, indexed.Store, 25);
        next.Drain();
        Assert.Equal((0UL, 25UL), (next.Index.From, next.Index.View.Height));
        Assert.Contains("the chain does not have the block", Assert.Single(next.Said));
        CheckEqualsNew(other, next);
    }

    [Fact]
    public void AnIndexThatWasBeingEmptied_IsEmptiedBeforeItBegins()
    {
        LedgerChain chain = Chain(18, 20);
        IndexedChain indexed = new(chain, new MemoryKeyValueStore(), 20);
        indexed.Drain();
        StoreBatch batch = new();
        batch.Delete(IndexKeys.Meta, IndexKeys.Head);
        byte[] stray = new byte[IndexKeys.EntryBytes];
        batch.Put(IndexKeys.Entries, stray, [1]);
        indexed.Store.Write(batch, sync: true);
        indexed.Restart();
        indexed.Drain();
        CheckEqualsNew(chain, indexed);
    }

    [Fact]
    public void AStoreThatFails_EndsTheIndex_AndSaysWhy()
    {
        LedgerChain chain = Chain(19, 20);
        IndexedChain indexed = new(chain, new FailingStore(), 20);
        indexed.Index.Start();
        SpinWait.SpinUntil(() => indexed.Index.Failure is not null, TimeSpan.FromSeconds(30));
        Assert.Equal("IO error: No space left on device", indexed.Index.Failure);
        indexed.Index.Dispose();
        Assert.Contains("the node goes on without it", indexed.Said[^1]);
    }

    private static LedgerChain Chain(int seed, int blocks)
    {
        LedgerChain chain = new(seed);
        for (int block = 0; block < blocks; block++)
        {
            chain.Grow();
        }
        return chain;
    }

    private static void CheckEqualsNew(LedgerChain chain, IndexedChain indexed)
    {
        IndexedChain made = new(chain, new MemoryKeyValueStore(), (ulong)chain.Blocks.Count - 1);
        made.Drain();
        Assert.Equal(IndexedChain.Content(made.Store), IndexedChain.Content(indexed.Store));
    }

    private static int EntriesBelow(IKeyValueStore store, ulong height) => store
        .Scan(IndexKeys.Entries, [], int.MaxValue).Count(entry => IndexKeys.ReadPlace(entry.Key).Height < height);
}
