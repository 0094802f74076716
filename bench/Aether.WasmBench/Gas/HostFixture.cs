using Aether.BenchKit.Measurement;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Rent;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Execution.Storage;

namespace Aether.WasmBench.Gas;

/// <summary>A ledger with two contracts of one code, one of them with many items that nothing has touched.</summary>
internal sealed class HostFixture
{
    /// <summary>Items of the contract: their keys are their numbers, their values have 32 bytes.</summary>
    public const int Items = 400_000;

    /// <summary>First number of the items with the largest value.</summary>
    public const int FirstLarge = 1_000_000;

    /// <summary>How many of them there are.</summary>
    public const int LargeItems = 2_000;

    private const long Balance = 1_000_000_000_000_000;

    private readonly Genesis _genesis;
    private readonly ObjectId _code;
    private BlockState _state;
    private ulong _nonce;

    /// <summary>Makes the ledger and uploads the code.</summary>
    public HostFixture(byte[] code)
    {
        _genesis = MakeGenesis();
        bool opened = ChainStore.TryOpen(
            new MemoryKeyValueStore(), _genesis, out ChainStore? chain, out string reason) == StoreOpenError.None;
        _state = opened ? chain!.FinalizedState : throw new InvalidOperationException(reason);
        byte[] hash = new byte[Hash256.Bytes];
        Blake3.Hash(code, hash);
        _code = CodeData.DeriveId(Payer, new Hash256(hash));
        foreach (ProgramCall part in ContractCalls.UploadAll(Payer, new Hash256(hash), code))
        {
            Keep(Run([_code], [], part));
        }

        Contract = Deploy(1);
        Other = Deploy(2);
        Keep(Run([Contract, Account(Contract)], [],
            BankProgram.Transfer(Payer, new Address(Contract.Value), AssetId.Swr, Balance / 4)));
        AddItems();
    }

    /// <summary>Who pays for everything.</summary>
    public static Address Payer { get; } = Address.FromPublicKey(new PublicKey(default));

    /// <summary>The contract that is measured.</summary>
    public ObjectId Contract { get; }

    /// <summary>A contract that it calls.</summary>
    public ObjectId Other { get; }

    /// <summary>An object that the contract owns.</summary>
    public ObjectId Owned { get; private set; }

    /// <summary>Time and gas of a block that calls a method; the state stays as it is.</summary>
    public GasFigure Time(string method, byte[] input)
    {
        ProgramCall call = ContractCalls.Invoke(Contract, method, input, Limits.Transaction.MaxGas);
        ObjectId[] writes = [Contract, Owned];
        Array.Sort(writes);
        Transaction transaction = Make(writes, [Other, _code], call);
        long start = ThreadClock.Nanoseconds;
        BlockExecution done = Execute(transaction);
        long time = ThreadClock.Nanoseconds - start;
        Receipt receipt = done.IsValid
            ? done.Receipts[0]
            : throw new InvalidOperationException($"{method}: {done.TransactionError}");
        return receipt.Status == ReceiptStatus.Success
            ? new GasFigure(time, receipt.GasUsed)
            : throw new InvalidOperationException($"{method}: {receipt.Status}");
    }

    private static Genesis MakeGenesis()
    {
        Validator validator = new()
        {
            Address = Payer,
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = default,
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
        return new Genesis(
            "aether-bench-1", 1_000, new ChainParameters(), new ValidatorSet([validator]),
            [new GenesisAccount(Payer, Balance, 0)]);
    }

    private static ObjectId Account(ObjectId contract) => new Address(contract.Value).AsObject;

    private ObjectId Deploy(ulong nonce)
    {
        ObjectId id = ContractCalls.DeriveId(Payer, nonce);
        Keep(Run([id], [_code], ContractCalls.Deploy(Payer, nonce, _code, Payer, [], 40_000_000)));
        return id;
    }

    // The items are put into the state directly; the contract's record counts them, so that they can be removed.
    private void AddItems()
    {
        Owned = ObjectRecord.DeriveId(Payer, 9, ObjectKind.FirstFree);
        Keep(Run([Owned], [], ObjectCalls.Create(
            Payer, 9, ObjectKind.FirstFree, new Address(Contract.Value), new byte[1_024])));
        SortedDictionary<Hash256, byte[]?> items = [];
        for (ulong number = 0; number < Items; number++)
        {
            items[KeyOf(number)] = new byte[32];
        }

        for (ulong number = FirstLarge; number < FirstLarge + LargeItems; number++)
        {
            items[KeyOf(number)] = new byte[Limits.Contract.MaxValueBytes];
        }

        items[StateKey.ForObject(Contract)] = Counted();
        _state = _state.Apply(_state.Height + 1, items);
    }

    private byte[] Counted()
    {
        bool found = _state.TryGet(StateKey.ForObject(Contract), out byte[] bytes);
        if (!found || !Ace.TryDecode(bytes, out ObjectRecord record, out _)
            || !Ace.TryDecode(record.Data, out ContractData data, out _))
        {
            throw new InvalidOperationException("no contract was made");
        }

        const ulong Small = 32 + Limits.Contract.ItemBytes;
        const ulong Large = Limits.Contract.MaxValueBytes + Limits.Contract.ItemBytes;
        record = record with
        {
            Data = Ace.Encode(data with { Stored = data.Stored + (Items * Small) + (LargeItems * Large) }),
        };
        int charged = new ObjectBytes(Ace.Encode(record)).ChargedBytes;
        return Ace.Encode(record with { Deposit = RentRules.Deposit(_genesis.Parameters, charged) });
    }

    private Hash256 KeyOf(ulong number) =>
        StateKey.ForItem(Contract, ContractStorage.ItemKey(BitConverter.GetBytes(number)));

    private BlockExecution Run(ObjectId[] writes, ObjectId[] reads, ProgramCall call) =>
        Execute(Make(writes, reads, call));

    private void Keep(BlockExecution done)
    {
        if (!done.IsValid || done.Receipts[0].Status != ReceiptStatus.Success)
        {
            throw new InvalidOperationException(
                done.IsValid ? $"{done.Receipts[0].Status}" : $"{done.TransactionError}");
        }

        _state = done.PostState!;
        _nonce++;
    }

    private Transaction Make(ObjectId[] writes, ObjectId[] reads, ProgramCall call)
    {
        SortedSet<ObjectId> written = [.. writes, Payer.AsObject];
        TransactionBody body = new()
        {
            ChainTag = _genesis.ChainTag,
            FeePayer = Payer,
            Nonce = _nonce,
            ValidUntil = 1_010,
            GasLimit = Limits.Transaction.MaxGas,
            MaxFee = Balance / 100,
            MemoryLimit = 64,
            Calls = [call],
            Writes = [.. written],
            Reads = [.. reads.Where(item => !written.Contains(item)).Distinct().Order()],
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, new PublicKey(default), default)]);
    }

    private BlockExecution Execute(params Transaction[] transactions) => BlockExecutor.Execute(
        _genesis,
        _state,
        new BlockContext(1_000, _state.Height + 1, Payer, BlockContext.UnitBaseFee)
        {
            Origin = new BlockOrigin(0, GenesisBlock.CreateHeader(_genesis, default), default, _genesis.Validators),
        },
        transactions);
}
