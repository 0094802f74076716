using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Feed;
using Aether.Node.Indexing;
using Aether.UnitTests.Execution;

namespace Aether.UnitTests.Node.Indexing;

/// <summary>A feed of the blocks of a <see cref="LedgerChain"/> with an index that a test moves.</summary>
internal sealed class IndexedChain
{
    private readonly LedgerChain _chain;

    public IndexedChain(LedgerChain chain, IKeyValueStore store, ulong final = 0)
    {
        _chain = chain;
        Store = store;
        Feed = new ChainFeed(TestLedger.Genesis.ChainTag, chain, chain.Blocks[(int)final].Header);
        Index = new AccountIndex(store, Feed, chain, TestLedger.Genesis.Hash, Said.Add);
    }

    public IKeyValueStore Store { get; }

    public ChainFeed Feed { get; }

    public AccountIndex Index { get; private set; }

    /// <summary>What the index logged.</summary>
    public List<string> Said { get; } = [];

    /// <summary>Makes blocks final up to a height.</summary>
    public void Finalize(ulong height)
    {
        for (ulong next = Feed.View.Final.Height + 1; next <= height; next++)
        {
            Feed.OnFinal(_chain.Blocks[(int)next]);
        }
    }

    /// <summary>The index as another run of the node finds it.</summary>
    public void Restart() => Index = new AccountIndex(Store, Feed, _chain, TestLedger.Genesis.Hash, Said.Add);

    /// <summary>Reads all there is.</summary>
    public void Drain()
    {
        while (Index.Step())
        {
        }
    }

    /// <summary>All of an account's history, page by page.</summary>
    public List<HistoryEntry> History(
        Address address, int limit, bool descending = false, AccountRoles roles = AccountRoles.None)
    {
        List<HistoryEntry> all = [];
        HistoryQuery query = new(address, descending, roles, limit, null);
        HistoryPage page;
        do
        {
            page = Index.Reader.ReadHistory(query, Index.From, Index.View);
            all.AddRange(page.Entries);
            query = query with { After = page.Next };
        }
        while (page.Next is not null);
        return all;
    }

    /// <summary>The outputs of an owner after a block, page by page.</summary>
    public Dictionary<OutPoint, TransactionOutput> Outputs(Address owner, ulong height, int limit)
    {
        Dictionary<OutPoint, TransactionOutput> all = [];
        OutPoint? after = null;
        do
        {
            OutputPage page = Index.Reader.ReadOutputs(owner, height, after, limit, Index.View.First);
            foreach (OwnedOutput output in page.Outputs)
            {
                all.Add(output.Point, new TransactionOutput(owner, output.Asset, output.Amount, output.DatumHash));
            }
            after = page.Next;
        }
        while (after is not null);
        return all;
    }

    /// <summary>All that a store has of entries and outputs.</summary>
    public static List<string> Content(IKeyValueStore store) =>
    [
        .. new[] { IndexKeys.Entries, IndexKeys.Outputs, IndexKeys.Spent }.SelectMany(family =>
            store.Scan(family, [], int.MaxValue).Select(entry =>
                $"{family} {Convert.ToHexString(entry.Key)} {Convert.ToHexString(entry.Value)}")),
    ];
}
