using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution;

/// <summary>A small chain: a genesis, a few owners, and what builds transactions and blocks on it.</summary>
/// <remarks>Execution does not look at signatures, so the witnesses here carry none.</remarks>
internal static class TestLedger
{
    public const ulong Coin = 1_000_000_000;
    public const ulong View = 1_000;

    public static readonly PublicKey[] Keys = [.. Enumerable.Range(1, 8).Select(index => new PublicKey(Hash(index)))];
    public static readonly Address[] Owners = [.. Keys.Select(Address.FromPublicKey)];
    public static readonly AssetId Gold = new(Hash(77));
    public static readonly Genesis Genesis = MakeGenesis(
        [.. Owners.Take(5).Select(owner => new GenesisAccount(owner, 1_000 * Coin, 50))]);

    public static Hash256 Hash(int number)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        BitConverter.TryWriteBytes(bytes, number);
        return new Hash256(System.Security.Cryptography.SHA256.HashData(bytes));
    }

    public static Genesis MakeGenesis(GenesisAccount[] accounts)
    {
        Validator[] validators = [.. Enumerable.Range(1, 4).Select(MakeValidator)];
        return new Genesis(
            "aether-test-1", 1_000, new ChainParameters(), new ValidatorSet(validators),
            [.. accounts.OrderBy(account => account.Address)]);
    }

    public static ChainStore Open(IKeyValueStore store, Genesis? genesis = null)
    {
        StoreOpenError error = ChainStore.TryOpen(store, genesis ?? Genesis, out ChainStore? chain, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        return chain!;
    }

    public static BlockState InitialState(Genesis? genesis = null) =>
        Open(new MemoryKeyValueStore(), genesis).FinalizedState;

    /// <summary>What the block after a parent counts.</summary>
    public static BlockOrigin Origin(Header parent, ValidatorSet? validators = null, uint epoch = 0) =>
        new(epoch, parent, Hash((int)parent.View), validators ?? Genesis.Validators);

    public static BlockContext Context(BlockState parent, Address? proposer = null) =>
        new(View, parent.Height + 1, proposer ?? Owners[7], BlockContext.UnitBaseFee);

    /// <summary>A body without effects that pays ten times what a transfer needs.</summary>
    public static TransactionBody Body(int payer, ulong nonce) => new()
    {
        ChainTag = Genesis.ChainTag,
        FeePayer = Owners[payer],
        Nonce = nonce,
        ValidUntil = View + 10,
        GasLimit = 16 * BankProgram.CallGas,
        MaxFee = Coin / 10,
    };

    public static TransactionBody Calling(TransactionBody body, params ProgramCall[] calls)
    {
        SortedSet<ObjectId> writes = [.. body.Writes];
        foreach (ProgramCall call in calls)
        {
            if (call.Program == ProgramId.Bank && BankProgram.TryParse(call, out BankCall bank))
            {
                AddAccount(writes, bank.From);
                AddAccount(writes, bank.To);
            }
            else if (NativeCall.TryParse(call, out NativeCall native))
            {
                native.DeriveId();
                AddAccount(writes, native.Actor);
                AddAccount(writes, native.Method == AssetCalls.MintMethod && native.IsAsset ? native.Other : null);
                writes.Add(native.Id);
            }
            else if (ContractCall.TryParse(call, out ContractCall contract))
            {
                AddAccount(writes, contract.Actor);
                writes.Add(contract.Id);
            }
        }
        return body with { Calls = calls, Writes = [.. writes] };
    }

    public static Transaction Sign(TransactionBody body, params int[] owners) => new(
        body,
        [.. owners.Distinct().Select(owner => Keys[owner]).OrderBy(key => key.Value)
            .Select(key => new Witness(Witness.Ed25519Scheme, key, default))]);

    public static Transaction Transfer(int from, int to, ulong nonce, AssetId asset, UInt128 amount) =>
        Sign(Calling(Body(from, nonce), BankProgram.Transfer(Owners[from], Owners[to], asset, amount)), from);

    /// <summary>A withdrawal of SWR into outputs of the given amounts, all owned by the payer.</summary>
    public static Transaction Withdraw(int from, ulong nonce, params ulong[] amounts)
    {
        UInt128 sum = amounts.Aggregate(UInt128.Zero, (left, right) => left + right);
        TransactionBody body = Body(from, nonce) with
        {
            Outputs = [.. amounts.Select(a => new TransactionOutput(Owners[from], AssetId.Swr, a, null))],
        };
        return Sign(Calling(body, BankProgram.Withdraw(Owners[from], AssetId.Swr, sum)), from);
    }

    public static UInt128 RequiredFee(Transaction transaction) => FeeSchedule.Total(
        Genesis.Parameters, transaction, transaction.Body.GasLimit, BlockContext.UnitBaseFee);

    public static BlockExecution Execute(BlockState parent, params Transaction[] transactions) =>
        BlockExecutor.Execute(Genesis, parent, Context(parent), transactions);

    /// <summary>A block whose header fits an execution.</summary>
    public static Proposal Block(Header parent, ulong view, BlockExecution execution, Transaction[] transactions)
    {
        byte[] payload = Ace.Encode(new BlockPayload(transactions));
        Header header = GenesisBlock.CreateHeader(Genesis, execution.PostState!.Root) with
        {
            View = view,
            Height = parent.Height + 1,
            ParentHash = parent.Hash,
            Justify = QuorumCertificate.Root(0, parent.View, parent.Hash),
            TimestampMs = parent.TimestampMs + 500,
            PayloadRoot = PayloadCommitment.TransactionsRoot(transactions),
            PayloadBytes = (uint)payload.Length,
            ReceiptsRoot = execution.ReceiptsRoot,
        };
        return new Proposal(new SignedHeader(header, 0, []), payload);
    }

    /// <summary>Executes the transactions on the final head and commits the block.</summary>
    public static BlockExecution Commit(ChainStore chain, params Transaction[] transactions)
    {
        BlockState parent = chain.FinalizedState;
        BlockExecution execution = Execute(parent, transactions);
        Assert.True(execution.IsValid, $"{execution.TransactionError} at {execution.ErrorIndex}");
        chain.CommitFinal(
            Block(chain.FinalizedHeader, View + parent.Height, execution, transactions), execution, null);
        return execution;
    }

    private static void AddAccount(SortedSet<ObjectId> writes, Address? account)
    {
        if (account is { } address)
        {
            writes.Add(address.AsObject);
        }
    }

    private static Validator MakeValidator(int index)
    {
        byte[] key = new byte[BlsPublicKey.Bytes];
        key[0] = (byte)index;
        return new Validator
        {
            Address = new Address(Hash(100 + index)),
            ColdKey = default,
            Stake = 100,
            VrfKey = default,
            BlsKey = new BlsPublicKey(key),
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
    }
}
