using Aether.Core.Types;
using Aether.Execution.State;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class ChainHeadsTests
{
    private readonly PipelineFixture _chain = new();
    private readonly ExecuteStage _execute;
    private readonly CommitStage _commit;

    public ChainHeadsTests()
    {
        PipelineRules rules = new();
        _execute = _chain.CreateExecute();
        _commit = new CommitStage(_chain.Store, _chain.Executed, _chain.Heads, rules);
    }

    [Fact]
    public void SetFinalized_HeadsOnABranchThatLost_FallBackToTheFinalHead()
    {
        Proposal block = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        HeadView final = Execute(block);
        HeadView fork = Execute(_chain.Propose(_chain.Head, 2, _chain.Transfer(1, 2, 0)));
        _chain.Heads.SetSafe(fork);
        _chain.Heads.SetLatest(Execute(_chain.Propose(fork, 3, _chain.Transfer(1, 2, 1))));
        Commit(block);
        Assert.Same(final, _chain.Heads.Finalized);
        Assert.Same(final, _chain.Heads.Safe);
        Assert.Same(final, _chain.Heads.Latest);
        Assert.Equal(1UL, _chain.Heads.Latest.State.GetAccount(_chain.Accounts[0]).Nonce);
    }

    [Fact]
    public void SetFinalized_HeadsAboveIt_Stay()
    {
        Proposal block = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        HeadView safe = Execute(_chain.Propose(Execute(block), 2, _chain.Transfer(0, 1, 1)));
        HeadView latest = Execute(_chain.Propose(safe, 3, _chain.Transfer(0, 1, 2)));
        _chain.Heads.SetSafe(safe);
        _chain.Heads.SetLatest(latest);
        Commit(block);
        Assert.Same(safe, _chain.Heads.Safe);
        Assert.Same(latest, _chain.Heads.Latest);
    }

    private void Commit(Proposal block)
    {
        _commit.Begin(new FinalizeItem(block, null, 0));
        _commit.Sync();
        Assert.NotNull(_commit.TryFinish());
        Assert.Null(_commit.TryFinish());
    }

    private HeadView Execute(Proposal block)
    {
        Assert.True(_execute.Run(block).Valid, _execute.LastInvalid);
        return _chain.Executed.FindView(block.Hash)!;
    }
}
