using System.Text;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Host;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>The sizes that host functions take: each with the largest, one less and one more.</summary>
public sealed class ContractHostLimitsTests
{
    private const int Result = ProbeContract.Result;
    private const int Caller = 3;
    private readonly ContractFixture _chain = new();
    private readonly ObjectId _probe;

    public ContractHostLimitsTests() => _probe = _chain.Deploy(ProbeContract.Module());

    [Theory]
    [InlineData("storage_write")]
    [InlineData("storage_read")]
    [InlineData("storage_has")]
    [InlineData("storage_remove")]
    public void Keys(string function) => AssertLimit(
        Limits.Contract.MaxKeyBytes,
        length => function switch
        {
            "storage_write" => (function, [Result, length, Result, 1]),
            "storage_read" => (function, [Result, length, Result, 8]),
            _ => (function, (long[])[Result, length]),
        });

    [Fact]
    public void Values()
    {
        AssertLimit(Limits.Contract.MaxValueBytes, length => ("storage_write", [Result, 4, Result, length]));
        Assert.Equal(new byte[Limits.Contract.MaxValueBytes], _chain.Stored(_probe, new byte[4]));
        AssertLimit(Limits.Contract.MaxReturnBytes, length => ("return", [Result, length]));
    }

    [Fact]
    public void ObjectData()
    {
        Address owner = ContractFixture.Owner(Caller);
        ProgramCall create = ObjectCalls.Create(owner, 1, ObjectKind.FirstFree, new Address(_probe.Value), []);
        Assert.Equal(ReceiptStatus.Success, _chain.Ledger.Run(Caller, create).Status);
        ObjectId id = ObjectRecord.DeriveId(owner, 1, ObjectKind.FirstFree);
        int at = ProbeContract.Data(3);
        AssertLimit(
            Limits.Ledger.MaxObjectBytes,
            length => ("obj_write", [at, Result, length]),
            id.Value.ToArray(),
            id);
        Assert.Equal(Limits.Ledger.MaxObjectBytes, _chain.Ledger.Find(id)!.Data.Length);
    }

    [Fact]
    public void Events()
    {
        AssertLimit(Limits.Receipt.MaxTopics, count => ("emit", [Result, count, Result, 1]));
        AssertLimit(Limits.Receipt.MaxEventBytes, length => ("emit", [Result, 1, Result, length]));

        // A count whose bytes do not fit 32 bits is no small range.
        Assert.Equal(ReceiptStatus.OverLimit, Probe("emit", [Result, 0x0800_0000, Result, 1]).Status);
        Assert.Equal(ReceiptStatus.OverLimit, Probe("emit", [Result, uint.MaxValue, Result, 1]).Status);
        LedgerEvent full = Assert.Single(
            Probe("emit", [Result, Limits.Receipt.MaxTopics, Result, Limits.Receipt.MaxEventBytes]).Events);
        Assert.Equal(new Hash256[Limits.Receipt.MaxTopics], full.Topics);
        Assert.Equal(new byte[Limits.Receipt.MaxEventBytes], full.Data);
    }

    [Fact]
    public void Aborts()
    {
        for (int length = Limits.Contract.MaxReturnBytes - 1; length <= Limits.Contract.MaxReturnBytes; length++)
        {
            ContractFixture.AssertFailure(
                Probe("abort", [7, Result, length]),
                new ContractFailure(_probe, ReceiptStatus.Aborted, 7, default, false, new byte[length]));
        }
        ContractFixture.AssertFailure(
            Probe("abort", [7, Result, Limits.Contract.MaxReturnBytes + 1]),
            new ContractFailure(_probe, ReceiptStatus.OverLimit, 0, default, false, []));
        ContractFixture.AssertFailure(
            Probe("abort", [uint.MaxValue, Result, 0]),
            new ContractFailure(_probe, ReceiptStatus.Aborted, uint.MaxValue, default, false, []));
    }

    [Fact]
    public void NamesAndInputsOfNestedCalls()
    {
        ObjectId callee = _chain.Deploy(ProbeContract.Module());
        int at = ProbeContract.Data(6);
        byte[] target = callee.Value.ToArray();
        foreach (int length in new[] { Limits.Contract.MaxNameBytes - 1, Limits.Contract.MaxNameBytes })
        {
            Receipt named = Probe("call", [at, Result, length, Result, 0, 100_000], target, 8, callee);
            AssertNumber((ulong)ReceiptStatus.MethodMissing, named);
        }
        Assert.Equal(
            ReceiptStatus.OverLimit,
            Probe("call", [at, Result, Limits.Contract.MaxNameBytes + 1, Result, 0, 9_000], target, 8, callee).Status);

        byte[] method = Encoding.ASCII.GetBytes("height");
        foreach (int length in new[] { Limits.Contract.MaxValueBytes - 1, Limits.Contract.MaxValueBytes })
        {
            long[] fits = [at, at + 32, method.Length, Result, length, 100_000];
            AssertNumber(0, Probe("call", fits, [.. target, .. method], 8, callee));
        }
        long[] longer = [at, at + 32, method.Length, Result, Limits.Contract.MaxValueBytes + 1, 100_000];
        Assert.Equal(
            ReceiptStatus.OverLimit, Probe("call", longer, [.. target, .. method], 8, callee).Status);
    }

    [Fact]
    public void ArgumentsOfCallsFromOutside()
    {
        int input = Limits.Transaction.MaxCallArgumentBytes - 4 - "input_size".Length;
        byte[] full = new byte[input];
        BitConverter.TryWriteBytes(full, Result);
        full[4] = 8;
        AssertNumber((ulong)input, _chain.Call(Caller, _probe, "input_size", full));
        string longest = new('a', Limits.Contract.MaxNameBytes);
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(Caller, _probe, longest, []).Status);
        Assert.Equal(ReceiptStatus.BadCall, _chain.Call(Caller, _probe, longest + "a", []).Status);
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(Caller, _probe, "", []).Status);
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(Caller, _probe, "memory", []).Status);
    }

    [Theory]
    [InlineData("storage_read", 3)]
    [InlineData("input_read", 1)]
    [InlineData("obj_read", 2)]
    public void Buffers_TakeWhatFits_AndTheFullLengthIsGiven(string function, int capacityAt)
    {
        byte[] value = [.. Enumerable.Range(1, 40).Select(index => (byte)index)];
        Assert.Equal(ReceiptStatus.Success, Probe(
            "storage_write", [ProbeContract.Data(4), 4, ProbeContract.Data(4) + 4, value.Length],
            [1, 2, 3, 4, .. value]).Status);
        Address owner = ContractFixture.Owner(Caller);
        Assert.Equal(ReceiptStatus.Success, _chain.Ledger.Run(
            Caller, ObjectCalls.Create(owner, 1, ObjectKind.FirstFree, owner, value)).Status);
        ObjectId id = ObjectRecord.DeriveId(owner, 1, ObjectKind.FirstFree);
        foreach (int capacity in new[] { 0, 1, 39, 40, 41 })
        {
            long[] arguments = function switch
            {
                "storage_read" => [ProbeContract.Data(4), 4, Result + 8, capacity],
                "input_read" => [Result + 8, capacity],
                _ => [ProbeContract.Data(3), Result + 8, capacity],
            };
            Assert.Equal(capacity, arguments[capacityAt]);
            byte[] data = function == "storage_read" ? [1, 2, 3, 4] : id.Value.ToArray();
            byte[] input = ProbeContract.Input(Result, 8 + 41, arguments, data);
            byte[] whole = function == "input_read" ? input : value;
            byte[] seen = new byte[41];
            whole.AsSpan(0, Math.Min(capacity, whole.Length)).CopyTo(seen);
            ContractFixture.AssertReturned(
                _chain.Call(Caller, _probe, function, input, id),
                [.. BitConverter.GetBytes((ulong)whole.Length), .. seen]);
        }
    }

    [Fact]
    public void EachByte_CostsWhatTheTableSays()
    {
        Assert.Equal(ReceiptStatus.Success, Probe("storage_write", [Result, 4, Result, 1_000]).Status);
        (string Function, long[] Less, long[] More, int Bytes)[] pairs =
        [
            ("storage_write", [Result, 4, Result, 1_000], [Result, 9, Result, 1_017], 22),
            ("storage_read", [Result, 4, Result, 100], [Result, 4, Result, 1_000], 900),
            ("storage_read", [Result, 4, Result, 1_000], [Result, 4, Result, 5_000], 0),
            ("storage_has", [Result, 4], [Result, 64], 60),
            ("storage_remove", [Result, 5], [Result, 64], 59),
            ("emit", [Result, 0, Result, 0], [Result, 2, Result, 100], 164),
            ("return", [Result, 10], [Result, 16_000], 15_990),
            ("sha256", [Result, 0, Result], [Result, 777, Result], 777),
            ("blake3", [Result, 0, Result], [Result, 777, Result], 777),
            ("ed25519_verify", [Result, Result, Result, 0], [Result, Result, Result, 10], 10),
            ("bls_verify", [Result, Result, Result, 0], [Result, Result, Result, 10], 10),
            ("input_read", [Result, 0], [Result, 20], 20),
        ];
        foreach ((string function, long[] less, long[] more, int bytes) in pairs)
        {
            Assert.True(HostFunctions.TryFind(function, out HostFunctionSpec? spec));
            Receipt first = Probe(function, less);
            Receipt second = Probe(function, more);
            Assert.Equal((ReceiptStatus.Success, ReceiptStatus.Success), (first.Status, second.Status));
            Assert.Equal(first.GasUsed + (spec!.GasPerByte * (ulong)bytes), second.GasUsed);
        }
    }

    // Success with limit - 1 and limit, refused with one more, by the limit and not by gas or memory.
    private void AssertLimit(
        int limit, Func<int, (string Function, long[] Arguments)> make, byte[]? data = null, params ObjectId[] more)
    {
        foreach (int length in new[] { limit - 1, limit })
        {
            (string function, long[] arguments) = make(length);
            Assert.Equal(ReceiptStatus.Success, Probe(function, arguments, data, 0, more).Status);
        }
        (string refused, long[] longer) = make(limit + 1);
        ContractFixture.AssertFailure(
            Probe(refused, longer, data, 0, more),
            new ContractFailure(_probe, ReceiptStatus.OverLimit, 0, default, false, []));
    }

    private static void AssertNumber(ulong expected, Receipt receipt) =>
        ContractFixture.AssertReturned(receipt, BitConverter.GetBytes(expected));

    private Receipt Probe(
        string function, long[] arguments, byte[]? data = null, int returned = 0, params ObjectId[] more) =>
        _chain.Call(Caller, _probe, function, ProbeContract.Input(Result, returned, arguments, data), more);
}
