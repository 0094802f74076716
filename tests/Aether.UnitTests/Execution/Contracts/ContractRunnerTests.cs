using System.Security.Cryptography;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Hashing;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Calls of contracts on the ledger: what they see, what they change, how they fail.</summary>
public sealed class ContractRunnerTests
{
    private readonly ContractFixture _chain = new();

    [Fact]
    public void Storage_IsWrittenReadAndRemoved()
    {
        ObjectId contract = _chain.Deploy();
        UInt128 deposit = _chain.Ledger.Find(contract)!.Deposit;
        UInt128 before = _chain.Ledger.Swr(3);
        Receipt put = _chain.Call(3, contract, "put", BagContract.PutInput([1, 2], [3, 4, 5]));
        Assert.Equal(ReceiptStatus.Success, put.Status);
        Assert.Equal([3, 4, 5], _chain.Stored(contract, [1, 2]));
        Assert.Equal(deposit + (67 * 24), _chain.Ledger.Find(contract)!.Deposit);
        Assert.Equal(before - put.Fee - (67 * 24), _chain.Ledger.Swr(3));
        ContractFixture.AssertReturned(_chain.Call(4, contract, "get", [1, 2]), [3, 4, 5]);

        before = _chain.Ledger.Swr(4);
        Receipt take = _chain.Call(4, contract, "take", [1, 2]);
        Assert.Null(_chain.Stored(contract, [1, 2]));
        Assert.Equal(before - take.Fee + (67 * 24), _chain.Ledger.Swr(4));
        Assert.Equal(deposit, _chain.Ledger.Find(contract)!.Deposit);
        ContractFixture.AssertFailure(
            _chain.Call(4, contract, "get", [1, 2]),
            new ContractFailure(contract, ReceiptStatus.Aborted, 7, default, false, [1, 2]));
    }

    [Fact]
    public void UndeclaredAccess_IsNamed()
    {
        ObjectId contract = _chain.Deploy();
        ObjectId code = _chain.Data(contract).Code;
        ProgramCall call = ContractCalls.Invoke(contract, "put", BagContract.PutInput([1], [1]), 1_000_000);
        ContractFixture.AssertFailure(
            _chain.Run(3, [], [], call),
            new ContractFailure(contract, ReceiptStatus.UnknownProgram, 0, contract, false, []));
        ContractFixture.AssertFailure(
            _chain.Run(3, [], [contract], call),
            new ContractFailure(contract, ReceiptStatus.UndeclaredAccess, 0, code, false, []));
        ContractFixture.AssertFailure(
            _chain.Run(3, [], [contract, code], call),
            new ContractFailure(contract, ReceiptStatus.UndeclaredAccess, 0, contract, true, []));
        Assert.Equal(ReceiptStatus.Success, _chain.Run(3, [contract], [code], call).Status);
        Assert.Equal(ReceiptStatus.Success, _chain.Run(
            3, [], [contract, code], ContractCalls.Invoke(contract, "get", [1], 1_000_000)).Status);
    }

    [Fact]
    public void Transfer_MovesWhatTheContractHolds()
    {
        ObjectId contract = _chain.Deploy();
        Address self = new(contract.Value);
        Address to = ContractFixture.Owner(6);
        byte[] pay = [.. to.Value.ToArray(), .. AssetId.Swr.Value.ToArray(), 30, .. new byte[15]];
        Assert.Equal(
            ReceiptStatus.InsufficientBalance, _chain.Call(3, contract, "pay", pay, to.AsObject).Status);
        _chain.Ledger.Run(3, BankProgram.Transfer(ContractFixture.Owner(3), self, AssetId.Swr, 100));
        Assert.Equal(ReceiptStatus.Success, _chain.Call(3, contract, "pay", pay, to.AsObject).Status);
        Assert.Equal((UInt128)30, _chain.Ledger.Swr(6));
        Assert.Equal((UInt128)70, _chain.Ledger.State.GetAccount(self).BalanceOf(AssetId.Swr));
    }

    [Fact]
    public void Events_AreInTheReceipt()
    {
        ObjectId contract = _chain.Deploy();
        byte[] topic = TestLedger.Hash(4).ToArray();
        Receipt receipt = _chain.Call(3, contract, "note", [.. topic, 8, 9]);
        LedgerEvent note = Assert.Single(receipt.Events);
        Assert.Equal(contract.Value, note.Program.Value);
        Assert.Equal([new Hash256(topic)], note.Topics);
        Assert.Equal([8, 9], note.Data);
    }

    [Fact]
    public void Failures_HaveTheirStatusAndTakeTheirGas()
    {
        ObjectId contract = _chain.Deploy();
        const ulong Price = 3_000 + 4 + 4;
        Receipt spin = _chain.Call(3, contract, "spin", []);
        Assert.Equal(ReceiptStatus.OutOfGas, spin.Status);
        Assert.Equal(5_000_000UL, spin.GasUsed);
        Receipt trap = _chain.Call(3, contract, "trap", []);
        ContractFixture.AssertFailure(trap, new ContractFailure(
            contract, ReceiptStatus.Trapped, (uint)TrapKind.Unreachable, default, false, []));
        Assert.InRange(trap.GasUsed, Price + 10_000, Price + 10_010);
        ContractFixture.AssertFailure(
            _chain.Call(3, contract, "far", []),
            new ContractFailure(
                contract, ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds, default, false, []));
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(3, contract, "none", []).Status);
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(3, contract, "init", []).Status);
        Assert.Equal(ReceiptStatus.MethodMissing, _chain.Call(3, contract, "upgrade", []).Status);
        ObjectId code = _chain.Data(contract).Code;
        Assert.Equal(ReceiptStatus.BadCall, _chain.Run(
            3, [contract], [code], new ProgramCall(new ProgramId(contract.Value), 0, [9, 0, 0, 0], 9_000)).Status);
        Assert.Equal(ReceiptStatus.BadCall, _chain.Run(
            3, [contract], [code], new ProgramCall(new ProgramId(contract.Value), 1, [], 9_000)).Status);
    }

    [Fact]
    public void Memory_IsWhatTheTransactionDeclared()
    {
        ObjectId contract = _chain.Deploy();
        ObjectId code = _chain.Data(contract).Code;
        ProgramCall grow = ContractCalls.Invoke(contract, "grow", [], 1_000_000);
        ReceiptStatus[] statuses = [.. new uint[] { 0, 1, 2 }.Select(pages => _chain.Ledger.Run(
            3,
            body => body with
            {
                Writes = [.. body.Writes.Append(contract).Order()], Reads = [code], MemoryLimit = pages,
            },
            grow).Status)];
        Assert.Equal([ReceiptStatus.MemoryOverflow, ReceiptStatus.Aborted, ReceiptStatus.Success], statuses);
    }

    [Fact]
    public void Who_IsTheFeePayerAtTheTop()
    {
        ObjectId contract = _chain.Deploy();
        Receipt receipt = _chain.Call(3, contract, "who", []);
        ContractFixture.AssertReturned(receipt,
        [
            .. ContractFixture.Owner(3).Value.ToArray(), .. contract.Value.ToArray(),
            .. receipt.TransactionId.ToArray(),
        ]);
    }

    [Fact]
    public void Cryptography_IsThatOfTheNode()
    {
        ObjectId contract = _chain.Deploy();
        byte[] data = [1, 2, 3];
        byte[] blake = new byte[32];
        Blake3.Hash(data, blake);
        ContractFixture.AssertReturned(_chain.Call(3, contract, "sha256", data), SHA256.HashData(data));
        ContractFixture.AssertReturned(_chain.Call(3, contract, "blake3", data), blake);
        byte[] seed = SHA256.HashData([9]);
        byte[] key = new byte[32];
        byte[] signature = new byte[64];
        Ed25519.PublicKeyFromSeed(seed, key);
        Ed25519.Sign(seed, data, signature);
        byte[] signed = [.. key, .. signature, .. data];
        ContractFixture.AssertReturned(_chain.Call(3, contract, "verify", signed), [1]);
        signed[^1] ^= 1;
        ContractFixture.AssertReturned(_chain.Call(3, contract, "verify", signed), [0]);
    }

    [Fact]
    public void NestedCalls_AreTheirOwnSandbox()
    {
        ObjectId outer = _chain.Deploy();
        ObjectId inner = _chain.Deploy();
        byte[] put = BagContract.PutInput([1], [2]);
        byte[] Relay(string name, byte[] input, ulong gas = 500_000) =>
            BagContract.RelayInput(inner.Value.ToArray(), gas, name, input);
        ContractFixture.AssertReturned(_chain.Call(3, outer, "relay", Relay("put", put), inner), [0]);
        Assert.Equal([2], _chain.Stored(inner, [1]));
        Receipt who = _chain.Call(3, outer, "relay", Relay("who", []), inner);
        ContractFixture.AssertReturned(
            who, [0, .. outer.Value.ToArray(), .. inner.Value.ToArray(), .. who.TransactionId.ToArray()]);
        Receipt spin = _chain.Call(3, outer, "relay", Relay("spin", []), inner);
        ContractFixture.AssertReturned(spin, [(byte)ReceiptStatus.OutOfGas]);
        Assert.InRange(spin.GasUsed, 520_000UL, 540_000UL);
        ContractFixture.AssertReturned(
            _chain.Call(3, outer, "relay", Relay("get", [9]), inner), [(byte)ReceiptStatus.Aborted, 9]);
        ContractFixture.AssertReturned(
            _chain.Call(3, outer, "relay", BagContract.RelayInput(outer.Value.ToArray(), 500_000, "who", []), inner),
            [(byte)ReceiptStatus.Reentered]);
        ContractFixture.AssertFailure(
            _chain.Call(3, outer, "relay", Relay("put", put)),
            new ContractFailure(outer, ReceiptStatus.UndeclaredAccess, 0, inner, false, []));
    }

    [Fact]
    public void NestedFailure_TakesItsEffectsBack()
    {
        ObjectId outer = _chain.Deploy();
        ObjectId middle = _chain.Deploy();
        ObjectId inner = _chain.Deploy();
        byte[] toInner = BagContract.RelayInput(
            inner.Value.ToArray(), 100_000, "put", BagContract.PutInput([1], [2]));
        byte[] toMiddle = BagContract.RelayInput(middle.Value.ToArray(), 200_000, "relay", toInner);
        UInt128 deposit = _chain.Ledger.Find(inner)!.Deposit;
        Receipt whole = _chain.Call(3, outer, "relay", toMiddle, middle, inner);
        ContractFixture.AssertReturned(whole, [0, 0]);
        Assert.Equal([2], _chain.Stored(inner, [1]));
        Assert.NotEqual(deposit, _chain.Ledger.Find(inner)!.Deposit);

        // With ever more gas the innermost call runs dry, then the one around it after that one was done, then none.
        HashSet<Hash256> outcomes = [];
        Hash256 done = new(SHA256.HashData([0, 0]));
        for (ulong gas = 25_000; gas < 75_000; gas += 120)
        {
            byte[] key = BitConverter.GetBytes(gas);
            byte[] again = BagContract.RelayInput(
                inner.Value.ToArray(), 100_000, "put", BagContract.PutInput(key, [2]));
            byte[] starved = BagContract.RelayInput(middle.Value.ToArray(), gas, "relay", again);
            Receipt receipt = _chain.Call(3, outer, "relay", starved, middle, inner);
            outcomes.Add(receipt.ReturnHash);
            Assert.Equal(receipt.ReturnHash == done, _chain.Stored(inner, key) is not null);
        }
        byte dry = (byte)ReceiptStatus.OutOfGas;
        Assert.Equal(
            new Hash256[] { new(SHA256.HashData([dry])), done }.Order(), outcomes.Order());
    }
}
