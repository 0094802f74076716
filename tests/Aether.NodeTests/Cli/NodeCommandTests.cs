using System.Net;
using System.Text.Json.Nodes;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>`rpc`, `ready`, `tx wait` and dry runs against a node of recorded answers.</summary>
public sealed class NodeCommandTests : IDisposable
{
    private const string Hash = "0x1414141414141414141414141414141414141414141414141414141414141414";

    private readonly ToolHarness _cli = new() { Time = new SteppingTime() };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Rpc_WordsAreStrings_AndJsonIsJson()
    {
        _cli.Node.Answer("aeth_any", _ => new JsonObject { ["list"] = new JsonArray(1, 2) });
        Assert.Equal(0, await _cli.RunAsync(
            "rpc", "aeth_any", "taeth1abc", "latest", "12", "true", "null", "[1,\"b\"]", "{\"c\":1}", "0x14"));
        Assert.Equal(
            """["taeth1abc","latest",12,true,null,[1,"b"],{"c":1},"0x14"]""",
            _cli.Node.Parameters[^1].Parameters.ToJsonString());
        Assert.Equal(new JsonArray(1, 2).ToJsonString(), JsonNode.Parse(_cli.Output)!["list"]!.ToJsonString());
        Assert.Equal(0, await _cli.RunAsync("rpc", "aeth_any", "--field", "list.1"));
        Assert.Equal("2", _cli.Output.Trim());
    }

    [Fact]
    public async Task Rpc_NullAndText_ArePrintedAsTheyAre()
    {
        _cli.Node.Answer("aeth_null", _ => null);
        _cli.Node.Answer("aeth_text", _ => "words");
        Assert.Equal(0, await _cli.RunAsync("rpc", "aeth_null"));
        Assert.Equal("null\n", _cli.Output);
        JsonObject envelope = await _cli.RunJsonAsync("rpc", "aeth_null");
        Assert.Null(envelope["data"]);
        Assert.Equal(0, await _cli.RunAsync("rpc", "aeth_text"));
        Assert.Equal("words\n", _cli.Output);
    }

    [Fact]
    public async Task Rpc_BrokenJsonOrNoMethod_Exits2()
    {
        Assert.Equal(2, await _cli.RunAsync("rpc", "aeth_any", "[1,"));
        Assert.Equal(2, await _cli.RunAsync("rpc"));
        Assert.Empty(_cli.Node.Calls);
        Assert.Equal(3, await _cli.RunAsync("rpc", "aeth_unheard"));
    }

    [Theory]
    [InlineData("aeth_getHeadr", "aeth_getHeader")]
    [InlineData("getheader", "aeth_getHeader")]
    [InlineData("header", "aeth_getHeader")]
    [InlineData("aeth_blockNumbers", "")]
    public async Task Rpc_UnknownMethod_SuggestsThoseOfTheNode(string method, string expected)
    {
        _cli.Node.Answer("rpc.discover", _ => JsonNode.Parse(
            """{"methods":[{"name":"aeth_getHeader"},{"name":"aeth_simulate"},{"name":5},7]}"""));
        Assert.Equal(3, await _cli.RunAsync("rpc", method));
        Assert.Equal(expected.Length > 0, _cli.Error.Contains($"did you mean {expected}?", StringComparison.Ordinal));
        JsonObject envelope = await _cli.RunJsonAsync("rpc", method);
        JsonNode error = envelope["errors"]![0]!;
        Assert.False(error["retriable"]!.GetValue<bool>());
        Assert.Equal(3, envelope["exit_code"]!.GetValue<int>());
        _cli.Node.Refuse("rpc.discover", -32601, "MethodNotFound");
        Assert.Equal(3, await _cli.RunAsync("rpc", method));
        Assert.DoesNotContain("did you mean", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task RpcList_FromDiscover_ElseSaysSo()
    {
        Assert.Equal(3, await _cli.RunAsync("rpc", "--list"));
        Assert.Contains("does not list its methods", _cli.Error, StringComparison.Ordinal);
        _cli.Node.Answer("rpc.discover", _ => JsonNode.Parse(
            """
            {"openrpc":"1.3.2","methods":[{"name":"aeth_getHeader","summary":"A header.",
             "params":[{"name":"tag","required":true},{"name":"more"}]}]}
            """));
        Assert.Equal(0, await _cli.RunAsync("rpc", "--list"));
        Assert.Equal("aeth_getHeader  [tag, more?]  A header.\n", _cli.Output);
    }

    [Fact]
    public async Task Ready_Answers0Or3()
    {
        string? query = null;
        _cli.Node.AnswerPath("/ready", address =>
        {
            query = address.Query;
            return (HttpStatusCode.OK, """{"ready":true,"reason":"","phase":"running"}""");
        });
        Assert.Equal(0, await _cli.RunAsync("ready", "--max-behind", "20"));
        Assert.Equal("?max_behind=20", query);
        _cli.Node.AnswerPath("/ready", _ =>
            (HttpStatusCode.ServiceUnavailable, """{"ready":false,"reason":"replaying","phase":"replaying"}"""));
        JsonObject envelope = await _cli.RunJsonAsync("ready");
        Assert.Equal(3, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-3004", envelope["errors"]![0]!["code"]!.ToString());
        Assert.Equal("replaying", envelope["data"]!["phase"]!.ToString());
        Assert.True(envelope["errors"]![0]!["retriable"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Ready_Wait_SucceedsLater_OrExits7()
    {
        int asked = 0;
        _cli.Node.AnswerPath("/ready", _ => ++asked < 5
            ? (HttpStatusCode.ServiceUnavailable, """{"ready":false,"reason":"starting"}""")
            : (HttpStatusCode.OK, """{"ready":true}"""));
        Assert.Equal(0, await _cli.RunAsync("ready", "--wait", "60s"));
        Assert.Equal(5, asked);
        _cli.Node.AnswerPath("/ready", _ => (HttpStatusCode.ServiceUnavailable, """{"reason":"starting"}"""));
        Assert.Equal(7, await _cli.RunAsync("ready", "--wait", "2s"));
        Assert.StartsWith("error AE-7001:", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("starting", _cli.Error, StringComparison.Ordinal);
        _cli.Node.AnswerPath("/ready", _ => (HttpStatusCode.OK, "<html>"));
        Assert.Equal(3, await _cli.RunAsync("ready"));
    }

    [Fact]
    public async Task TxWait_FollowsToTheEnd()
    {
        _cli.Node.Answer("aeth_getTransactionReceipt", _ => null);
        _cli.Node.Answer("aeth_getTransactionStatus", _ => null);
        JsonObject envelope = await _cli.RunJsonAsync("tx", "wait", Hash, "--timeout", "3s");
        Assert.Equal(7, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal(Hash, envelope["data"]!["transactionHash"]!.ToString());
        Assert.Equal($"aetherctl tx wait {Hash}", envelope["errors"]![0]!["hint"]!.ToString());
        Assert.Equal(2, await _cli.RunAsync("tx", "wait", Hash, "--wait", "none"));
    }

    [Fact]
    public async Task DryRun_ShowsCostsAndEffects_AndSendsNothing()
    {
        string file = _cli.PathOf("signed.hex");
        await File.WriteAllTextAsync(file, "0x0101", TestContext.Current.CancellationToken);
        _cli.Node.Answer("aeth_simulate", _ => JsonNode.Parse(
            """{"error":null,"status":0,"statusName":"Success","gasUsed":700,"reads":["0x01"],"writes":["0x02"]}"""));
        _cli.Node.Answer("aeth_estimateFee", _ => new JsonObject { ["fee"] = "1500000000" });
        Assert.Equal(0, await _cli.RunAsync("submit-tx", file, "--dry-run"));
        Assert.Matches("(?m)^fee now +1.5 SWR$", _cli.Output);
        Assert.Matches("(?m)^outcome +Success$", _cli.Output);
        Assert.Matches("(?m)^writes +0x02$", _cli.Output);
        Assert.DoesNotContain("aeth_sendRawTransaction", _cli.Node.Calls);
    }

    [Fact]
    public async Task DryRun_ThatWouldFail_Exits4WithWhatIsKnown()
    {
        string file = _cli.PathOf("signed.hex");
        await File.WriteAllTextAsync(file, "0x0101", TestContext.Current.CancellationToken);
        _cli.Node.Answer("aeth_simulate", _ => JsonNode.Parse(
            """{"error":null,"status":3,"statusName":"InsufficientBalance","gasUsed":700,"reads":[],"writes":[]}"""));
        _cli.Node.Answer("aeth_estimateFee", _ => new JsonObject { ["fee"] = "1" });
        JsonObject envelope = await _cli.RunJsonAsync("submit-tx", file, "--dry-run");
        Assert.Equal(4, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-4102", envelope["errors"]![0]!["code"]!.ToString());
        Assert.Equal("1", envelope["data"]!["fee"]!["amount"]!.ToString());
    }
}
