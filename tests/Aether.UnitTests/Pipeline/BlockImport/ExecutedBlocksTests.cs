using Aether.Core.Types;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class ExecutedBlocksTests
{
    private readonly PipelineFixture _chain = new();
    private readonly ExecuteStage _execute;

    public ExecutedBlocksTests() =>
        _execute = _chain.CreateExecute();

    [Fact]
    public void Advance_ForkBesideTheFinalBlock_IsForgotten()
    {
        HeadView first = Execute(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        HeadView fork = Execute(_chain.Head, 2, _chain.Transfer(1, 2, 0));
        HeadView forkChild = Execute(fork, 3, _chain.Transfer(1, 2, 1));
        HeadView child = Execute(first, 4, _chain.Transfer(0, 1, 1));
        Assert.Same(first, child.Parent);

        _chain.Executed.Advance(_chain.Executed.Find(first.Header.Hash)!);
        Assert.Same(first, _chain.Executed.Finalized);
        Assert.Null(first.Parent);
        Assert.Null(_chain.Executed.FindView(fork.Header.Hash));
        Assert.Null(_chain.Executed.FindView(forkChild.Header.Hash));
        Assert.Null(_chain.Executed.FindView(_chain.Head.Header.Hash));
        Assert.Same(child, _chain.Executed.FindView(child.Header.Hash));
        Assert.Equal(1, _chain.Executed.Count);
    }

    [Fact]
    public void TransactionsDownFrom_StopsAtTheFinalHead()
    {
        Transaction one = _chain.Transfer(0, 1, 0);
        Transaction two = _chain.Transfer(0, 1, 1);
        HeadView first = Execute(_chain.Head, 1, one);
        HeadView second = Execute(first, 2, two);
        Assert.Equivalent(
            new[] { one.Id, two.Id }, _chain.Executed.TransactionsDownFrom(second.Header.Hash).ToArray());
        Assert.True(_chain.Executed.TransactionsDownFrom(_chain.Head.Header.Hash).IsEmpty);
    }

    private HeadView Execute(HeadView parent, ulong view, Transaction transaction)
    {
        Proposal block = _chain.Propose(parent, view, transaction);
        Assert.True(_execute.Run(block).Valid, _execute.LastInvalid);
        return _chain.Executed.FindView(block.Hash)!;
    }
}
