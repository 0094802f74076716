using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class ProposeStageTests
{
    private PipelineFixture _chain = new();
    private readonly SharedMempool _mempool = new(new MempoolOptions());
    private ProposeStage _stage;

    public ProposeStageTests() => _stage = _chain.CreatePropose(_mempool);

    [Fact]
    public void Run_PendingTransactions_GiveABlockThatFollowersAccept()
    {
        Add(_chain.Transfer(0, 1, 0), _chain.Transfer(0, 1, 1), _chain.Transfer(1, 2, 0));
        BuiltAnswer answer = _stage.Run(new BuildRequest(1, _chain.Head.Header, 5_000));
        Proposal proposal = ToProposal(answer, _chain.Head.Header, 1);

        ExecuteStage follower = new PipelineFixture().CreateExecute();
        Assert.True(follower.Run(proposal).Valid, follower.LastInvalid);
        Assert.Equal(1, _stage.Built);
    }

    [Fact]
    public void Run_OnUnfinalisedParent_SkipsWhatTheParentHolds()
    {
        Add(_chain.Transfer(0, 1, 0), _chain.Transfer(0, 1, 1));
        Proposal parent = ToProposal(
            _stage.Run(new BuildRequest(1, _chain.Head.Header, 5_000)), _chain.Head.Header, 1);
        _stage.Adopt(parent.Header);
        Transaction next = _chain.Transfer(0, 1, 2);
        Add(next);

        BuiltAnswer answer = _stage.Run(new BuildRequest(2, parent.Header, 5_500));
        Assert.Equal([next.Id], Decode(answer).Select(item => item.Id));
    }

    [Fact]
    public void Run_TransactionThatCannotBeIncluded_IsLeftOutAndDropped()
    {
        Transaction wrongChain = _chain.Transfer(0, 1, 0, body => body with { ChainTag = 1, MaxFee = 900_000 });
        Transaction good = _chain.Transfer(1, 2, 0);
        Add(wrongChain, good);
        BuiltAnswer answer = _stage.Run(new BuildRequest(1, _chain.Head.Header, 5_000));
        Assert.Equal([good.Id], Decode(answer).Select(item => item.Id));
        Assert.False(_mempool.Contains(wrongChain.Id));
        Assert.True(_mempool.Contains(good.Id));
    }

    [Fact]
    public void Run_BidThatPricesHaveRisenAbove_WaitsInTheMempool()
    {
        BlockState state = _chain.Head.State.Apply(1, new SortedDictionary<Hash256, byte[]?>
        {
            [FeeMarkets.Key] = Ace.Encode(
                FeeMarkets.Initial.Next(Limits.Fees.BlockGas, Limits.Fees.BlockGas, [])),
        });
        HeadView head = new(_chain.Head.Header with { Height = 1, View = 1 }, state, [], [], null);
        ProposeStage stage = new(
            _chain.Genesis, _chain.Genesis.Validators[0].Address, 10, _chain.Epochs, _chain.Evidence,
            new ExecutedBlocks(head), _mempool, new PipelineRules(), new ExecutionEngine(_chain.Genesis));
        // Larger, so that its bid is the higher one and it would come first.
        ObjectId[] many = [.. Enumerable.Range(0, 60).Select(
            index => ObjectRecord.DeriveId(_chain.Accounts[0], (ulong)index, 16)).Append(_chain.Accounts[1].AsObject)
            .Order()];
        Transaction large = _chain.Transfer(0, 1, 0, body => body with { Writes = many });
        UInt128 atRest = FeeSchedule.Total(
            _chain.Genesis.Parameters, large, large.Body.GasLimit, BlockContext.UnitBaseFee);
        Transaction low = _chain.Transfer(0, 1, 0, body => body with { Writes = many, MaxFee = atRest });
        Transaction good = _chain.Transfer(1, 2, 0, body => body with { MaxFee = atRest - 1 });
        Add(low, good);
        BuiltAnswer answer = stage.Run(new BuildRequest(2, head.Header, 5_000));
        Assert.Equal([good.Id], Decode(answer).Select(item => item.Id));
        Assert.True(_mempool.Contains(low.Id));
    }

    [Fact]
    public void Run_UnknownParent_SaysSo()
    {
        Header unknown = _chain.Propose(_chain.Head, 3).Header;
        BuiltAnswer answer = _stage.Run(new BuildRequest(4, unknown, 5_000));
        Assert.Equal(4UL, answer.View);
        Assert.Null(answer.Block);
    }

    [Fact]
    public void TryPrepare_MoreWaitsThanFits_IsWhatTheRequestGives()
    {
        Header parent = AdoptFirst(pending: 25);
        Assert.True(_stage.TryPrepare());
        Assert.False(_stage.TryPrepare());
        Assert.Equal(2, _stage.Built);
        BuildRequest request = new(2, parent, 5_500);
        Assert.True(_stage.IsPrepared(request));

        BuiltAnswer answer = _stage.Run(request);
        Assert.Equal(2, _stage.Built);
        Assert.Equal(Enumerable.Range(10, 10), Decode(answer).Select(item => (int)item.Body.Nonce));
        ProposeStage other = _chain.CreatePropose(_mempool);
        Assert.Equal(other.Run(request).Block!.StateRoot, answer.Block!.StateRoot);
        _stage.Adopt(ToProposal(answer, parent, 2).Header);
    }

    [Fact]
    public void TryPrepare_ViewThatFailed_IsBuiltForTheNextOne()
    {
        Header parent = AdoptFirst(pending: 25);
        Assert.True(_stage.TryPrepare());
        BuiltAnswer answer = _stage.Run(new BuildRequest(3, parent, 5_500));
        Assert.Equal((3UL, 3L), (answer.View, _stage.Built));
        Assert.False(_stage.IsPrepared(new BuildRequest(2, parent, 5_500)));
        _stage.Adopt(ToProposal(answer, parent, 3).Header);
    }

    [Fact]
    public void TryPrepare_WhatFitsIntoABlock_WaitsForTheRequest()
    {
        AdoptFirst(pending: 19);
        Assert.False(_stage.TryPrepare());
    }

    [Fact]
    public void TryPrepare_AmongSeveralValidators_WaitsForTheRequest()
    {
        AdoptFirst(pending: 25, validators: 2);
        Assert.False(_stage.TryPrepare());
    }

    // A first block of ten.
    private Header AdoptFirst(int pending, int validators = 1)
    {
        _chain = new PipelineFixture(new ChainParameters(), validators);
        _stage = _chain.CreatePropose(_mempool);
        Add([.. Enumerable.Range(0, pending).Select(nonce => _chain.Transfer(0, 1, (ulong)nonce))]);
        Proposal first = ToProposal(
            _stage.Run(new BuildRequest(1, _chain.Head.Header, 5_000)), _chain.Head.Header, 1);
        _stage.Adopt(first.Header);
        return first.Header;
    }

    private static Transaction[] Decode(BuiltAnswer answer)
    {
        Assert.True(Ace.TryDecode(answer.Block!.Payload, out BlockPayload payload, out DecodeError _));
        return payload.Transactions;
    }

    [Fact]
    public void Run_ClosingBlockLargerThanOrdinaryBlocksMayBe_IsBuiltAndAccepted()
    {
        ChainParameters parameters = new() { BlockBytesMax = 64 * 1024, EpochSlots = 8 };
        PipelineFixture chain = new(parameters, validators: 300);
        BuiltAnswer answer = chain.CreatePropose(_mempool).Run(new BuildRequest(8, chain.Head.Header, 5_000));
        Assert.True(answer.Block!.Payload.Length > parameters.BlockBytesMax);

        ExecuteStage follower = chain.CreateExecute();
        Assert.True(follower.Run(ToProposal(answer, chain.Head.Header, 8)).Valid, follower.LastInvalid);
    }

    private Proposal ToProposal(BuiltAnswer answer, Header parent, ulong view)
    {
        Header header = _chain.Propose(_chain.Head, view).Header with
        {
            ParentHash = parent.Hash,
            Justify = QuorumCertificate.Root(0, parent.View, parent.Hash),
            PayloadRoot = answer.Block!.PayloadRoot,
            PayloadBytes = (uint)answer.Block.Payload.Length,
            StateRoot = answer.Block.StateRoot,
            ReceiptsRoot = answer.Block.ReceiptsRoot,
        };
        AceReader reader = new(Ace.Encode(header));
        return new Proposal(new SignedHeader(Header.Decode(ref reader), 0, []), answer.Block.Payload);
    }

    private void Add(params Transaction[] transactions)
    {
        using MempoolHold hold = _mempool.Hold();
        foreach (Transaction item in transactions)
        {
            Admission admission = new(item, 20_000, item.Body.MaxFee);
            MempoolError error = hold.Add(
                admission, address => AdmitStage.ReadPayer(_chain.Head.State, address));
            Assert.Equal(MempoolError.None, error);
        }
    }
}
