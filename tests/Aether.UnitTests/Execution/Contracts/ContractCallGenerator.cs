using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.TestKit.Ledger;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Random calls of the contract program and of contracts: mostly what works, often just beside it.</summary>
internal sealed class ContractCallGenerator(Random random, SpecLedger spec)
{
    private static readonly byte[][] s_codes = [BagContract.Module(), BagContract.Module(1)];
    private static readonly string[] s_methods =
    [
        "put", "put", "put", "take", "get", "get", "pay", "note", "peek", "relay", "relay", "relay", "trap", "far",
        "grow", "who", "none", "init", "spin",
    ];
    private readonly Dictionary<ObjectId, ObjectRecord> _seen = [];
    private ulong _deployed;

    /// <summary>Receipts of the block so far, as the naive ledger gives them.</summary>
    public List<byte[]> Expected { get; } = [];

    /// <summary>True to bring archived contracts and codes back.</summary>
    public bool Restores { get; init; }

    /// <summary>A signed transaction, through its bytes.</summary>
    public Transaction Next(ulong view, ulong height)
    {
        foreach ((ObjectId id, ObjectRecord record) in spec.Objects)
        {
            _seen[id] = record;
        }
        int payer = random.Next(5);
        ProgramCall[] calls = [.. Enumerable.Range(0, random.Next(1, 3)).Select(_ => Call(payer, height))];
        TransactionBody body = TestLedger.Calling(
            TestLedger.Body(payer, (ulong)spec.AccountOf(TestLedger.Owners[payer]).Nonce), calls);
        SortedSet<ObjectId> writes = [.. body.Writes, .. Contracts()];
        if (random.Next(8) == 0)
        {
            writes.Remove(Contracts().LastOrDefault());
        }
        SortedSet<ObjectId> reads = random.Next(12) == 0 ? [] : [.. s_codes.Select(ContractFixture.CodeOf)];
        reads.ExceptWith(writes);
        body = body with
        {
            ValidUntil = view + 5,
            GasLimit = 2_000_000,
            MemoryLimit = random.Next(8) == 0 ? (uint)random.Next(2) : 8U,
            MaxFee = TestLedger.Coin,
            Writes = [.. writes],
            Reads = [.. reads],
        };
        int[] signers = [.. Enumerable.Range(0, 8).Where(i => spec.Signers(body).Contains(TestLedger.Owners[i]))];
        Transaction transaction = TestLedger.Sign(body, signers);
        Assert.True(Ace.TryDecode(transaction.Bytes, out Transaction decoded, out _));
        return decoded;
    }

    private ObjectId[] Contracts() =>
        [.. spec.Objects.Where(pair => pair.Value.Kind == 2).Select(pair => pair.Key).Order().Take(6)];

    private ProgramCall Call(int payer, ulong height)
    {
        if (Restores && spec.Archived.Count > 0 && random.Next(4) == 0)
        {
            return Restoration(payer);
        }
        ObjectId[] contracts = Contracts();
        ObjectId contract = contracts.Length == 0 ? default : contracts[random.Next(contracts.Length)];
        byte[] code = s_codes[random.Next(2)];
        ObjectId id = ContractFixture.CodeOf(code);
        return random.Next(contracts.Length == 0 ? 4 : 24) switch
        {
            0 or 1 => Upload(code),
            2 or 3 => ContractCalls.Deploy(
                TestLedger.Owners[payer], _deployed++ % 9, id, TestLedger.Owners[payer], Input("put"), 300_000),
            4 => ContractCalls.Schedule(Admin(contract), contract, id, height + (ulong)random.Next(4)),
            5 => ContractCalls.Upgrade(Admin(contract), contract, Input("put"), 300_000),
            6 => ContractCalls.SetAdmin(Admin(contract), contract, TestLedger.Owners[random.Next(5)]),
            7 => BankProgram.Transfer(
                TestLedger.Owners[payer], new Address(contract.Value), AssetId.Swr, (UInt128)random.Next(1, 100)),
            8 => ContractCalls.Discard(TestLedger.Owners[1], id),
            _ => Invoke(contract),
        };
    }

    // The last record of an archived object: only its bucket may have moved since it was seen.
    private ProgramCall Restoration(int payer)
    {
        ObjectId[] archived = [.. spec.Archived.Keys.Order()];
        ObjectId id = archived[random.Next(archived.Length)];
        ObjectRecord seen = _seen[id];
        ObjectRecord[] possible = [seen, seen with { Bucket = spec.Rent.Later(seen.PaidUntil) }];
        ObjectRecord last = possible.FirstOrDefault(
            record => SpecRent.HashOf(record) == spec.Archived[id].Hash && random.Next(12) != 0) ?? seen;
        return ObjectCalls.Restore(TestLedger.Owners[payer], id, last);
    }

    private ProgramCall Invoke(ObjectId contract)
    {
        string method = s_methods[random.Next(s_methods.Length)];
        ulong gas = random.Next(5) == 0 ? (ulong)random.Next(2_000, 60_000) : 200_000;
        return ContractCalls.Invoke(contract, method, Input(method), gas);
    }

    // One in so many names another hash than that of its bytes.
    private ProgramCall Upload(byte[] code) => ContractCalls.Upload(
        TestLedger.Owners[1],
        random.Next(6) == 0 ? TestLedger.Hash(1) : ContractFixture.HashOf(code),
        (uint)code.Length,
        0,
        code);

    private Address Admin(ObjectId contract) =>
        spec.Objects.TryGetValue(contract, out ObjectRecord? record) && random.Next(4) != 0
            ? record.Owner
            : TestLedger.Owners[random.Next(5)];

    private byte[] Input(string method)
    {
        byte[] key = [(byte)random.Next(6)];
        byte[] value = new byte[random.Next(300)];
        random.NextBytes(value);
        Address to = TestLedger.Owners[random.Next(5)];
        ObjectId[] contracts = Contracts();
        ObjectId other = contracts.Length == 0 ? default : contracts[random.Next(contracts.Length)];
        string inner = s_methods[random.Next(s_methods.Length)];
        return method switch
        {
            "put" => BagContract.PutInput(key, value),
            "take" or "get" => key,
            "pay" =>
            [
                .. to.Value.ToArray(), .. AssetId.Swr.Value.ToArray(), (byte)random.Next(40), .. new byte[15],
            ],
            "note" => [.. TestLedger.Hash(random.Next(9)).ToArray(), .. value],
            "peek" => other.Value.ToArray(),
            "relay" => BagContract.RelayInput(
                other.Value.ToArray(), (ulong)random.Next(60_000), inner, inner == "relay" ? [] : Input(inner)),
            _ => [],
        };
    }
}
