using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Sdk.Proofs;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Execution;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk;

/// <summary>Calls of objects and assets that the builder makes, executed with real signatures.</summary>
public sealed class ObjectAgreementTests : IDisposable
{
    private const ulong Coin = 1_000_000_000;

    private readonly SigningSeed _alice = SeedOf(7);
    private readonly SigningSeed _bob = SeedOf(8);
    private readonly SampleChain _signers = new();
    private readonly Genesis _genesis;
    private BlockState _state;
    private uint _epoch;

    public ObjectAgreementTests()
    {
        Genesis plain = _signers.Genesis;
        GenesisAccount[] accounts = [new(_alice.Address, 100 * Coin, 0), new(_bob.Address, 100 * Coin, 0)];
        _genesis = new Genesis(
            plain.ChainId, plain.TimestampMs, plain.Parameters, plain.Validators,
            [.. accounts.OrderBy(account => account.Address)]);
        _state = TestLedger.InitialState(_genesis);
    }

    private ChainParameters Parameters => _genesis.Parameters;

    public void Dispose()
    {
        _alice.Dispose();
        _bob.Dispose();
    }

    [Fact]
    public void ObjectLife_CostsWhatTheBuilderSaid()
    {
        TransactionBuilder create = New().CreateObject(
            _alice.Address, 5, ObjectKind.FirstFree, _alice.Address, new byte[100], out ObjectId id);
        Assert.Equal(ObjectCost.Deposit(Parameters, 100), create.Deposits);
        Spend(create, _alice, create.Spent[_alice.Address]);
        ObjectRecord made = Find(id)!;
        Assert.Equal(create.Deposits, made.Deposit);
        Assert.Equal(_alice.Address, made.Owner);

        UInt128 cost = ObjectCost.Update(Parameters, made, 300, _epoch, out UInt128 returned);
        Assert.Equal(0u, returned);
        Spend(New().UpdateObject(_alice.Address, id, new byte[300]), _alice, cost);
        Assert.Equal(300, Find(id)!.Data.Length);

        Spend(New().TransferObject(_alice.Address, id, _bob.Address), _alice, 0);
        Assert.Equal(_bob.Address, Find(id)!.Owner);

        Enter(20);
        ObjectRecord owing = Find(id)!;
        Assert.NotEqual(0u, ObjectCost.Owed(Parameters, owing, _epoch));
        Assert.Equal(0u, ObjectCost.Update(Parameters, owing, 0, _epoch, out returned));
        Receive(New().UpdateObject(_bob.Address, id, []), _bob, returned);

        UInt128 locked = Find(id)!.Deposit;
        Receive(New().DeleteObject(_bob.Address, id), _bob, locked);
        Assert.Null(Find(id));
    }

    [Fact]
    public void Restore_CostsWhatTheBuilderSaid()
    {
        Spend(
            New().CreateObject(_alice.Address, 1, 16, _alice.Address, [1, 2, 3], out ObjectId id), _alice,
            ObjectCost.Deposit(Parameters, 3));
        ObjectRecord last = Find(id)!;
        Enter(ObjectCost.ExpiryOf(Parameters, last) + 3);
        Execute();
        ObjectTombstone stone = Read<ObjectTombstone>(id);
        Enter(_epoch + 2);
        UInt128 cost = ObjectCost.Restore(Parameters, last, stone, _epoch);
        Assert.True(cost > ObjectCost.Deposit(Parameters, 3));
        Spend(New().RestoreObject(_bob.Address, id, last), _bob, cost);
        Assert.Equal(_alice.Address, Find(id)!.Owner);
    }

    [Fact]
    public void AssetLife_InOneTransactionAndMore()
    {
        TransactionBuilder create = New()
            .CreateAsset(_alice.Address, 1, _alice.Address, 2, "GOLD", out AssetId gold)
            .Mint(_alice.Address, gold, _bob.Address, 700)
            .Mint(_alice.Address, gold, _alice.Address, 300)
            .CreateObject(_alice.Address, 1, 16, _bob.Address, [], out ObjectId note);
        Assert.Equal(ObjectCost.AssetDeposit(Parameters, 4) + ObjectCost.Deposit(Parameters, 0), create.Deposits);
        Receipt receipt = Spend(create, _alice, create.Deposits);
        Assert.Equal(
            [NativePrograms.Asset, NativePrograms.Asset, NativePrograms.Asset, NativePrograms.Object],
            receipt.Events.Select(item => item.Program));
        Assert.Equal((UInt128)700, Balance(_bob, gold));
        Assert.Equal(_bob.Address, Find(note)!.Owner);

        Spend(New().Transfer(_bob.Address, _alice.Address, gold, 700), _bob, 0);
        Spend(New().Burn(_alice.Address, gold, 1_000), _alice, 0);
        Assert.True(Ace.TryDecode(Find(new ObjectId(gold.Value))!.Data, out AssetData data, out _));
        Assert.Equal((UInt128.Zero, (byte)2, "GOLD"), (data.Supply, data.Decimals, Text(data.Symbol)));
        Receive(New().DeleteObject(_alice.Address, new ObjectId(gold.Value)), _alice,
            ObjectCost.AssetDeposit(Parameters, 4));
    }

    [Fact]
    public void ObjectProofs_LiveArchivedAndAbsent_Verify()
    {
        Run(New().CreateObject(_alice.Address, 1, 16, _alice.Address, [1, 2, 3], out ObjectId id), _alice);
        ObjectRecord last = Find(id)!;
        VerifiedObject live = Verify(id);
        Assert.Equal(last.Data, live.Record!.Data);
        VerifiedObject absent = Verify(ObjectRecord.DeriveId(_alice.Address, 2, 16));
        Assert.Null(absent.Record);
        Assert.Null(absent.Tombstone);
        Enter(ObjectCost.ExpiryOf(Parameters, last));
        Execute();
        VerifiedObject archived = Verify(id);
        Assert.Equal(ObjectRecord.ArchiveHash(Ace.Encode(last)), archived.Tombstone!.Value.Hash);
    }

    [Fact]
    public void TwoActors_BothSign_AndAnotherPays()
    {
        TransactionBuilder both = New()
            .CreateObject(_alice.Address, 9, 16, _alice.Address, [1], out ObjectId first)
            .CreateObject(_bob.Address, 9, 16, _bob.Address, [1], out ObjectId second);
        TransactionBody body = both.Build(_bob.Address, 0, 9, FeeEstimate.AtRest);
        Assert.Equal([.. new[] { _alice.Address, _bob.Address }.Order()], both.RequiredSigners(_bob.Address));
        TransactionBuildException missing = Assert.Throws<TransactionBuildException>(
            () => both.Sign(body, _genesis.Hash, _bob));
        Assert.Equal(BuildProblem.WrongKeys, missing.Problem);
        Assert.Contains(_alice.Address.ToString(), missing.Message, StringComparison.Ordinal);
        Receipt receipt = Execute(both.Sign(body, _genesis.Hash, _bob, _alice))!;
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.NotNull(Find(first));
        Assert.NotNull(Find(second));
        using SigningSeed stranger = SeedOf(9);
        Assert.Throws<TransactionBuildException>(() => both.Sign(body, _genesis.Hash, _bob, _alice, stranger));
    }

    private TransactionBuilder New() => new(_genesis);

    // Runs what one account signs and pays; it loses the fee and exactly so much.
    private Receipt Spend(TransactionBuilder builder, SigningSeed payer, UInt128 cost)
    {
        UInt128 before = Balance(payer, AssetId.Swr);
        Receipt receipt = Run(builder, payer);
        Assert.Equal(before - receipt.Fee - cost, Balance(payer, AssetId.Swr));
        return receipt;
    }

    private void Receive(TransactionBuilder builder, SigningSeed payer, UInt128 gain)
    {
        UInt128 before = Balance(payer, AssetId.Swr);
        Receipt receipt = Run(builder, payer);
        Assert.Equal(before - receipt.Fee + gain, Balance(payer, AssetId.Swr));
    }

    private Receipt Run(TransactionBuilder builder, SigningSeed payer)
    {
        ulong nonce = _state.GetAccount(payer.Address).Nonce;
        TransactionBody body = builder.Build(payer.Address, nonce, 9, FeeEstimate.AtRest);
        Receipt receipt = Execute(builder.Sign(body, _genesis.Hash, payer))!;
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        return receipt;
    }

    private Receipt? Execute(params Transaction[] transactions)
    {
        Span<bool> verdicts = stackalloc bool[transactions.Length];
        SignatureCheck.Verify(transactions, _genesis.Hash, verdicts);
        Assert.False(verdicts.Contains(false));
        BlockContext context = new(9, _state.Height + 1, _genesis.Validators[0].Address, BlockContext.UnitBaseFee)
        {
            Origin = TestLedger.Origin(GenesisBlock.CreateHeader(_genesis, default), _genesis.Validators, _epoch),
        };
        BlockExecution execution = BlockExecutor.Execute(_genesis, _state, context, transactions);
        Assert.True(execution.IsValid, $"{execution.TransactionError}");
        _state = execution.PostState!;
        return execution.Receipts.FirstOrDefault();
    }

    private void Enter(uint epoch)
    {
        _epoch = epoch;
        EpochState next = _state.GetEpochState() with { Epoch = epoch };
        _state = _state.Apply(_state.Height + 1, new SortedDictionary<Hash256, byte[]?>
        {
            [StakingKeys.Epoch] = Ace.Encode(next),
        });
    }

    private UInt128 Balance(SigningSeed key, AssetId asset) => _state.GetAccount(key.Address).BalanceOf(asset);

    // The proof holds, and does not hold for another object or another value.
    private VerifiedObject Verify(ObjectId id)
    {
        Assert.True(ProofVerifier.TryCreate(_genesis, out ProofVerifier? verifier, out _));
        Hash256 key = StateKey.ForObject(id);
        byte[]? value = _state.TryGet(key, out byte[] found) ? found : null;
        Header header = _signers.HeaderOf(_state.Root, default);
        ProofFile file = ProofFile.ForObject(
            _genesis.Hash, id, value, Ace.Encode(_state.Prove(key)), Ace.Encode(header),
            Ace.Encode(_signers.Commit(header, 3, _genesis.Hash)));
        Assert.True(ProofFile.TryParse(file.ToUtf8(), out ProofFile? read));
        Assert.Equal(ProofError.None, verifier.VerifyObject(read!, null, out VerifiedObject? verified));
        Assert.Equal(
            ProofError.NotIncluded, verifier.VerifyObject(file with { Subject = SampleChain.Hash(99) }, null, out _));
        byte[] other = value is null ? Ace.Encode(new ObjectTombstone(default, 0)) : [.. value[..^1], (byte)~value[^1]];
        Assert.NotEqual(ProofError.None, verifier.VerifyObject(file with { Value = other }, null, out _));
        Assert.Equal(ProofError.Mismatch, verifier.VerifyAccount(file, null, out _));
        return verified!;
    }

    private ObjectRecord? Find(ObjectId id) =>
        _state.TryGet(StateKey.ForObject(id), out _) ? Read<ObjectRecord>(id) : null;

    private T Read<T>(ObjectId id)
        where T : IAceValue<T>
    {
        Assert.True(_state.TryGet(StateKey.ForObject(id), out byte[] bytes));
        Assert.True(Ace.TryDecode(bytes, out T value, out DecodeError error), error.ToString());
        return value;
    }

    private static string Text(byte[] utf8) => System.Text.Encoding.UTF8.GetString(utf8);

    private static SigningSeed SeedOf(byte fill) => SigningSeed.FromSeed(Enumerable.Repeat(fill, 32).ToArray());
}
