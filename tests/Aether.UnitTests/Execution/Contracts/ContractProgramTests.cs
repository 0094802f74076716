using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Uploads, deployments, upgrades and hand-overs.</summary>
public sealed class ContractProgramTests
{
    private readonly ContractFixture _chain = new();

    private static Address Admin => ContractFixture.Owner(2);

    [Fact]
    public void Code_IsUploadedInParts()
    {
        byte[] code = Large(40_000);
        ProgramCall[] calls = ContractCalls.UploadAll(ContractFixture.Owner(1), ContractFixture.HashOf(code), code);
        Assert.Equal(3, calls.Length);
        Assert.Equal(ReceiptStatus.ObjectMissing, Upload(calls[1]).Status);
        Assert.Equal(ReceiptStatus.Success, Upload(calls[0]).Status);
        Assert.Equal(ReceiptStatus.ObjectExists, Upload(calls[0]).Status);
        Assert.Equal(ReceiptStatus.CodeMismatch, Upload(calls[2]).Status);
        Assert.Equal(ReceiptStatus.Success, Upload(calls[1]).Status);
        Receipt last = Upload(calls[2]);
        Assert.Equal(ReceiptStatus.Success, last.Status);
        Assert.True(last.GasUsed > 40UL * (ulong)code.Length);

        ObjectId id = ContractFixture.CodeOf(code);
        ObjectRecord record = _chain.Ledger.Find(id)!;
        Assert.True(Ace.TryDecode(record.Data, out CodeData data, out _));
        Assert.Equal(
            new CodeData((ulong)code.Length + (3 * 64), ContractFixture.HashOf(code), (uint)code.Length,
                (uint)code.Length, true),
            data);
        Assert.Equal((UInt128)(record.EncodedBytes + code.Length + (3 * 64)) * 24, record.Deposit);
        Assert.True(_chain.Ledger.State.TryGet(StateKey.ForItem(id, CodeData.PartKey(1)), out byte[] part));
        Assert.Equal(code[16_384..32_768], part);
        Assert.Equal(ReceiptStatus.CodeState, Upload(ContractCalls.Discard(ContractFixture.Owner(1), id)).Status);
        Assert.Equal(ReceiptStatus.WrongKind, Upload(ObjectCalls.Delete(ContractFixture.Owner(1), id)).Status);
    }

    [Fact]
    public void CodeThatIsNotWhatItSays_IsRefused()
    {
        byte[] code = BagContract.Module();
        Hash256 other = TestLedger.Hash(1);
        Assert.Equal(
            ReceiptStatus.CodeMismatch,
            Upload(ContractCalls.Upload(ContractFixture.Owner(1), other, (uint)code.Length, 0, code)).Status);
        byte[] bad = [.. code, 1];
        Assert.Equal(ReceiptStatus.GateRefused, _chain.Upload(bad).Status);
        Assert.Null(_chain.Ledger.Find(ContractFixture.CodeOf(bad)));
    }

    [Fact]
    public void Discard_GivesTheDepositBack()
    {
        byte[] code = Large(40_000);
        ProgramCall[] calls = ContractCalls.UploadAll(ContractFixture.Owner(1), ContractFixture.HashOf(code), code);
        ObjectId id = ContractFixture.CodeOf(code);
        UInt128 before = _chain.Ledger.Swr(1);
        UInt128 fees = Upload(calls[0]).Fee + Upload(calls[1]).Fee;
        Assert.Equal(before - fees - _chain.Ledger.Find(id)!.Deposit, _chain.Ledger.Swr(1));
        fees += Upload(ContractCalls.Discard(ContractFixture.Owner(1), id)).Fee;
        Assert.Equal(before - fees, _chain.Ledger.Swr(1));
        Assert.Null(_chain.Ledger.Find(id));
        Assert.False(_chain.Ledger.State.TryGet(StateKey.ForItem(id, CodeData.PartKey(1)), out _));
    }

    [Fact]
    public void Deploy_RunsInit()
    {
        ObjectId contract = _chain.Deploy(input: BagContract.PutInput([5], [6, 7]));
        ContractData data = _chain.Data(contract);
        byte[] code = BagContract.Module();
        Assert.Equal(
            new ContractData(2 + 64, ContractFixture.CodeOf(code), ContractFixture.HashOf(code), 0, 2, default, 0),
            data);
        Assert.Equal([6, 7], _chain.Stored(contract, [5]));
        ObjectRecord record = _chain.Ledger.Find(contract)!;
        Assert.Equal((ushort)2, record.Kind);
        Assert.Equal(Admin, record.Owner);
        Assert.Equal((UInt128)(record.EncodedBytes + 66) * 24, record.Deposit);
    }

    [Fact]
    public void Deploy_NeedsReadyCodeThatIsDeclared()
    {
        byte[] code = BagContract.Module();
        ObjectId id = ContractFixture.CodeOf(code);
        ProgramCall deploy = ContractCalls.Deploy(Admin, 0, id, Admin, [], 1_000_000);
        ObjectId contract = ContractCalls.DeriveId(Admin, 0);
        ContractFixture.AssertFailure(
            _chain.Run(2, [], [], deploy),
            new ContractFailure(contract, ReceiptStatus.UndeclaredAccess, 0, id, false, []));
        Assert.Equal(ReceiptStatus.ObjectMissing, _chain.Run(2, [], [id], deploy).Status);
        byte[] large = Large(20_000);
        Upload(ContractCalls.UploadAll(ContractFixture.Owner(1), ContractFixture.HashOf(large), large)[0]);
        ObjectId half = ContractFixture.CodeOf(large);
        Assert.Equal(
            ReceiptStatus.CodeState,
            _chain.Run(2, [], [half], ContractCalls.Deploy(Admin, 0, half, Admin, [], 1_000_000)).Status);
    }

    [Fact]
    public void Upgrade_WaitsForItsHeight()
    {
        ObjectId contract = _chain.Deploy(input: BagContract.PutInput([1], [1]));
        byte[] next = BagContract.Module(version: 1);
        _chain.Upload(next);
        ObjectId code = ContractFixture.CodeOf(next);
        ulong height = _chain.Ledger.State.Height + 5;
        ProgramCall upgrade = ContractCalls.Upgrade(Admin, contract, BagContract.PutInput([2], [2]), 1_000_000);
        Assert.Equal(ReceiptStatus.NotScheduled, _chain.Run(2, [], [code], upgrade).Status);
        Assert.Equal(
            ReceiptStatus.Success,
            _chain.Run(2, [], [code], ContractCalls.Schedule(Admin, contract, code, height)).Status);
        Assert.Equal(ReceiptStatus.NotScheduled, _chain.Run(2, [], [code], upgrade).Status);
        Assert.Equal(ReceiptStatus.Success, _chain.Call(3, contract, "get", [1]).Status);
        Assert.Equal(height, _chain.Ledger.State.Height + 1);
        Assert.Equal(ReceiptStatus.Success, _chain.Run(2, [], [code], upgrade).Status);
        Assert.Equal(
            new ContractData(2 * 65, code, ContractFixture.HashOf(next), 1, 2, default, 0), _chain.Data(contract));
        Assert.Equal([2], _chain.Stored(contract, [2]));
        Assert.Equal(ReceiptStatus.NotScheduled, _chain.Run(2, [], [code], upgrade).Status);
    }

    [Fact]
    public void Schedule_CanBeTakenBack()
    {
        ObjectId contract = _chain.Deploy();
        ObjectId code = _chain.Data(contract).Code;
        ulong height = _chain.Ledger.State.Height + 50;
        ProgramCall none = ContractCalls.Schedule(Admin, contract, default, 0);
        Assert.Equal(ReceiptStatus.NotScheduled, _chain.Run(2, [], [], none).Status);
        Assert.Equal(
            ReceiptStatus.NotScheduled,
            _chain.Run(2, [], [code], ContractCalls.Schedule(Admin, contract, code, 1)).Status);
        _chain.Run(2, [], [code], ContractCalls.Schedule(Admin, contract, code, height));
        Assert.Equal(height, _chain.Data(contract).NextHeight);
        Assert.Equal(ReceiptStatus.Success, _chain.Run(2, [], [], none).Status);
        Assert.Equal(0UL, _chain.Data(contract).NextHeight);
    }

    [Fact]
    public void SetAdmin_HandsOverOrFreezes()
    {
        ObjectId contract = _chain.Deploy();
        ProgramCall freeze = ContractCalls.SetAdmin(ContractFixture.Owner(3), contract, default);
        Assert.Equal(ReceiptStatus.Unauthorized, _chain.Run(3, [], [], freeze).Status);
        ProgramCall give = ContractCalls.SetAdmin(Admin, contract, ContractFixture.Owner(3));
        Assert.Equal(ReceiptStatus.Success, _chain.Run(2, [], [], give).Status);
        Assert.Equal(ReceiptStatus.Success, _chain.Run(3, [], [], freeze).Status);
        Assert.Equal(ReceiptStatus.Unauthorized, _chain.Run(3, [], [], freeze).Status);
        Assert.Equal(ReceiptStatus.WrongKind, Delete(contract));
    }

    private ReceiptStatus Delete(ObjectId contract)
    {
        ObjectId other = _chain.Deploy();
        Assert.NotEqual(contract, other);
        return _chain.Run(2, [], [], ObjectCalls.Delete(Admin, other)).Status;
    }

    private Receipt Upload(params ProgramCall[] calls) => _chain.Ledger.Run(1, calls);

    private static byte[] Large(int bytes)
    {
        byte[] padding = new byte[bytes];
        new Random(1).NextBytes(padding);
        return new ContractBuilder().Method("run", code => code.Raw(0x01)).Custom("padding", padding).Build();
    }
}
