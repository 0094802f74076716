using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class BlockExecutorTests
{
    private readonly BlockState _state = TestLedger.InitialState();
    private readonly Transaction[] _transactions =
        [TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5), TestLedger.Transfer(2, 1, 0, AssetId.Swr, 5)];

    [Fact]
    public void Execute_DuplicateOrDoubleSpend_NamesTheTransaction()
    {
        BlockExecution duplicate = TestLedger.Execute(_state, _transactions[0], _transactions[1], _transactions[0]);
        Assert.Equal(BlockError.InvalidTransaction, duplicate.Error);
        Assert.Equal(TransactionError.NonceTooLow, duplicate.TransactionError);
        Assert.Equal(2, duplicate.ErrorIndex);
        Assert.Null(duplicate.PostState);
        Transaction made = TestLedger.Withdraw(0, 0, 5);
        TransactionBody spend = TestLedger.Body(1, 0) with { Inputs = [new OutPoint(made.Id, 0)] };
        Transaction first = TestLedger.Sign(
            TestLedger.Calling(
                spend, Aether.Execution.Programs.BankProgram.Deposit(TestLedger.Owners[1], AssetId.Swr, 5)),
            0, 1);
        Transaction second = TestLedger.Sign(spend with { FeePayer = TestLedger.Owners[2] }, 0, 2);
        BlockExecution twice = TestLedger.Execute(_state, made, first, second);
        Assert.Equal(TransactionError.InputSpentOrMissing, twice.TransactionError);
        Assert.Equal(2, twice.ErrorIndex);
    }

    [Fact]
    public void ExecuteAndCompare_EveryWrongField_HasItsError()
    {
        Header header = ValidHeader();
        Assert.True(Compare(header).IsValid);
        Hash256 other = TestLedger.Hash(1);
        Assert.Equal(BlockError.PayloadRootMismatch, Compare(header with { PayloadRoot = other }).Error);
        Assert.Equal(BlockError.StateRootMismatch, Compare(header with { StateRoot = other }).Error);
        Assert.Equal(BlockError.ReceiptsRootMismatch, Compare(header with { ReceiptsRoot = other }).Error);
        Assert.Equal(BlockError.HeaderMismatch, Compare(header with { Proposer = 4 }).Error);
        Assert.Equal(BlockError.HeaderMismatch, Compare(header with { Proposer = ushort.MaxValue }).Error);
        Assert.Equal(BlockError.HeaderMismatch, Compare(header with { Height = 0 }).Error);
        Assert.Equal(BlockError.HeaderMismatch, Compare(header with { Height = ulong.MaxValue }).Error);
        Assert.Equal(BlockError.InvalidTransaction, Compare(header with { View = 30_000 }).Error);
        Assert.Equal(BlockError.WrongEpoch, Compare(header with { View = ulong.MaxValue }).Error);
        Assert.Equal(BlockError.EvidenceRootMismatch, Compare(header with { EvidenceRoot = other }).Error);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(ulong.MaxValue)]
    public void ExecuteAndCompare_AnyBaseFee_NeverThrows(ulong baseFee) =>
        Assert.False(Compare(ValidHeader() with { BaseFee = baseFee }).IsValid);

    [Fact]
    public void Roots_AreListTreesOverWitnessIdsAndReceipts()
    {
        Receipt[] receipts = TestLedger.Execute(_state, _transactions).Receipts;
        Assert.Equal(
            MerkleTree.RootOfItems([.. receipts.Select(Ace.Encode)]), BlockExecutor.ReceiptsRoot(receipts));
        Assert.Equal(
            MerkleTree.RootOfItems([.. _transactions.Select(item => item.WitnessId.ToArray())]),
            PayloadCommitment.TransactionsRoot(_transactions));
        Assert.True(PayloadCommitment.TransactionsRoot([]).IsZero);
        Assert.True(BlockExecutor.ReceiptsRoot([]).IsZero);
        Assert.Equal(2, BlockExecutor.ReceiptLeaves(receipts).Length);
    }

    private BlockExecution Compare(Header header) =>
        BlockExecutor.ExecuteAndCompare(
            TestLedger.Genesis, _state, header, new BlockPayload(_transactions), Origin, []);

    private BlockOrigin Origin => TestLedger.Origin(GenesisBlock.CreateHeader(TestLedger.Genesis, _state.Root));

    private Header ValidHeader()
    {
        BlockContext context = TestLedger.Context(_state, TestLedger.Genesis.Validators[0].Address) with
        {
            Origin = Origin,
        };
        BlockExecution execution = BlockExecutor.Execute(TestLedger.Genesis, _state, context, _transactions);
        Header genesis = GenesisBlock.CreateHeader(TestLedger.Genesis, _state.Root);
        return TestLedger.Block(genesis, TestLedger.View, execution, _transactions).Header;
    }
}
