using System.Buffers.Binary;
using System.Text.Json;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit;
using Aether.TestKit.Wasm;
using Aether.UnitTests.Crypto.Bls12381;
using Aether.UnitTests.Crypto.Kzg;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>What each host function gives and does on the state of a ledger.</summary>
public sealed class ContractHostTests
{
    private const int Result = ProbeContract.Result;
    private const int Caller = 3;
    private readonly ContractFixture _chain = new();
    private readonly ObjectId _probe;

    public ContractHostTests() => _probe = _chain.Deploy(ProbeContract.Module());

    [Fact]
    public void BlsVerify_AgreesWithThePublishedVectors()
    {
        BlsVectors.SkipWithoutLibrary();
        (int holds, int fails) = (0, 0);
        foreach (JsonElement test in BlsVectors.Ethereum("verify"))
        {
            byte[] key = HexText.Get(test.GetProperty("input"), "pubkey");
            byte[] signature = HexText.Get(test.GetProperty("input"), "signature");
            byte[] message = HexText.Get(test.GetProperty("input"), "message");
            if (key.Length != 48 || signature.Length != 96)
            {
                continue;
            }
            bool expected = test.GetProperty("output").GetBoolean();
            int at = ProbeContract.Data(4);
            AssertGives(
                expected ? 1UL : 0, "bls_verify", [at, at + 48, at + 144, message.Length],
                [.. key, .. signature, .. message]);
            _ = expected ? holds++ : fails++;
        }
        Assert.True(holds >= 5 && fails >= 5, $"{holds} hold, {fails} fail");
    }

    [Fact]
    public void KzgVerify_AgreesWithThePublishedVectors()
    {
        KzgVectors.SkipWithoutLibrary();
        (int holds, int fails) = (0, 0);
        foreach (JsonElement test in KzgVectors.Cases("verify_kzg_proof"))
        {
            byte[][] parts =
                [.. new[] { "commitment", "z", "y", "proof" }.Select(name => KzgVectors.Input(test, name))];
            bool[] fits = [.. parts.Zip([48, 32, 32, 48], (part, length) => part.Length == length)];
            if (fits.Contains(false))
            {
                continue;
            }
            // A vector without an answer is an input that is refused: a contract sees it as false.
            bool expected = test.GetProperty("output").ValueKind == JsonValueKind.True;
            int at = ProbeContract.Data(4);
            AssertGives(
                expected ? 1UL : 0, "kzg_verify", [at, at + 48, at + 80, at + 112],
                [.. parts.SelectMany(part => part)]);
            _ = expected ? holds++ : fails++;
        }
        Assert.True(holds >= 5 && fails >= 5, $"{holds} hold, {fails} fail");
    }

    [Fact]
    public void Balance_IsThatOfADeclaredAccount()
    {
        int at = ProbeContract.Data(3);
        byte[] Ask(Address account, AssetId asset) => ProbeContract.Input(
            Result, 16, [at, at + 32, Result], [.. account.Value.Span, .. asset.Value.Span]);
        Address rich = ContractFixture.Owner(4);
        UInt128 amount = _chain.Ledger.Swr(4);
        Assert.NotEqual(UInt128.Zero, amount);
        byte[] expected = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(expected, amount);
        ContractFixture.AssertReturned(Call("balance", Ask(rich, AssetId.Swr), rich.AsObject), expected);
        ContractFixture.AssertReturned(Call("balance", Ask(rich, TestLedger.Gold), rich.AsObject), new byte[16]);
        Address nobody = new(TestLedger.Hash(991));
        ContractFixture.AssertReturned(Call("balance", Ask(nobody, AssetId.Swr), nobody.AsObject), new byte[16]);
        ContractFixture.AssertFailure(
            Call("balance", Ask(rich, AssetId.Swr)),
            new ContractFailure(_probe, ReceiptStatus.UndeclaredAccess, 0, rich.AsObject, false, []));

        // The fee payer's account is declared by being the payer; the most the transaction may cost is set aside.
        Receipt own = Call("balance", Ask(ContractFixture.Owner(Caller), AssetId.Swr));
        Assert.Equal(ReceiptStatus.Success, own.Status);
    }

    [Fact]
    public void ObjectWrite_ReplacesWhatTheContractOwns()
    {
        ObjectId mine = Create(1, new Address(_probe.Value), [1, 2, 3]);
        ObjectId other = Create(2, ContractFixture.Owner(Caller), [4]);
        ObjectRecord before = _chain.Ledger.Find(mine)!;
        UInt128 swr = _chain.Ledger.Swr(Caller);
        byte[] data = [9, 8, 7, 6, 5];
        Receipt written = Call("obj_write", Write(mine, data), mine);
        Assert.Equal(ReceiptStatus.Success, written.Status);
        ObjectRecord after = _chain.Ledger.Find(mine)!;
        Assert.Equal(data, after.Data);
        Assert.Equal(before.Version + 1, after.Version);
        Assert.Equal(before.Deposit + (2 * 24), after.Deposit);
        Assert.Equal(swr - written.Fee - (2 * 24), _chain.Ledger.Swr(Caller));

        // Smaller data gives a deposit back, to whoever pays the fee.
        swr = _chain.Ledger.Swr(4);
        Receipt shrunk = _chain.Call(4, _probe, "obj_write", Write(mine, []), mine);
        Assert.Equal(swr - shrunk.Fee + (5 * 24), _chain.Ledger.Swr(4));
        Assert.Empty(_chain.Ledger.Find(mine)!.Data);

        Assert.Equal(ReceiptStatus.Unauthorized, Call("obj_write", Write(other, data), other).Status);
        ObjectId missing = new(TestLedger.Hash(992));
        Assert.Equal(ReceiptStatus.ObjectMissing, Call("obj_write", Write(missing, data), missing).Status);
        ContractFixture.AssertFailure(
            Call("obj_write", Write(mine, data)),
            new ContractFailure(_probe, ReceiptStatus.UndeclaredAccess, 0, mine, true, []));
        AssertReadOnly(mine, data);
        Assert.Empty(_chain.Ledger.Find(mine)!.Data);
    }

    [Fact]
    public void ObjectWrite_LeavesContractsAndCodeAlone()
    {
        // A contract that is its own admin still may not write its record, nor that of another.
        Address self = new(_probe.Value);
        ProgramCall give = ContractCalls.SetAdmin(ContractFixture.Owner(2), _probe, self);
        Assert.Equal(ReceiptStatus.Success, _chain.Run(2, [], [], give).Status);
        Assert.Equal(ReceiptStatus.WrongKind, Call("obj_write", Write(_probe, new byte[112])).Status);
        Assert.Equal(ReceiptStatus.Success, Call("height", ProbeContract.Input(0, 0, [])).Status);
    }

    [Fact]
    public void Transfer_RefusalsEndTheCall()
    {
        Address self = new(_probe.Value);
        Address to = ContractFixture.Owner(6);
        _chain.Ledger.Run(
            Caller, BankProgram.Transfer(ContractFixture.Owner(Caller), self, AssetId.Swr, 100));
        Assert.Equal(ReceiptStatus.InsufficientBalance, Call("transfer", Pay(to, 101), to.AsObject).Status);
        Assert.Equal(
            ReceiptStatus.InsufficientBalance, Call("transfer", Pay(to, UInt128.MaxValue), to.AsObject).Status);
        Assert.Equal(
            ReceiptStatus.InsufficientBalance,
            Call("transfer", Pay(to, 1, TestLedger.Gold), to.AsObject).Status);
        ContractFixture.AssertFailure(
            Call("transfer", Pay(to, 1)),
            new ContractFailure(_probe, ReceiptStatus.UndeclaredAccess, 0, to.AsObject, true, []));
        ObjectId code = _chain.Data(_probe).Code;
        ContractFixture.AssertFailure(
            _chain.Run(
                Caller, [to.AsObject], [_probe, code],
                ContractCalls.Invoke(_probe, "transfer", Pay(to, 1), 1_000_000)),
            new ContractFailure(_probe, ReceiptStatus.UndeclaredAccess, 0, _probe, true, []));
        Assert.Equal((UInt128)100, _chain.Ledger.State.GetAccount(self).BalanceOf(AssetId.Swr));
        Assert.Equal(UInt128.Zero, _chain.Ledger.Swr(6));

        // All of it, nothing, and to itself: each keeps the sum.
        Assert.Equal(ReceiptStatus.Success, Call("transfer", Pay(self, 40)).Status);
        Assert.Equal(ReceiptStatus.Success, Call("transfer", Pay(to, 0), to.AsObject).Status);
        Assert.Equal((UInt128)100, _chain.Ledger.State.GetAccount(self).BalanceOf(AssetId.Swr));
        Assert.Equal(ReceiptStatus.Success, Call("transfer", Pay(to, 100), to.AsObject).Status);
        Assert.Equal(UInt128.Zero, _chain.Ledger.State.GetAccount(self).BalanceOf(AssetId.Swr));
        Assert.Equal((UInt128)100, _chain.Ledger.Swr(6));
    }

    [Fact]
    public void Context_IsThatOfTheBlock()
    {
        ulong height = _chain.Ledger.State.Height + 1;
        AssertNumber(height, "height");
        AssertNumber(TestLedger.View, "view");
        AssertNumber(TestLedger.Genesis.TimestampMs, "timestamp");
        byte[] random = _chain.Ledger.State.GetEpochState().Randomness.ToArray();
        Assert.NotEqual(new byte[32], random);
        ContractFixture.AssertReturned(Call("epoch_random", ProbeContract.Input(Result, 32, [Result])), random);
        ContractFixture.AssertReturned(
            Call("self", ProbeContract.Input(Result, 32, [Result])), _probe.Value.ToArray());
        ContractFixture.AssertReturned(
            Call("caller", ProbeContract.Input(Result, 32, [Result])), ContractFixture.Owner(Caller).Value.ToArray());
        Receipt hash = Call("tx_hash", ProbeContract.Input(Result, 32, [Result]));
        ContractFixture.AssertReturned(hash, hash.TransactionId.ToArray());
    }

    [Fact]
    public void EpochRandom_ChangesWithTheEpoch()
    {
        byte[] ask = ProbeContract.Input(Result, 32, [Result]);
        Hash256 first = Call("epoch_random", ask).ReturnHash;
        _chain.Ledger.Enter(1, TestLedger.Hash(993));
        ContractFixture.AssertReturned(Call("epoch_random", ask), TestLedger.Hash(993).ToArray());
        Assert.NotEqual(first, Call("epoch_random", ask).ReturnHash);
    }

    [Fact]
    public void GasLeft_FollowsWhatTheCallWasGiven()
    {
        using TransactionSimulator simulator = new(TestLedger.Genesis, ModuleCache.Create());
        ulong Left(ulong gas, out ulong used)
        {
            TransactionBody body = TestLedger.Body(Caller, 0) with
            {
                GasLimit = 1_000_000,
                MemoryLimit = 2,
                Calls = [ContractCalls.Invoke(_probe, "gas_left", ProbeContract.Input(Result, 8, []), gas)],
            };
            BlockContext context = TestLedger.Context(_chain.Ledger.State);
            Simulation tried = simulator.RunDeclaring(_chain.Ledger.State, context, body);
            used = tried.Receipt!.GasUsed;
            return BinaryPrimitives.ReadUInt64LittleEndian(tried.Output);
        }
        ulong small = Left(60_000, out ulong first);
        Assert.Equal(small + 7_777, Left(67_777, out ulong second));
        Assert.Equal(first, second);
        Assert.InRange(60_000 - first, 1UL, small);
    }

    [Fact]
    public void Ranges_AreCheckedToTheLastByte()
    {
        // Every pointer of every function, with its range ending at the end of the memory and one byte behind it.
        foreach (HostFunctionSpec function in HostFunctions.All)
        {
            for (int index = 0; index < function.Parameters.Length; index++)
            {
                int bytes = PointedBytes(function.Name, function.Parameters[index].Name);
                if (bytes == 0)
                {
                    continue;
                }
                AssertRange(function, index, bytes);
            }
        }
    }

    // Pointers into the empty page name the account and the object whose identifier is zero.
    private void AssertRange(HostFunctionSpec function, int index, int bytes)
    {
        long[] arguments = new long[function.Parameters.Length];
        for (int other = 0; other < arguments.Length; other++)
        {
            string name = function.Parameters[other].Name;
            arguments[other] = PointedBytes(function.Name, name) != 0 ? Result
                : name == "topic_count" ? 1
                : name == "code" ? 5
                : 32;
        }
        ContractFailure outside = new(
            _probe, ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds, default, false, []);
        foreach (uint pointer in new uint[] { (uint)(ProbeContract.MemoryBytes - bytes + 1), uint.MaxValue })
        {
            arguments[index] = pointer;
            ContractFixture.AssertFailure(
                Call(function.Name, ProbeContract.Input(0, 0, arguments), default(ObjectId)), outside);
        }
        arguments[index] = ProbeContract.MemoryBytes - bytes;
        Receipt inside = Call(function.Name, ProbeContract.Input(0, 0, arguments), default(ObjectId));
        Assert.NotEqual(ReceiptStatus.Trapped, inside.Status);
    }

    // What a parameter points to, with the lengths that AssertRange passes; 0 for numbers.
    private static int PointedBytes(string function, string parameter) => (function, parameter) switch
    {
        ("balance", "out") or (_, "amount") => 16,
        ("bls_verify", "key") or (_, "commitment" or "proof") => 48,
        ("bls_verify", "signature") => 96,
        (_, "signature") => 64,
        (_, "out" or "data" or "key" or "value" or "message" or "name" or "input" or "topics") => 32,
        (_, "id" or "address" or "asset" or "to" or "program" or "point") => 32,
        _ => 0,
    };

    private void AssertReadOnly(ObjectId mine, byte[] data)
    {
        ObjectId code = _chain.Data(_probe).Code;
        ContractFixture.AssertFailure(
            _chain.Run(
                Caller, [], [_probe, code, mine],
                ContractCalls.Invoke(_probe, "obj_write", Write(mine, data), 1_000_000)),
            new ContractFailure(_probe, ReceiptStatus.UndeclaredAccess, 0, mine, true, []));
    }

    private ObjectId Create(ulong nonce, Address owner, byte[] data)
    {
        Address creator = ContractFixture.Owner(Caller);
        ProgramCall call = ObjectCalls.Create(creator, nonce, ObjectKind.FirstFree, owner, data);
        Assert.Equal(ReceiptStatus.Success, _chain.Ledger.Run(Caller, call).Status);
        return ObjectRecord.DeriveId(creator, nonce, ObjectKind.FirstFree);
    }

    private static byte[] Write(ObjectId id, byte[] data)
    {
        int at = ProbeContract.Data(3);
        return ProbeContract.Input(0, 0, [at, at + 32, data.Length], [.. id.Value.Span, .. data]);
    }

    private static byte[] Pay(Address to, UInt128 amount, AssetId? asset = null)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, amount);
        int at = ProbeContract.Data(3);
        return ProbeContract.Input(
            0, 0, [at, at + 32, at + 64], [.. to.Value.Span, .. (asset ?? AssetId.Swr).Value.Span, .. bytes]);
    }

    private Receipt Call(string function, byte[] input, params ObjectId[] more) =>
        _chain.Call(Caller, _probe, function, input, more);

    private void AssertGives(ulong expected, string function, long[] arguments, byte[] data) =>
        ContractFixture.AssertReturned(
            Call(function, ProbeContract.Input(Result, 8, arguments, data)), BitConverter.GetBytes(expected));

    private void AssertNumber(ulong expected, string function) => ContractFixture.AssertReturned(
        Call(function, ProbeContract.Input(Result, 8, [])), BitConverter.GetBytes(expected));
}
