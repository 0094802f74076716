using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Aether.NodeTests.Rpc.Http;
using Xunit;

namespace Aether.NodeTests.Rpc.JsonRpc;

/// <summary>Calls that are answered together, and calls that are refused unread.</summary>
public sealed class CallGroupTests
{
    private readonly List<int> _groups = [];
    private readonly List<int> _expected = [];
    private bool _shut;

    [Fact]
    public async Task HandleAsync_CallsSideBySide_AreBegunTogetherAndAnsweredInOrder()
    {
        using JsonRpcDispatcher dispatcher = Create();
        string[] calls =
        [
            .. Enumerable.Range(0, 300).Select(index => RpcTestServer.Call("take", $"[\"{index}\"]", index)),
            RpcTestServer.Call("echo", "[\"x\"]", 300),
            RpcTestServer.Call("take", "[\"bad\"]", 301),
            RpcTestServer.Call("take", "[\"302\"]", 302),
        ];
        using JsonDocument answer = await AskAsync(dispatcher, $"[{string.Join(",", calls)}]");
        JsonElement[] answers = [.. answer.RootElement.EnumerateArray()];
        Assert.Equal(Enumerable.Range(0, 303), answers.Select(item => item.GetProperty("id").GetInt32()));
        Assert.Equal(
            Enumerable.Range(0, 300).Select(index => $"took {index}"),
            answers[..300].Select(item => item.GetProperty("result").GetString()));
        Assert.Equal("x", answers[300].GetProperty("result").GetString());
        Assert.Equal((int)RpcErrorCode.InvalidParams, answers[301].GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal("took 302", answers[302].GetProperty("result").GetString());
        Assert.Equal(302, _groups.Sum());
        Assert.Equal(Limits.Admission.Together, _groups[0]);
        Assert.Equal(2, _groups[^1]);
    }

    [Fact]
    public async Task HandleAsync_BatchOfThem_IsExpectedUntilItBeginsOrEnds()
    {
        using JsonRpcDispatcher dispatcher = Create();
        string take = RpcTestServer.Call("take", "[\"0x01\"]");
        string echo = RpcTestServer.Call("echo", "[\"x\"]");
        (await AskAsync(dispatcher, $"[{take},{take},{take}]")).Dispose();
        Assert.Equal([3, -3], _expected);
        (await AskAsync(dispatcher, $"[{take},{echo}]")).Dispose();
        Assert.Equal([3, -3, 1, -1], _expected);
        // No batch at all, and one with more calls than a batch may have.
        (await AskAsync(dispatcher, $"[{take},")).Dispose();
        (await AskAsync(dispatcher, $"[{string.Join(",", Enumerable.Repeat(take, 1_001))}]")).Dispose();
        Assert.Equal([3, -3, 1, -1, 1, -1, 1_000, -1_000], _expected);
        _expected.Clear();
        (await AskAsync(dispatcher, $"[{echo},{take}]")).Dispose();
        (await AskAsync(dispatcher, echo)).Dispose();
        _shut = true;
        (await AskAsync(dispatcher, $"[{take}]", 429)).Dispose();
        Assert.Empty(_expected);
    }

    [Fact]
    public async Task HandleAsync_CallsWithoutIds_AreTakenAndNotAnswered()
    {
        using JsonRpcDispatcher dispatcher = Create();
        RpcResponse response = await dispatcher.HandleAsync(
            """[{"jsonrpc":"2.0","method":"take","params":["1"]},{"jsonrpc":"2.0","method":"take","params":["2"]}]"""u8
                .ToArray(),
            RpcClient.Unmetered,
            TestContext.Current.CancellationToken);
        Assert.Null(response.Body);
        Assert.Equal([2], _groups);
    }

    [Fact]
    public async Task HandleAsync_Shut_RefusesCallsAndBatchesOfThemOnly()
    {
        _shut = true;
        using JsonRpcDispatcher dispatcher = Create();
        using JsonDocument one = await AskAsync(dispatcher, RpcTestServer.Call("take", "[\"1\"]", 7), 429);
        Assert.Equal(7, one.RootElement.GetProperty("id").GetInt32());
        RequireBusy(one.RootElement);
        string batch = $"[{RpcTestServer.Call("take", "[\"1\"]")},{RpcTestServer.Call("echo", "[\"x\"]", 2)}]";
        using JsonDocument all = await AskAsync(dispatcher, batch, 429);
        Assert.Equal(JsonValueKind.Null, all.RootElement.GetProperty("id").ValueKind);
        RequireBusy(all.RootElement);
        using JsonDocument other = await AskAsync(dispatcher, RpcTestServer.Call("echo", "[\"x\"]"));
        Assert.Equal("x", other.RootElement.GetProperty("result").GetString());
        using JsonDocument mixed = await AskAsync(
            dispatcher, $"[{RpcTestServer.Call("echo", "[\"x\"]")}]");
        Assert.Equal("x", mixed.RootElement[0].GetProperty("result").GetString());
        Assert.Empty(_groups);
    }

    [Fact]
    public async Task HandleAsync_ShutAndCallThatWasTakenBefore_IsRead()
    {
        _shut = true;
        using JsonRpcDispatcher dispatcher = Create();
        string batch = $"[{RpcTestServer.Call("take", "[\"1\"]")},{RpcTestServer.Call("take", "[\"known\"]", 2)}]";
        using JsonDocument all = await AskAsync(dispatcher, batch);
        Assert.Equal("took known", all.RootElement[1].GetProperty("result").GetString());
        Assert.Equal([2], _groups);
    }

    [Theory]
    [InlineData("[")]
    [InlineData("[{\"method\":")]
    [InlineData("[1]")]
    [InlineData("[{\"method\":5}]")]
    [InlineData("{\"method\":\"take\"")]
    public async Task HandleAsync_ShutAndNoSuchBody_SaysWhatIsWrongWithIt(string body)
    {
        _shut = true;
        using JsonRpcDispatcher dispatcher = Create();
        using JsonDocument answer = await AskAsync(dispatcher, body);
        JsonElement error = answer.RootElement.ValueKind == JsonValueKind.Array
            ? answer.RootElement[0]
            : answer.RootElement;
        int code = error.GetProperty("error").GetProperty("code").GetInt32();
        Assert.True(code is (int)RpcErrorCode.ParseError or (int)RpcErrorCode.InvalidRequest, $"{code}");
    }

    private static void RequireBusy(JsonElement answer) =>
        Assert.Equal((int)RpcErrorCode.LimitExceeded, answer.GetProperty("error").GetProperty("code").GetInt32());

    private static async Task<JsonDocument> AskAsync(JsonRpcDispatcher dispatcher, string body, int status = 200)
    {
        RpcResponse response = await dispatcher.HandleAsync(
            Encoding.UTF8.GetBytes(body), RpcClient.Unmetered, TestContext.Current.CancellationToken);
        Assert.Equal(status, response.Status);
        using RpcOutput output = response.Body!;
        return JsonDocument.Parse(output.Written.ToArray());
    }

    private JsonRpcDispatcher Create()
    {
        RpcDeferredMethod alone = (_, _) => throw new InvalidOperationException("calls of a batch are not alone");
        RpcEntry take = new(new RpcMethodInfo("take", ""), null, alone)
        {
            Together = new RpcTogether(
                () => _shut,
                body => body.IndexOf("known"u8) >= 0,
                () => new RpcException(RpcErrorCode.LimitExceeded, "busy") { RetryAfterMs = 250 },
                _expected.Add,
                TakeAll),
        };
        RpcEntry echo = RpcTestServer.Entry("echo", (call, json) => json.WriteStringValue(call.Text(0, "text")));
        return new JsonRpcDispatcher(new RpcRegistry([take, echo]), (_, _) => { });
    }

    private Task<RpcVerdict[]> TakeAll(IReadOnlyList<RpcParameters> calls)
    {
        _groups.Add(calls.Count);
        return Task.FromResult(calls.Select(call =>
        {
            string text = call.Text(0, "text");
            return text == "bad"
                ? new RpcVerdict(null, RpcParameters.Invalid("bad"))
                : new RpcVerdict(json => json.WriteStringValue($"took {text}"), null);
        }).ToArray());
    }
}
