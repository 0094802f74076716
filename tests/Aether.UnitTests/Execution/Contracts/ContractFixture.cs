using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>A ledger with contracts, one transaction a block.</summary>
internal sealed class ContractFixture
{
    private const int Uploader = 1;
    private ulong _deployed;

    public ObjectFixture Ledger { get; } = new();

    public static Address Owner(int index) => TestLedger.Owners[index];

    public static Hash256 HashOf(byte[] code)
    {
        byte[] hash = new byte[Hash256.Bytes];
        Blake3.Hash(code, hash);
        return new Hash256(hash);
    }

    public static ObjectId CodeOf(byte[] code) => CodeData.DeriveId(Owner(Uploader), HashOf(code));

    /// <summary>Uploads a code, each part in a transaction of its own; the last receipt.</summary>
    public Receipt Upload(byte[] code)
    {
        Receipt? receipt = null;
        foreach (ProgramCall call in ContractCalls.UploadAll(Owner(Uploader), HashOf(code), code))
        {
            receipt = Ledger.Run(Uploader, call);
        }
        return receipt!;
    }

    /// <summary>Uploads what is not there and makes a contract of owner 2.</summary>
    public ObjectId Deploy(byte[]? code = null, byte[]? input = null)
    {
        code ??= BagContract.Module();
        if (Ledger.Find(CodeOf(code)) is null)
        {
            Assert.Equal(ReceiptStatus.Success, Upload(code).Status);
        }
        ulong nonce = _deployed++;
        ProgramCall call = ContractCalls.Deploy(Owner(2), nonce, CodeOf(code), Owner(2), input ?? [], 1_000_000);
        Receipt receipt = Run(2, [], [CodeOf(code)], call);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        return ContractCalls.DeriveId(Owner(2), nonce);
    }

    /// <summary>Calls a method of a contract for an owner.</summary>
    public Receipt Call(int owner, ObjectId contract, string method, byte[] input, params ObjectId[] more) => Run(
        owner,
        [contract, .. more],
        [new ObjectId(Data(contract).Code.Value)],
        ContractCalls.Invoke(contract, method, input, 5_000_000));

    /// <summary>Executes calls with what they write and read.</summary>
    public Receipt Run(int owner, ObjectId[] writes, ObjectId[] reads, params ProgramCall[] calls) =>
        Run(owner, writes, reads, 4, calls);

    /// <summary>Executes calls with what they write and read, and the pages of memory they may use.</summary>
    public Receipt Run(
        int owner, ObjectId[] writes, ObjectId[] reads, uint pages, params ProgramCall[] calls) => Ledger.Run(
        owner,
        body =>
        {
            SortedSet<ObjectId> written = [.. body.Writes, .. writes];
            return body with
            {
                Writes = [.. written],
                Reads = [.. reads.Where(item => !written.Contains(item)).Distinct().Order()],
                MemoryLimit = pages,
            };
        },
        calls);

    public ContractData Data(ObjectId contract)
    {
        Assert.True(Ace.TryDecode(Ledger.Find(contract)!.Data, out ContractData data, out _));
        return data;
    }

    /// <summary>A value of a contract's storage; null when there is none.</summary>
    public byte[]? Stored(ObjectId contract, byte[] key) => Ledger.State.TryGet(
        StateKey.ForItem(contract, ContractStorage.ItemKey(key)), out byte[] value) ? value : null;

    /// <summary>The failure that a receipt commits to.</summary>
    public static void AssertFailure(Receipt receipt, ContractFailure failure)
    {
        Assert.Equal(failure.Status, receipt.Status);
        Assert.Equal(new Hash256(SHA256.HashData(Ace.Encode(failure))), receipt.ReturnHash);
    }

    /// <summary>The output that a receipt commits to.</summary>
    public static void AssertReturned(Receipt receipt, byte[] output)
    {
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.Equal(output.Length == 0 ? Hash256.Zero : new Hash256(SHA256.HashData(output)), receipt.ReturnHash);
    }
}
