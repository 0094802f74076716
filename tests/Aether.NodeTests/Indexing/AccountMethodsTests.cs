using System.Text.Json;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.Node.Devnet;
using Aether.Node.Indexing;
using Aether.NodeTests.Rpc;
using Xunit;

namespace Aether.NodeTests.Indexing;

/// <summary>History and outputs of accounts over JSON-RPC, on a node that makes blocks meanwhile.</summary>
public sealed class AccountMethodsTests(RpcTestNode node)
{
    [Fact]
    public async Task ATransfer_IsInBothHistories()
    {
        JsonElement receipt = await node.SendAsync(await node.TransferAsync("erin", "frank", 1_234));
        string hash = receipt.GetProperty("transactionHash").GetString()!;
        JsonElement sent = Entry(await HistoryAsync("erin"), hash);
        JsonElement got = Entry(await HistoryAsync("frank"), hash);
        Assert.Equal(["payer", "signer", "sender"], Texts(sent.GetProperty("roles")));
        Assert.Equal(["receiver"], Texts(got.GetProperty("roles")));
        Assert.Equal("""[{"asset":"SWR","in":"0","out":"1234"}]""", sent.GetProperty("amounts").GetRawText());
        Assert.Equal("""[{"asset":"SWR","in":"1234","out":"0"}]""", got.GetProperty("amounts").GetRawText());
        foreach (JsonElement entry in new[] { sent, got })
        {
            Assert.Equal(receipt.GetProperty("height").GetUInt64(), entry.GetProperty("height").GetUInt64());
            Assert.Equal(receipt.GetProperty("index").GetUInt32(), entry.GetProperty("index").GetUInt32());
            Assert.Equal(receipt.GetProperty("fee").GetString(), entry.GetProperty("fee").GetString());
            Assert.Equal("Success", entry.GetProperty("statusName").GetString());
            Assert.True(entry.GetProperty("exact").GetBoolean());
        }
    }

    [Fact]
    public async Task Pages_HoldTogether_WhileOutputsAreMadeAndSpent()
    {
        Address owner = RpcTestNode.AddressOf("grace");
        TransactionBody body = await BodyAsync("grace");
        JsonElement made = await node.SendAsync(node.Sign(
            body with
            {
                Calls = [BankProgram.Withdraw(owner, AssetId.Swr, 15)],
                Outputs = [.. Enumerable.Range(1, 5).Select(amount =>
                    new TransactionOutput(owner, AssetId.Swr, (UInt128)amount, null))],
            },
            "grace"));
        await IndexedAsync(made.GetProperty("height").GetUInt64());
        string hash = made.GetProperty("transactionHash").GetString()!;
        JsonElement first = await OwnedAsync("""{"owner":"$grace","limit":2}""");
        Assert.Equal(2, first.GetProperty("outputs").GetArrayLength());
        body = await BodyAsync("grace");
        JsonElement spent = await node.SendAsync(node.Sign(
            body with
            {
                Inputs = [new OutPoint(Hash256.FromHex(hash[2..]), 4)],
                Calls = [BankProgram.Deposit(owner, AssetId.Swr, 5)],
            },
            "grace"));
        await IndexedAsync(spent.GetProperty("height").GetUInt64());
        List<string> amounts = [.. Amounts(first)];
        JsonElement page = first;
        while (page.GetProperty("next").GetString() is { } cursor)
        {
            page = await OwnedAsync($$"""{"owner":"$grace","limit":2,"cursor":"{{cursor}}"}""");
            Assert.Equal(first.GetProperty("height").GetUInt64(), page.GetProperty("height").GetUInt64());
            amounts.AddRange(Amounts(page));
        }
        Assert.Equal(["1", "2", "3", "4", "5"], amounts);
        Assert.Equal(["1", "2", "3", "4"], Amounts(await OwnedAsync("""{"owner":"$grace"}""")));
        JsonElement history = (await HistoryAsync("grace")).GetProperty("entries");
        Assert.Equal(
            ["payer", "signer", "receiver", "spender"], Texts(history[0].GetProperty("roles")));
        Assert.Equal(
            ["payer", "signer", "sender", "owner"], Texts(history[1].GetProperty("roles")));
    }

    [Fact]
    public async Task HistoryPages_AreEveryEntryOnce_InBothOrders()
    {
        for (int more = 0; more < 5; more++)
        {
            await node.SendAsync(await node.TransferAsync("heidi", "ivan", (UInt128)(more + 1)));
        }
        List<string> down = await PagesAsync("ivan", """, "order":"desc" """);
        List<string> up = await PagesAsync("ivan", """, "order":"asc" """);
        down.Reverse();
        Assert.Equal(up, down);
        Assert.True(up.Count >= 5);
        Assert.Equal(up, await PagesAsync("ivan", """, "order":"asc", "roles":["receiver","sender"] """));
        Assert.Empty(await PagesAsync("ivan", """, "roles":["called"] """));
    }

    [Theory]
    [InlineData("""["$alice", {"cursor":"AAAA"}]""", -32602, "damaged")]
    [InlineData("""["$alice", {"cursor":7}]""", -32602, "cursor is what")]
    [InlineData("""["$alice", {"limit":0}]""", -32602, "from 1 up")]
    [InlineData("""["$alice", {"limit":501}]""", -32005, "at most 500")]
    [InlineData("""["$alice", {"order":"up"}]""", -32602, "newest first")]
    [InlineData("""["$alice", {"roles":["king"]}]""", -32602, "payer, signer")]
    [InlineData("""["$alice", {"roles":"payer"}]""", -32602, "payer, signer")]
    [InlineData("""["$alice", {"page":1}]""", -32602, "options have")]
    [InlineData("""["$alice", 7]""", -32602, "is an object")]
    [InlineData("""["nobody"]""", -32602, "is an address")]
    public async Task BadQuestionsOfHistory(string parameters, int code, string reason) =>
        Refused(await node.AskAsync("aeth_getAccountHistory", Fill(parameters)), code, reason);

    [Theory]
    [InlineData("""[{"owner":"$alice","cursor":"AAAA"}]""", -32602, "damaged")]
    [InlineData("""[{"owner":"$alice","limit":501}]""", -32005, "at most 500")]
    [InlineData("""[{"owner":"alice"}]""", -32602, "asked for by")]
    [InlineData("""[{}]""", -32602, "owner is missing")]
    [InlineData("""[{"owner":"$alice"}, "latest"]""", -32602, "no tag")]
    public async Task BadQuestionsOfOutputs(string parameters, int code, string reason) =>
        Refused(await node.AskAsync("aeth_getUtxos", Fill(parameters)), code, reason);

    [Fact]
    public async Task CursorsThatCannotBeHonoured_SayWhy()
    {
        Address alice = RpcTestNode.AddressOf("alice");
        ulong tag = node.Genesis.ChainTag;
        ulong all = IndexCursor.SubjectOf(alice, AccountRoles.None);
        IndexCursor ahead = new(IndexListKind.Descending, all, 1UL << 40, 0, default);
        Refused(await HistoryAsync("alice", ahead.Format(tag)), -32014, "ask again");
        Refused(await HistoryAsync("alice", ahead.Format(tag + 1)), -32602, "another chain");
        Refused(await HistoryAsync("bob", (ahead with { Height = 1 }).Format(tag)), -32602, "another list");
        Refused(
            await HistoryAsync("alice", (ahead with { Kind = IndexListKind.Ascending, Height = 1 }).Format(tag)),
            -32602, "another list");
        IndexCursor outputs = new(IndexListKind.Outputs, all, 1UL << 40, 0, default);
        Refused(
            await node.AskAsync(
                "aeth_getUtxos", Fill($$"""[{"owner":"$alice","cursor":"{{outputs.Format(tag)}}"}]""")),
            -32014, "ask again");
    }

    private static UInt128 Plenty => 1_000_000_000;

    // A body that calls the bank once; the caller says how.
    private async Task<TransactionBody> BodyAsync(string name)
    {
        TransactionBody body = await node.BuildAsync(name, calls => calls.Transfer(
            RpcTestNode.AddressOf(name), RpcTestNode.AddressOf(name), AssetId.Swr, 1));
        return body with { MaxFee = Plenty };
    }

    private string Fill(string json)
    {
        foreach (string name in DevnetAccounts.Names)
        {
            string address = AddressText.Format(RpcTestNode.AddressOf(name), node.View.AddressPrefix);
            json = json.Replace($"\"${name}\"", $"\"{address}\"", StringComparison.Ordinal);
        }
        return json;
    }

    private async Task<JsonElement> HistoryAsync(string name)
    {
        await IndexedAsync(node.View.Store.FinalizedHeader.Height);
        return (await node.AskAsync("aeth_getAccountHistory", Fill($"[\"${name}\"]"))).GetProperty("result");
    }

    private Task<JsonElement> HistoryAsync(string name, string cursor) =>
        node.AskAsync("aeth_getAccountHistory", Fill($$"""["${{name}}", {"cursor":"{{cursor}}"}]"""));

    private async Task<JsonElement> OwnedAsync(string ask) =>
        (await node.AskAsync("aeth_getUtxos", Fill($"[{ask}]"))).GetProperty("result");

    private async Task<List<string>> PagesAsync(string name, string more)
    {
        await IndexedAsync(node.View.Store.FinalizedHeader.Height);
        List<string> hashes = [];
        string? cursor = null;
        do
        {
            string at = cursor is null ? "null" : $"\"{cursor}\"";
            JsonElement page = (await node.AskAsync(
                "aeth_getAccountHistory",
                Fill($$"""["${{name}}", {"limit":2, "cursor":{{at}}{{more}}}]"""))).GetProperty("result");
            Assert.True(page.GetProperty("entries").GetArrayLength() <= 2);
            hashes.AddRange(page.GetProperty("entries").EnumerateArray()
                .Select(entry => entry.GetProperty("transactionHash").GetString()!));
            cursor = page.GetProperty("next").GetString();
        }
        while (cursor is not null);
        Assert.Equal(hashes.Distinct(), hashes);
        return hashes;
    }

    // What is final is in the index a moment later.
    private async Task IndexedAsync(ulong height)
    {
        while (node.View.Index!.View.Height < height)
        {
            Assert.Null(node.View.Index.Failure);
            await Task.Yield();
        }
    }

    private static JsonElement Entry(JsonElement history, string hash) => Assert.Single(
        history.GetProperty("entries").EnumerateArray(),
        entry => entry.GetProperty("transactionHash").GetString() == hash);

    private static IEnumerable<string> Amounts(JsonElement page) => page.GetProperty("outputs").EnumerateArray()
        .Select(output => output.GetProperty("amount").GetString()!);

    private static IEnumerable<string> Texts(JsonElement list) =>
        list.EnumerateArray().Select(item => item.GetString()!);

    private static void Refused(JsonElement answer, int code, string reason)
    {
        JsonElement error = answer.GetProperty("error");
        Assert.Equal(code, error.GetProperty("code").GetInt32());
        Assert.Contains(reason, error.GetProperty("message").GetString());
    }
}
