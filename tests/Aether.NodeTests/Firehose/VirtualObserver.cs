using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Feed;
using Aether.Node.Firehose;
using Aether.Node.Storage;
using Aether.Pipeline.BlockImport;
using Xunit;

namespace Aether.NodeTests.Firehose;

/// <summary>Another node of the chain: it imports final blocks into a store on disk, and tells its feed.</summary>
internal sealed class VirtualObserver : IDisposable
{
    private readonly FinalBlocks _import;

    public VirtualObserver(Genesis genesis, string folder)
    {
        Genesis = genesis;
        Store = NodeStore.Open(folder, genesis, new ChainStoreOptions { Retention = Retention.BlocksOnly });
        _import = FinalBlocks.Open(genesis, Store);
        Feed = new ChainFeed(genesis.ChainTag, new StoredBlocks(Store), Store.FinalizedHeader);
    }

    public Genesis Genesis { get; }

    public ChainStore Store { get; }

    public ChainFeed Feed { get; }

    public FirehoseChain Chain => new(Genesis, Feed, () => true);

    /// <summary>Imports what another store has, up to a height.</summary>
    public void ImportTo(ulong height, ChainStore source)
    {
        for (ulong next = _import.Head.Height + 1; next <= height; next++)
        {
            Assert.True(source.TryGetFinalProposal(next, out Proposal? block));
            Assert.Null(_import.Commit(block, proof: null));
            Feed.OnFinal(new StoredBlocks(Store).FindFinal(next)!);
        }
    }

    public void Dispose()
    {
        _import.Dispose();
        Store.Dispose();
    }
}
