using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class BlockTreeTests
{
    private readonly VoteForge _forge = new(10, 10, 10, 10);
    private readonly BlockTree _tree;
    private readonly BlockNode _first;
    private readonly BlockNode _second;
    private readonly BlockNode _third;
    private readonly BlockNode _fork;

    public BlockTreeTests()
    {
        _tree = new BlockTree(_forge.GenesisHeader);
        _first = NodeOn(_forge.GenesisHeader, 1);
        _second = NodeOn(_first.Header, 2);
        _third = NodeOn(_second.Header, 5);
        _fork = NodeOn(_first.Header, 4);
    }

    [Fact]
    public void ChainTo_IsOldestFirst_AndNullWhenAnAncestorIsMissing()
    {
        _tree.TryAdd(_first);
        _tree.TryAdd(_third);
        Assert.Null(_tree.ChainTo(_third));

        _tree.TryAdd(_second);

        Assert.Equal([_first, _second, _third], _tree.ChainTo(_third));
    }

    [Fact]
    public void FindHeader_KnowsTheFinalHead()
    {
        _tree.TryAdd(_first);

        Assert.Equal(_forge.GenesisHeader, _tree.FindHeader(_forge.GenesisHeader.Hash));
        Assert.Equal(_first.Header, _tree.FindHeader(_first.Hash));
        Assert.Null(_tree.FindHeader(_second.Hash));
        Assert.Null(_tree.Find(_forge.GenesisHeader.Hash));
    }

    [Fact]
    public void TryAdd_Twice_IsRefused()
    {
        Assert.True(_tree.TryAdd(_first));
        Assert.False(_tree.TryAdd(new BlockNode(_first.Block, LeadRank.Backup)));
        Assert.Same(_first, Assert.Single(_tree.InView(1)));
    }

    [Fact]
    public void TryAdd_FullView_RefusesOnlyThatView()
    {
        for (int index = 0; index < Limits.Consensus.MaxProposalsPerView; index++)
        {
            Assert.True(_tree.TryAdd(Variant(index)));
        }

        Assert.False(_tree.TryAdd(Variant(1_000)));
        Assert.True(_tree.TryAdd(_second));
        Assert.Equal(Limits.Consensus.MaxProposalsPerView + 1, _tree.Count);
    }

    [Fact]
    public void TryAdd_FullTree_LowerViewsWin()
    {
        for (int index = 0; index < Limits.Consensus.MaxPendingBlocks; index++)
        {
            Assert.True(_tree.TryAdd(VariantAt(100 + (ulong)index)));
        }
        BlockNode highest = Assert.Single(_tree.InView(99 + Limits.Consensus.MaxPendingBlocks));

        Assert.True(_tree.IsFull);
        Assert.False(_tree.TryAdd(VariantAt(50_000)));
        Assert.NotNull(_tree.Find(highest.Hash));
        Assert.True(_tree.TryAdd(_first));
        Assert.Null(_tree.Find(highest.Hash));
        Assert.Equal(Limits.Consensus.MaxPendingBlocks, _tree.Count);
    }

    [Fact]
    public void HighestCertified_IsTheCertifiedBlockOfTheHighestView()
    {
        Assert.Null(_tree.HighestCertified());
        _tree.TryAdd(_first);
        _tree.TryAdd(_second);
        _tree.TryAdd(_third);
        Assert.Null(_tree.HighestCertified());

        _first.Certificate = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1, 2);
        _second.Certificate = _forge.Certificate(VoteKind.Prevote, _second.Header, 0, 1, 2);

        Assert.Same(_second, _tree.HighestCertified());
    }

    [Fact]
    public void IsParentExecuted_FollowsTheChain()
    {
        _tree.TryAdd(_first);
        _tree.TryAdd(_second);

        Assert.True(_tree.IsParentExecuted(_first));
        Assert.False(_tree.IsParentExecuted(_second));
        _first.Execution = ExecutionState.Valid;
        Assert.True(_tree.IsParentExecuted(_second));
    }

    [Fact]
    public void Invalidate_ReachesAllDescendants()
    {
        foreach (BlockNode node in new[] { _first, _second, _third, _fork })
        {
            _tree.TryAdd(node);
        }

        _tree.Invalidate(_second);

        Assert.Equal(ExecutionState.None, _first.Execution);
        Assert.Equal(ExecutionState.None, _fork.Execution);
        Assert.Equal(ExecutionState.Invalid, _second.Execution);
        Assert.Equal(ExecutionState.Invalid, _third.Execution);
    }

    [Fact]
    public void Advance_ForgetsTheFinalBlockAndEverythingBelow()
    {
        foreach (BlockNode node in new[] { _first, _second, _third, _fork })
        {
            _tree.TryAdd(node);
        }

        _tree.Advance(_second.Header);

        Assert.Equal(_second.Header, _tree.Finalized);
        Assert.Null(_tree.Find(_first.Hash));
        Assert.Null(_tree.Find(_second.Hash));
        Assert.Equal([_third], _tree.ChainTo(_third));
        Assert.Null(_tree.ChainTo(_fork));
    }

    [Fact]
    public void PruneUncertified_KeepsCertifiedBlocksAndTheNamedOne()
    {
        foreach (BlockNode node in new[] { _first, _second, _third, _fork })
        {
            _tree.TryAdd(node);
        }
        _first.Certificate = _forge.Certificate(VoteKind.Prevote, _first.Header, 0, 1, 2);

        _tree.PruneUncertified(5, keep: _fork.Hash);

        Assert.Same(_first, _tree.Find(_first.Hash));
        Assert.Null(_tree.Find(_second.Hash));
        Assert.Same(_fork, _tree.Find(_fork.Hash));
        Assert.Same(_third, _tree.Find(_third.Hash));
        Assert.Empty(_tree.InView(2));
        Assert.Equal(3, _tree.Count);
    }

    private BlockNode NodeOn(Header parent, ulong view)
    {
        QuorumCertificate justify = parent.View == 0
            ? _forge.Root
            : _forge.Certificate(VoteKind.Prevote, parent, 0, 1, 2);
        return new BlockNode(_forge.Block(parent, justify, view), LeadRank.Backup);
    }

    private BlockNode Variant(int number)
    {
        Header header = _first.Header with { TimestampMs = (ulong)number };
        return new BlockNode(_forge.Sign(header, _first.Block.Payload), LeadRank.Backup);
    }

    private BlockNode VariantAt(ulong view) =>
        new(_forge.Sign(_first.Header with { View = view }, _first.Block.Payload), LeadRank.Backup);
}
