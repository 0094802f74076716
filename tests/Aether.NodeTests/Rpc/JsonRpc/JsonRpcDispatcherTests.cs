using System.Text;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc.JsonRpc;

public sealed class JsonRpcDispatcherTests : IDisposable
{
    private readonly List<string> _failures = [];
    private readonly JsonRpcDispatcher _dispatcher;

    public JsonRpcDispatcherTests()
    {
        List<RpcEntry> methods =
        [
            Entry("add", (parameters, result) => result.WriteNumberValue(
                parameters.Find(0)!.Value.GetInt32() + parameters.Find(1)!.Value.GetInt32())),
            Entry("text", (parameters, result) => result.WriteStringValue(parameters.Text(0, "word"))),
            Entry("null", (_, result) => result.WriteNullValue()),
            Entry("heavy", (parameters, result) => result.WriteStringValue(parameters.Text(0, "word")), RpcLane.Heavy),
            Entry("long", WriteLong),
            Entry("refuse", (_, result) =>
            {
                result.WriteStartObject();
                throw new RpcException(RpcErrorCode.FeeTooLow, "too low", ("required", "12"), ("limit", 5L));
            }),
            Entry("break", (_, _) => throw new InvalidOperationException("secret detail")),
            new(new RpcMethodInfo("later", ""), null, Later),
        ];
        _dispatcher = new JsonRpcDispatcher(
            new RpcRegistry(methods), (name, error) => _failures.Add(name + ": " + error.Message));
    }

    [Theory]
    [InlineData(
        """{"jsonrpc":"2.0","id":1,"method":"add","params":[2,3]}""",
        """{"jsonrpc":"2.0","result":5,"id":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"a","method":"null"}""", """{"jsonrpc":"2.0","result":null,"id":"a"}""")]
    [InlineData(
        """{"jsonrpc":"2.0","id":null,"method":"text","params":["x"]}""",
        """{"jsonrpc":"2.0","result":"x","id":null}""")]
    [InlineData(
        """{"jsonrpc":"2.0","id":1.5,"method":"null","params":[]}""",
        """{"jsonrpc":"2.0","result":null,"id":1.5}""")]
    public void Handle_Request_AnswersExactly(string request, string response) => Assert.Equal(response, Ask(request));

    [Theory]
    [InlineData("", -32700)]
    [InlineData("{", -32700)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"id":2,"method":"null"}""", -32700)]
    [InlineData("[]", -32600)]
    [InlineData("1", -32600)]
    [InlineData("null", -32600)]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"null"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"null"}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"null","params":3}""", -32600)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"nope"}""", -32601)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"text","params":[1]}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"text","params":{"word":"x"}}""", -32602)]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"break"}""", -32603)]
    public void Handle_BadRequest_GivesTheStandardCode(string request, int code)
    {
        string response = Ask(request)!;
        Assert.Contains($"\"code\":{code},", response, StringComparison.Ordinal);
        Assert.DoesNotContain("secret detail", response, StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_RefusedCall_CarriesNameAndFieldsAndDropsPartialResult() => Assert.Equal(
        """{"jsonrpc":"2.0","error":{"code":-33005,"message":"too low","data":"""
        + """{"name":"FeeTooLow","required":"12","limit":5}},"id":7}""",
        Ask("""{"jsonrpc":"2.0","id":7,"method":"refuse"}"""));

    [Fact]
    public void Handle_FailingMethod_IsLogged()
    {
        Ask("""{"jsonrpc":"2.0","id":1,"method":"break"}""");
        Assert.Equal("break: secret detail", Assert.Single(_failures));
    }

    [Fact]
    public void Handle_Notification_IsNotAnswered()
    {
        Assert.Null(Ask("""{"jsonrpc":"2.0","method":"null"}"""));
        Assert.Null(Ask("""{"jsonrpc":"2.0","method":"nope"}"""));
        Assert.Null(Ask("""[{"jsonrpc":"2.0","method":"null"},{"jsonrpc":"2.0","method":"add","params":[]}]"""));
    }

    [Fact]
    public void Handle_Batch_KeepsOrderAndSkipsNotifications() => Assert.Equal(
        """[{"jsonrpc":"2.0","result":3,"id":1},"""
        + """{"jsonrpc":"2.0","error":{"code":-32600,"message":"a request is an object with """
        + """\u0022jsonrpc\u0022:\u00222.0\u0022, \u0022method\u0022 and optional """
        + """\u0022params\u0022 and \u0022id\u0022","data":{"name":"InvalidRequest"}},"id":null},"""
        + """{"jsonrpc":"2.0","result":null,"id":2}]""",
        Ask(
            """[{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]},5,"""
            + """{"jsonrpc":"2.0","method":"null"},{"jsonrpc":"2.0","id":2,"method":"null"}]"""));

    [Fact]
    public void Handle_OversizedBatch_IsRefusedWhole()
    {
        string call = """{"jsonrpc":"2.0","id":1,"method":"null"}""";
        string at = "[" + string.Join(',', Enumerable.Repeat(call, Limits.Rpc.MaxBatch)) + "]";
        string over = "[" + string.Join(',', Enumerable.Repeat(call, Limits.Rpc.MaxBatch + 1)) + "]";
        Assert.StartsWith("[", Ask(at), StringComparison.Ordinal);
        Assert.Contains("\"code\":-32005", Ask(over), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"text","params":["\ud800"]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":"\udc00","method":"null"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"null","params":{"\ud800":1}}""")]
    public void Handle_HalfSurrogate_IsAParseError(string body) =>
        Assert.Contains("-32700", Ask(body), StringComparison.Ordinal);

    [Fact]
    public void Handle_BytesThatAreNotUtf8_AreAParseError() =>
        Assert.Contains(
            "-32700",
            Ask([(byte)'"', 0xFF, (byte)'"']),
            StringComparison.Ordinal);

    [Fact]
    public void Handle_DeepNesting_IsAParseError()
    {
        string deep = new string('[', 5_000) + new string(']', 5_000);
        Assert.Contains("-32700", Ask(deep), StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_MutatedBodies_NeverThrowAndAnswerValidJson()
    {
        byte[] seed = Encoding.UTF8.GetBytes(
            """[{"jsonrpc":"2.0","id":1,"method":"add","params":[1,2]},"""
            + """{"jsonrpc":"2.0","id":"b","method":"text","params":["\u00e4"]}]""");
        ulong state = 1;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] body = (byte[])seed.Clone();
            for (int edit = 0; edit < 1 + (round % 4); edit++)
            {
                state = (state * 6364136223846793005) + 1442695040888963407;
                body[(int)((state >> 33) % (ulong)body.Length)] = (byte)(state >> 20);
            }
            string? response = Ask(body);
            if (response is not null)
            {
                using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(response);
            }
        }
    }

    [Fact]
    public void Handle_BatchOfCallsThatWait_KeepsTheOrder() => Assert.Equal(
        "[" + string.Join(',', Enumerable.Range(0, 200).Select(id =>
            $$"""{"jsonrpc":"2.0","result":"{{id}}","id":{{id}}}""")) + "]",
        Ask("[" + string.Join(',', Enumerable.Range(0, 200).Select(id => id % 3 == 0
            ? $$"""{"jsonrpc":"2.0","id":{{id}},"method":"text","params":["{{id}}"]}"""
            : $$"""{"jsonrpc":"2.0","id":{{id}},"method":"later","params":["{{id}}"]}""")) + "]"));

    [Fact]
    public void Handle_HeavyCall_IsAnsweredTheSame() => Assert.Equal(
        """{"jsonrpc":"2.0","result":"x","id":9}""",
        Ask("""{"jsonrpc":"2.0","id":9,"method":"heavy","params":["x"]}"""));

    [Fact]
    public void Handle_AnswerOverTheLimit_IsRefusedWithTheLimit()
    {
        int length = Limits.Rpc.MaxResponseBytes + 1_000;
        string call = $$"""{"jsonrpc":"2.0","id":1,"method":"long","params":[{{length}}]}""";
        Assert.Contains("\"code\":-32003", Ask(call), StringComparison.Ordinal);
    }

    [Fact]
    public void Handle_BatchOverTheLimit_RefusesOnlyWhatDoesNotFit()
    {
        int part = (Limits.Rpc.MaxResponseBytes / 3) - 1_000;
        string call = $$"""{"jsonrpc":"2.0","id":1,"method":"long","params":[{{part}}]}""";
        string answer = Ask($"[{call},{call},{call},{call},{call}]")!;
        Assert.True(answer.Length < Limits.Rpc.MaxResponseBytes + 10_000);
        using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(answer);
        Assert.Equal(
            [true, true, true, false, false],
            parsed.RootElement.EnumerateArray().Select(item => item.TryGetProperty("result", out _)));
    }

    [Theory]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"text","params":["a"]}""")]
    [InlineData("""{"method":"null","jsonrpc":"2.0","id":"x"}""")]
    [InlineData("""{"jsonrpc":"2.0","method":"text","params":[5],"id":null}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null","params":[{"a":1,"a":2}]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null","more":1}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"m\u0065thod":"null"}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null"} x""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null","params":[[[[[[[[[[[[[[1]]]]]]]]]]]]]]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null","params":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}""")]
    [InlineData("""{"jsonrpc":"2.0","id":2,"method":"null","params":[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]}""")]
    public void Handle_OrdinaryForm_IsAnsweredAsInABatch(string request)
    {
        string? alone = Ask(request);
        string? batched = Ask("[" + request + "]");
        bool parses = batched?.StartsWith('[') == true;
        Assert.True(parses ? batched == $"[{alone}]" : alone!.Contains("-32700") || request.Contains("[[[["), alone);
    }

    public void Dispose() => _dispatcher.Dispose();

    private static void WriteLong(RpcParameters parameters, System.Text.Json.Utf8JsonWriter result)
    {
        result.WriteStartArray();
        for (ulong left = parameters.Number(0, "length") / 1_000; left > 0; left--)
        {
            result.WriteStringValue(new string('x', 997));
        }
        result.WriteEndArray();
    }

    private static RpcEntry Entry(string name, RpcMethod run, RpcLane lane = RpcLane.Light) =>
        new(new RpcMethodInfo(name, "") { Lane = lane }, run, null);

    private static async Task<Action<System.Text.Json.Utf8JsonWriter>> Later(
        RpcParameters parameters, CancellationToken stop)
    {
        string word = parameters.Text(0, "word");
        await Task.Yield();
        return json => json.WriteStringValue(word);
    }

    private string? Ask(string request) => Ask(Encoding.UTF8.GetBytes(request));

    private string? Ask(byte[] request)
    {
        RpcResponse response = _dispatcher.HandleAsync(request, RpcClient.Unmetered).GetAwaiter().GetResult();
        using RpcOutput? body = response.Body;
        return body is null ? null : Encoding.UTF8.GetString(body.Written);
    }
}
