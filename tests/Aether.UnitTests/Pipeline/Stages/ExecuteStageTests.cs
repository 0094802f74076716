using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class ExecuteStageTests
{
    private readonly PipelineFixture _chain = new();
    private readonly ExecuteStage _stage;

    public ExecuteStageTests() =>
        _stage = _chain.CreateExecute();

    [Fact]
    public void Run_ValidChain_IsKeptForChildren()
    {
        Proposal first = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        Assert.True(_stage.Run(first).Valid);
        HeadView view = _chain.Executed.FindView(first.Hash)!;
        Proposal second = _chain.Propose(view, 2, _chain.Transfer(0, 1, 1), _chain.Transfer(1, 2, 0));
        Assert.True(_stage.Run(second).Valid);
        Assert.Equal(2, _chain.Executed.Count);
        Assert.Equal(0, _stage.Invalid);
        Assert.Null(_stage.LastInvalid);
    }

    [Fact]
    public void Run_EmptyBlock_IsValid() => Assert.True(_stage.Run(_chain.Propose(_chain.Head, 1)).Valid);

    [Fact]
    public void Run_BadSignature_IsInvalid()
    {
        Transaction bad = PipelineFixture.Corrupt(_chain.Transfer(1, 2, 0));
        AssertInvalid(
            _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0), bad), BlockError.BadSignature,
            TransactionError.BadSignature);
    }

    [Fact]
    public void Run_VerifiedTransactionWithOtherSignature_IsInvalid()
    {
        Transaction good = _chain.Transfer(0, 1, 0);
        Assert.True(_stage.Run(_chain.Propose(_chain.Head, 1, good)).Valid);

        // Same identifier, other witness: the cache must not vouch for it.
        Transaction bad = PipelineFixture.Corrupt(good);
        Assert.Equal(good.Id, bad.Id);
        AssertInvalid(
            _chain.Propose(_chain.Head, 2, bad), BlockError.BadSignature, TransactionError.BadSignature);
    }

    [Fact]
    public void Run_WrongChain_IsInvalid() => AssertInvalidTransaction(
        _chain.Transfer(0, 1, 0, body => body with { ChainTag = body.ChainTag + 1 }), TransactionError.WrongChain);

    [Fact]
    public void Run_WrongNonce_IsInvalid() =>
        AssertInvalidTransaction(_chain.Transfer(0, 1, 1), TransactionError.NonceTooHigh);

    [Fact]
    public void Run_LowFee_IsInvalid() => AssertInvalidTransaction(
        _chain.Transfer(0, 1, 0, body => body with { MaxFee = 100 }), TransactionError.FeeTooLow);

    [Fact]
    public void Run_Expired_IsInvalid() => AssertInvalidTransaction(
        _chain.Transfer(0, 1, 0, body => body with { ValidUntil = 0 }), TransactionError.Expired);

    [Fact]
    public void Run_MissingInput_IsInvalid() => AssertInvalidTransaction(
        _chain.Transfer(0, 1, 0, body => body with { Inputs = [new OutPoint(_chain.Genesis.Hash, 0)] }),
        TransactionError.InputSpentOrMissing);

    [Fact]
    public void Run_InputSpentByParent_IsInvalid()
    {
        TransactionOutput coin = new(_chain.Accounts[0], AssetId.Swr, 7, null);
        Transaction create = _chain.Transfer(0, 1, 0, body => body with
        {
            Calls = [BankProgram.Withdraw(_chain.Accounts[0], AssetId.Swr, 7)],
            Outputs = [coin],
        });
        Proposal first = _chain.Propose(_chain.Head, 1, create, Spend(create, 1), Spend(create, 2));
        AssertInvalid(first, BlockError.InvalidTransaction, TransactionError.InputSpentOrMissing);

        Proposal parent = _chain.Propose(_chain.Head, 2, create, Spend(create, 1));
        Assert.True(_stage.Run(parent).Valid);
        HeadView view = _chain.Executed.FindView(parent.Hash)!;
        Assert.All(view.Receipts, receipt => Assert.Equal(ReceiptStatus.Success, receipt.Status));
        AssertInvalid(
            _chain.Propose(view, 3, Spend(create, 2)), BlockError.InvalidTransaction,
            TransactionError.InputSpentOrMissing);
    }

    [Fact]
    public void Run_SameTransactionTwice_IsInvalid()
    {
        Transaction transfer = _chain.Transfer(0, 1, 0);
        AssertInvalid(
            _chain.Propose(_chain.Head, 1, transfer, transfer), BlockError.InvalidTransaction,
            TransactionError.NonceTooLow);
    }

    [Fact]
    public void Run_TrailingBytes_IsInvalid()
    {
        Proposal good = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        AssertInvalid(good with { Payload = [.. good.Payload, 0] }, BlockError.MalformedPayload);
    }

    [Fact]
    public void Run_OtherPayload_IsInvalid()
    {
        Proposal good = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        byte[] other = Ace.Encode(new BlockPayload([_chain.Transfer(0, 2, 0)]));
        AssertInvalid(good with { Payload = other }, BlockError.PayloadRootMismatch);
    }

    [Fact]
    public void Run_WrongRoots_IsInvalid()
    {
        Proposal good = _chain.Propose(_chain.Head, 1, _chain.Transfer(0, 1, 0));
        AssertInvalid(
            WithHeader(good, header => header with { StateRoot = _chain.Genesis.Hash }), BlockError.StateRootMismatch);
        AssertInvalid(
            WithHeader(good, header => header with { ReceiptsRoot = _chain.Genesis.Hash }),
            BlockError.ReceiptsRootMismatch);
    }

    [Fact]
    public void Run_FieldsWithOneLegalValue_OthersAreInvalid()
    {
        Proposal good = _chain.Propose(_chain.Head, 1);
        AssertInvalid(WithHeader(good, header => header with { FecProfile = 0 }), BlockError.HeaderMismatch);
        AssertInvalid(WithHeader(good, header => header with { BaseFee = 1 }), BlockError.HeaderMismatch);
        AssertInvalid(WithHeader(good, header => header with { Height = 2 }), BlockError.HeaderMismatch);
        AssertInvalid(WithHeader(good, header => header with { Proposer = 2 }), BlockError.HeaderMismatch);
        AssertInvalid(
            WithHeader(good, header => header with { EvidenceRoot = header.StateRoot }),
            BlockError.EvidenceRootMismatch);
        AssertInvalid(
            WithHeader(good, header => header with { ParentHash = header.StateRoot }), BlockError.HeaderMismatch);
    }

    private static Proposal WithHeader(Proposal proposal, Func<Header, Header> change)
    {
        Header changed = change(proposal.Header);
        AceReader reader = new(Ace.Encode(changed));
        return proposal with { SignedHeader = new SignedHeader(Header.Decode(ref reader), 0, []) };
    }

    private Transaction Spend(Transaction created, ulong nonce) => _chain.Transfer(0, 1, nonce, body => body with
    {
        Inputs = [new OutPoint(created.Id, 0)],
        Calls = [BankProgram.Deposit(_chain.Accounts[1], AssetId.Swr, 7)],
    });

    private void AssertInvalidTransaction(Transaction transaction, TransactionError expected) =>
        AssertInvalid(_chain.Propose(_chain.Head, 1, transaction), BlockError.InvalidTransaction, expected);

    private void AssertInvalid(
        Proposal proposal, BlockError expected, TransactionError transactionError = TransactionError.None)
    {
        int before = _chain.Executed.Count;
        BlockExecution execution = _stage.Validate(proposal, out BlockPayload _);
        Assert.Equal(expected, execution.Error);
        Assert.Equal(transactionError, execution.TransactionError);
        ExecutedAnswer answer = _stage.Run(proposal);
        Assert.False(answer.Valid);
        Assert.Equal(proposal.Hash, answer.BlockHash);
        Assert.Equal(before, _chain.Executed.Count);
        Assert.Contains(expected.ToString(), _stage.LastInvalid, StringComparison.Ordinal);
    }
}
