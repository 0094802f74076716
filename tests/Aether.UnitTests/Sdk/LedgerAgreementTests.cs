using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Crypto.Merkle;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Sdk.Proofs;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk;

/// <summary>What the client library builds, the ledger accepts; what the ledger proves, the library verifies.</summary>
public sealed class LedgerAgreementTests : IDisposable
{
    private const ulong Coins = 1_000_000_000;

    private readonly SigningSeed _seed = SigningSeed.FromSeed(Enumerable.Repeat((byte)7, 32).ToArray());
    private readonly SampleChain _signers = new();
    private readonly Address _to = new(SampleChain.Hash(77));
    private readonly Genesis _genesis;
    private readonly ChainStore _store;

    public LedgerAgreementTests()
    {
        GenesisAccount[] accounts = [new(_seed.Address, 100 * Coins, 5 * Coins)];
        Genesis plain = _signers.Genesis;
        _genesis = new Genesis(plain.ChainId, plain.TimestampMs, plain.Parameters, plain.Validators, accounts);
        StoreOpenError error = ChainStore.TryOpen(
            new MemoryKeyValueStore(), _genesis, out ChainStore? store, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        _store = store!;
    }

    public void Dispose()
    {
        _store.Dispose();
        _seed.Dispose();
    }

    [Fact]
    public void BankCall_IsTheProgramsOwn()
    {
        ProgramCall own = BankProgram.Transfer(_seed.Address, _to, AssetId.Aic, 9);
        ProgramCall built = Aether.Sdk.Transactions.BankCall.Transfer(_seed.Address, _to, AssetId.Aic, 9);
        Assert.Equal(Ace.Encode(own), Ace.Encode(built));
    }

    [Theory]
    [InlineData(BlockContext.UnitBaseFee)]
    [InlineData(BlockContext.UnitBaseFee + 12_345)]
    public void MaxFee_IsExactlyWhatAdmissionRequires(ulong baseFee)
    {
        Transaction transaction = Build(baseFee, 3 * Coins);
        UInt128 required = FeeSchedule.Total(_genesis.Parameters, transaction, transaction.Body.GasLimit, baseFee);
        Assert.Equal(required, transaction.Body.MaxFee);
        Assert.Equal(TransactionError.None, Admit(transaction, baseFee));
    }

    [Fact]
    public void BuiltTransfer_ExecutesAndItsProofsVerify()
    {
        Transaction transaction = Build(BlockContext.UnitBaseFee, 3 * Coins);
        Span<bool> verdicts = stackalloc bool[1];
        SignatureCheck.Verify([transaction], _genesis.Hash, verdicts);
        Assert.True(verdicts[0]);
        BlockContext context = new(9, 1, _genesis.Validators[0].Address, BlockContext.UnitBaseFee);
        BlockExecution execution = BlockExecutor.Execute(_genesis, _store.FinalizedState, context, [transaction]);
        Assert.True(execution.IsValid);
        Receipt receipt = Assert.Single(execution.Receipts);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.Equal(transaction.Body.MaxFee, receipt.Fee);

        BlockState state = execution.PostState!;
        Header header = _signers.HeaderOf(state.Root, execution.ReceiptsRoot);
        Assert.True(ProofVerifier.TryCreate(_genesis, out ProofVerifier? verifier, out _));
        Assert.Equal(3 * Coins, VerifiedBalance(verifier, state, header, _to));
        Assert.Equal((97 * Coins) - receipt.Fee, VerifiedBalance(verifier, state, header, _seed.Address));
        Assert.Equal(0u, VerifiedBalance(verifier, state, header, new Address(SampleChain.Hash(78))));

        MerkleProof path = MerkleTree.Prove(BlockExecutor.ReceiptLeaves(execution.Receipts), 0);
        ProofFile file = ProofFile.ForReceipt(
            _genesis.Hash, transaction.Id, Ace.Encode(receipt), Ace.Encode(path), Ace.Encode(header), Finality(header));
        Assert.Equal(ProofError.None, verifier.VerifyReceipt(file, null, out VerifiedReceipt? verified));
        Assert.Equal(receipt.Fee, verified!.Receipt.Fee);
    }

    private Transaction Build(ulong baseFee, UInt128 amount)
    {
        TransactionBody body = new TransactionBuilder(_genesis)
            .Transfer(_seed.Address, _to, AssetId.Swr, amount)
            .Build(_seed.Address, 0, 9, baseFee);
        return TransactionSigner.Sign(body, _genesis.Hash, _seed);
    }

    private TransactionError Admit(Transaction transaction, ulong baseFee) =>
        AdmissionCheck.Validate(transaction, _store.FinalizedState, _genesis, 9, baseFee);

    private byte[] Finality(Header header) => Ace.Encode(_signers.Commit(header, 3, _genesis.Hash));

    private UInt128 VerifiedBalance(ProofVerifier verifier, BlockState state, Header header, Address address)
    {
        Hash256 key = StateKey.ForAccount(address);
        byte[]? value = state.TryGet(key, out byte[] found) ? found : null;
        ProofFile file = ProofFile.ForAccount(
            _genesis.Hash, address, value, Ace.Encode(state.Prove(key)), Ace.Encode(header), Finality(header));
        Assert.Equal(ProofError.None, verifier.VerifyAccount(file, null, out VerifiedAccount? verified));
        return verified!.Account.BalanceOf(AssetId.Swr);
    }
}
