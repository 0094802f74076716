using System.Net.WebSockets;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Node.Devnet;
using Aether.Node.Feed;
using Aether.Node.Rpc.JsonRpc;
using Aether.NodeTests.Rpc.Http;
using Aether.NodeTests.Rpc.Subscriptions;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Xunit;

namespace Aether.NodeTests.Rpc;

/// <summary>Every code of the catalogue is the answer to a real request, with the fields that it promises.</summary>
public sealed class ErrorCatalogueTests(RpcTestNode node)
{
    private const string Zero = "0x0000000000000000000000000000000000000000000000000000000000000000";

    [Theory]
    [InlineData("{", RpcErrorCode.ParseError)]
    [InlineData("[]", RpcErrorCode.InvalidRequest)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", RpcErrorCode.MethodNotFound)]
    public async Task BadBodies(string body, object code)
    {
        (int status, string answer) = await node.PostAsync(body);
        Assert.Equal(200, status);
        using JsonDocument document = JsonDocument.Parse(answer);
        Require(document.RootElement, (RpcErrorCode)code);
    }

    [Theory]
    [InlineData("aeth_getBalance", "[1]", RpcErrorCode.InvalidParams)]
    [InlineData("aeth_admin_addPeer", """["127.0.0.1:1"]""", RpcErrorCode.NamespaceDisabled, "enable")]
    [InlineData("aeth_subscribe", """["newHeads"]""", RpcErrorCode.NamespaceDisabled, "enable")]
    [InlineData("aeth_getBlockByNumber", "[1000000000]", RpcErrorCode.NotYetAvailable, "latest", "etaMs")]
    [InlineData("aeth_getBlockBySlot", "[1000000000]", RpcErrorCode.NotYetAvailable, "latest", "etaMs")]
    [InlineData(
        "aeth_getLogs", """[{"limit":1000000}]""", RpcErrorCode.LimitExceeded, "limit", "requested", "suggested")]
    [InlineData("aeth_mempoolContent", "[1000000]", RpcErrorCode.LimitExceeded, "limit", "requested", "suggested")]
    [InlineData("aeth_chainId", """[{"minSlot":1}]""", RpcErrorCode.InvalidParams)]
    [InlineData(
        "aeth_getHeader", """["latest",{"minSlot":100000000}]""", RpcErrorCode.MinSlotNotReached, "current", "minSlot")]
    [InlineData("aeth_sendRawTransaction", """["0x00"]""", RpcErrorCode.TxMalformed, "reason")]
    public async Task BadCalls(string method, string parameters, object code, params string[] fields) =>
        Require(await node.AskAsync(method, parameters), (RpcErrorCode)code, fields);

    [Fact]
    public async Task FaultsLimitsAndTime()
    {
        await using RpcTestServer server = await RpcTestServer.StartAsync(heavy: new RpcWorkers(2, 8, 100));
        using HttpClient http = new();
        Require(await AskAsync(http, server.Address, "break", "[]"), RpcErrorCode.InternalError);
        Require(
            await AskAsync(http, server.Address, "large", $"[{(Limits.Rpc.MaxResponseBytes / 1_000) + 10}]"),
            RpcErrorCode.ResponseTooLarge, "limit", "size");
        Transaction late = await node.TransferAsync("faucet", "carol", 9);
        Require(
            await node.AskAsync(
                "aeth_sendRawTransactionSync", $$"""["{{Hex.Encode(late.Bytes)}}",{"timeoutMs":0}]"""),
            RpcErrorCode.Timeout, "hash", "lastState", "timeoutMs");
    }

    [Fact]
    public async Task ForgedCursor_IsLagged()
    {
        node.View.Store.TryGetFinalHeader(0, out Header? genesis);
        FeedCursor forged = new(FeedStep.New, 0, 2, Hash256.FromHex(new string('7', 64)), 1, genesis!.Hash);
        while (node.View.Feed.View.Head.Height < 2)
        {
            await node.View.Feed.View.Changed;
        }
        using ClientWebSocket socket = await WebSocketTests.ConnectAsync(node.Address, "ws");
        JsonElement answer = await WebSocketTests.AskAsync(
            socket, "aeth_subscribe", $$"""["newHeads",{"fromCursor":"{{forged.Format(node.View.Feed.ChainTag)}}"}]""");
        Require(answer, RpcErrorCode.SubscriptionLagged, "cursor");
    }

    [Fact]
    public async Task RefusedTransactions()
    {
        TransactionBody good = await node.BuildAsync("faucet", calls => calls.Transfer(
            RpcTestNode.AddressOf("faucet"), RpcTestNode.AddressOf("bob"), AssetId.Swr, 1));
        Transaction signed = node.Sign(good, "faucet");
        Witness witness = signed.Witnesses[0];
        byte[] wrong = witness.Signature.Span.ToArray();
        wrong[5] ^= 1;
        Transaction forged = new(good, [witness with { Signature = new Signature64(wrong) }]);
        Require(await SendAsync(forged), RpcErrorCode.TxBadSignature);
        Require(
            await SendAsync(node.Sign(good with { ChainTag = 1 }, "faucet")),
            RpcErrorCode.TxWrongChain, "expected", "got");
        Require(
            await SendAsync(node.Sign(good with { Inputs = [new OutPoint(good.Calls[0].Program.Value, 3)] }, "faucet")),
            RpcErrorCode.InputSpentOrMissing);
        Require(
            await SendAsync(node.Sign(good with { MaxFee = 1 }, "faucet")),
            RpcErrorCode.FeeTooLow, "required", "offered");
        Require(
            await SendAsync(node.Sign(good with { ValidUntil = 1 }, "faucet")),
            RpcErrorCode.Expired, "validUntil", "now");
        Require(await SendAsync(node.Sign(good with { Writes = [] }, "faucet")), RpcErrorCode.AccessSetViolation);
        Require(
            await node.AskAsync(
                "aeth_sendRawTransaction", $"[\"0x{new string('0', (2 * Limits.Transaction.MaxBytes) + 2)}\"]"),
            RpcErrorCode.TooLarge, "limit");
        Require(
            await SendAsync(node.Sign(good with { Nonce = good.Nonce + 1_000_000 }, "faucet")),
            RpcErrorCode.WrongNonce, "expected", "got");
        Require(
            await SendAsync(node.Sign(good with { MaxFee = UInt128.MaxValue / 4 }, "faucet")),
            RpcErrorCode.InsufficientBalance, "required", "available");
        Require(await SendAsync(node.Sign(good, "bob")), RpcErrorCode.WitnessMismatch);
        Require(
            await SendAsync(node.Sign(good with { ValidUntil = ulong.MaxValue / 2 }, "faucet")),
            RpcErrorCode.TooFarAhead, "validUntil", "now");
    }

    [Fact]
    public async Task FullAndCrowdedMempools_AndANodeThatStopped()
    {
        string folder = Directory.CreateTempSubdirectory("aether-rpc-small-").FullName;
        using HttpClient http = new();
        try
        {
            DevnetFolder files = DevnetFolder.OpenOrCreate(new DevnetOptions(1, folder, 9, null, false, 0));
            PipelineOptions small = new() { Mempool = new MempoolOptions { MaxTransactions = 3, MaxPerSender = 2 } };
            await using DevnetNetwork network = await DevnetNetwork.OpenAsync(
                files, small, retention: Retention.Minimal);
            Uri address = await network.StartAsync(0, 9);
            Transaction first = Transfer(files.Genesis, "alice", 0, 1, 2);
            string[] all =
            [
                Hex.Encode(first.Bytes),
                Hex.Encode(Transfer(files.Genesis, "alice", 0, 2, 2).Bytes),
                Hex.Encode(Transfer(files.Genesis, "alice", 1, 1, 2).Bytes),
                Hex.Encode(Transfer(files.Genesis, "alice", 2, 1, 2).Bytes),
                Hex.Encode(Transfer(files.Genesis, "bob", 0, 1, 2).Bytes),
                Hex.Encode(Transfer(files.Genesis, "carol", 0, 1, 1).Bytes),
            ];
            JsonElement[] answers = await BatchAsync(http, address, all);
            Assert.True(answers[0].TryGetProperty("result", out JsonElement hash), answers[0].ToString());
            Require(answers[1], RpcErrorCode.ReplacementUnderpriced);
            Require(answers[3], RpcErrorCode.SenderThrottled, "limit", "retryAfterMs");
            Require(answers[5], RpcErrorCode.MempoolFull, "retryAfterMs");
            // Once more what it has is no error.
            answers = await BatchAsync(http, address, all[0]);
            Assert.Equal(hash.ToString(), answers[0].GetProperty("result").ToString());
            TaskCompletionSource final = new(TaskCreationOptions.RunContinuationsAsynchronously);
            network.Nodes[0].View.Pipeline.BlockFinalized += _ => final.TrySetResult();
            await final.Task;
            Require(
                await AskAsync(http, address, "aeth_getAccount", $"[\"{Zero}\", 0]"),
                RpcErrorCode.Pruned, "what", "oldest", "profile");
            network.Nodes[0].View.Pipeline.Stop();
            answers = await BatchAsync(http, address, Hex.Encode(Transfer(files.Genesis, "dave", 0, 1, 2).Bytes));
            Require(answers[0], RpcErrorCode.NotReady, "phase");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // One of four is silent, so that some slots pass without a block. Nor does any keep the index by account.
    [Fact]
    public async Task SkippedSlot_AndNoIndex()
    {
        string folder = Directory.CreateTempSubdirectory("aether-rpc-four-").FullName;
        using HttpClient http = new();
        try
        {
            DevnetFolder files = DevnetFolder.OpenOrCreate(new DevnetOptions(4, folder, 9, null, false, 0));
            await using DevnetNetwork network = await DevnetNetwork.OpenAsync(
                files, new PipelineOptions(), keepsIndex: false);
            TaskCompletionSource<ulong> skipped = new(TaskCreationOptions.RunContinuationsAsynchronously);
            ulong last = 0;
            network.Nodes[0].View.Pipeline.BlockFinalized += block =>
            {
                if (block.Header.View > last + 1)
                {
                    skipped.TrySetResult(last + 1);
                }
                last = block.Header.View;
            };
            Uri address = await network.StartAsync(0, 9);
            network.Nodes[3].View.Pipeline.Stop();
            Require(
                await AskAsync(http, address, "aeth_getAccountHistory", $"[\"{Zero}\"]"),
                RpcErrorCode.IndexUnavailable, "reason", "enable");
            Require(
                await AskAsync(http, address, "aeth_getUtxos", $$"""[{"owner":"{{Zero}}"}]"""),
                RpcErrorCode.IndexUnavailable, "reason", "enable");
            ulong slot = await skipped.Task.WaitAsync(TimeSpan.FromMinutes(2));
            Require(
                await AskAsync(http, address, "aeth_getBlockBySlot", $"[{slot}]"),
                RpcErrorCode.SlotSkipped, "slot", "reason", "previous", "next");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static Transaction Transfer(Genesis genesis, string from, ulong nonce, UInt128 amount, uint price)
    {
        Address payer = DevnetAccounts.AddressOf(9, from);
        TransactionBody body = new TransactionBuilder(genesis)
            .Transfer(payer, DevnetAccounts.AddressOf(9, "faucet"), AssetId.Swr, amount)
            .Build(payer, nonce, 1, price: (UInt128)price << 32);
        using SigningSeed key = SigningSeed.FromSeed(DevnetAccounts.SeedOf(9, from));
        return TransactionSigner.Sign(body, genesis.Hash, key);
    }

    private static async Task<JsonElement[]> BatchAsync(HttpClient http, Uri address, params string[] raw)
    {
        string body = "[" + string.Join(',', raw.Select(bytes =>
            RpcTestServer.Call("aeth_sendRawTransaction", $"[\"{bytes}\"]"))) + "]";
        using StringContent content = new(body);
        using HttpResponseMessage response = await http.PostAsync(address, content);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return [.. answer.RootElement.EnumerateArray().Select(item => item.Clone())];
    }

    private static async Task<JsonElement> AskAsync(HttpClient http, Uri address, string method, string parameters)
    {
        using StringContent content = new(RpcTestServer.Call(method, parameters));
        using HttpResponseMessage response = await http.PostAsync(address, content);
        using JsonDocument answer = JsonDocument.Parse(await response.Content.ReadAsStringAsync());
        return answer.RootElement.Clone();
    }

    private Task<JsonElement> SendAsync(Transaction transaction) =>
        node.AskAsync("aeth_sendRawTransaction", $"[\"{Hex.Encode(transaction.Bytes)}\"]");

    private static void Require(JsonElement answer, RpcErrorCode code, params string[] fields)
    {
        Assert.True(answer.TryGetProperty("error", out JsonElement error), answer.ToString());
        Assert.True((int)code == error.GetProperty("code").GetInt32(), answer.ToString());
        JsonElement data = error.GetProperty("data");
        Assert.Equal(code.ToString(), data.GetProperty("name").GetString());
        Assert.All(fields, field => Assert.True(data.TryGetProperty(field, out _), answer.ToString()));
        RpcErrorInfo info = RpcErrors.Of(code);
        Assert.All(data.EnumerateObject(), member => Assert.True(
            member.NameEquals("name") || info.Fields.Contains(member.Name), $"{code} has {member.Name}"));
    }
}
