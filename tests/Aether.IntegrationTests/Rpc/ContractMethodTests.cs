using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.IntegrationTests.Devnet;
using Aether.Sdk.Client;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.IntegrationTests.Rpc;

/// <summary>A contract from its code to its storage, over the interface of a running node.</summary>
public sealed class ContractMethodTests(SharedDevnet shared) : IClassFixture<SharedDevnet>
{
    private const string Abi = """{"format":"aether-abi/1","name":"bag"}""";

    private TestDevnet Devnet => shared.Devnet;

    [Fact]
    public async Task Contract_IsDeployedReadCalledAndTried()
    {
        byte[] code = BagContract.Module(abi: Abi);
        Address alice = TestDevnet.AddressOf("alice");
        byte[] digest = new byte[32];
        Blake3.Hash(code, digest);
        Hash256 codeHash = new(digest);
        ObjectId codeId = CodeData.DeriveId(alice, codeHash);
        ObjectId contract = ContractCalls.DeriveId(alice, 77);
        TransactionBody body = await BodyAsync(
            [codeId, contract],
            [],
            [
                .. ContractCalls.UploadAll(alice, codeHash, code),
                ContractCalls.Deploy(alice, 77, codeId, alice, BagContract.PutInput([1], [2, 3]), 200_000),
            ]);
        Transaction deploy = Devnet.Sign(body, "alice");
        JsonElement estimate = await CallAsync("aeth_estimateFee", Hex.Encode(deploy.Bytes));
        Assert.Equal("Success", estimate.GetProperty("statusName").GetString());
        await SendAsync(deploy);

        JsonElement read = await CallAsync("aeth_getContract", contract.ToString(), "finalized");
        Assert.Equal(codeId.ToString(), read.GetProperty("code").GetString());
        Assert.Equal(codeHash.ToString(), read.GetProperty("codeHash").GetString());
        Assert.Equal(66, read.GetProperty("storedBytes").GetInt32());
        Assert.Equal(JsonValueKind.Null, read.GetProperty("upgrade").ValueKind);
        JsonElement abi = await CallAsync("aeth_getContractAbi", contract.ToString());
        Assert.Equal(Abi, abi.GetProperty("abi").GetString());
        JsonElement get = await CallAsync("aeth_callContract", contract.ToString(), "get", "0x01");
        Assert.Equal("0x0203", get.GetProperty("output").GetString());
        JsonElement none = await CallAsync("aeth_callContract", contract.ToString(), "get", "0x09");
        Assert.Equal("Aborted", none.GetProperty("statusName").GetString());
        Assert.Equal(7, none.GetProperty("failure").GetProperty("detail").GetInt32());

        ProgramCall put = ContractCalls.Invoke(contract, "put", BagContract.PutInput([5], [6]), 100_000);
        TransactionBody bare = await BodyAsync([], [], [put]);
        string raw = Hex.Encode(new Transaction(bare, []).Bytes);
        JsonElement named = await CallAsync("aeth_simulate", raw);
        Assert.Equal(
            contract.ToString(),
            named.GetProperty("failure").GetProperty("undeclared").GetProperty("id").GetString());
        JsonElement tried = await CallAsync("aeth_simulate", raw, new JsonObject { ["declare"] = true });
        Assert.Equal("Success", tried.GetProperty("statusName").GetString());
        Assert.Equal(contract.ToString(), tried.GetProperty("writes")[0].GetString());
        Assert.Equal(codeId.ToString(), tried.GetProperty("reads")[0].GetString());
        TransactionBody declared = await BodyAsync([contract], [codeId], [put]);
        ReceiptInfo receipt = await SendAsync(Devnet.Sign(declared, "alice"));
        Assert.Equal(tried.GetProperty("gasUsed").GetUInt64(), receipt.GasUsed);
        JsonElement again = await CallAsync("aeth_callContract", contract.ToString(), "get", "0x05");
        Assert.Equal("0x06", again.GetProperty("output").GetString());
    }

    [Fact]
    public async Task WhatIsNoContract_IsNullOrNamed()
    {
        string nothing = Devnet.Genesis.Hash.ToString();
        Assert.Equal(JsonValueKind.Null, (await CallAsync("aeth_getContract", nothing)).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await CallAsync("aeth_getContractAbi", nothing)).ValueKind);
        JsonElement called = await CallAsync("aeth_callContract", nothing, "get", "0x");
        Assert.Equal("UnknownProgram", called.GetProperty("statusName").GetString());
        RpcErrorException refused = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.CallAsync("aeth_simulate", ["0x00"]));
        Assert.Equal(-33001, refused.Code);
        refused = await Assert.ThrowsAsync<RpcErrorException>(
            () => Devnet.Client.CallAsync("aeth_callContract", [nothing, "get", "zz"]));
        Assert.Equal(-32602, refused.Code);
    }

    private async Task<TransactionBody> BodyAsync(ObjectId[] writes, ObjectId[] reads, ProgramCall[] calls)
    {
        TransactionBody transfer = await Devnet.TransferAsync("alice", "bob", 1);
        return transfer with
        {
            Writes = [.. writes.Order()],
            Reads = reads,
            Calls = calls,
            GasLimit = 2_000_000,
            MemoryLimit = 4,
            MaxFee = 1_000_000_000,
        };
    }

    private async Task<ReceiptInfo> SendAsync(Transaction transaction)
    {
        await Devnet.Client.SendRawTransactionAsync(transaction.Bytes.ToArray());
        return await Devnet.Client.WaitForReceiptAsync(
            transaction.Id, WaitLevel.Final, TimeSpan.FromSeconds(60));
    }

    private Task<JsonElement> CallAsync(string method, params JsonNode?[] parameters) =>
        Devnet.Client.CallAsync(method, new JsonArray(parameters));
}
