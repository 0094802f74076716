using System.Text;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc.JsonRpc;

public sealed class JsonRpcDispatcherTests
{
    private readonly List<string> _failures = [];
    private readonly JsonRpcDispatcher _dispatcher;

    public JsonRpcDispatcherTests()
    {
        Dictionary<string, RpcMethod> methods = new()
        {
            ["add"] = (parameters, result) => result.WriteNumberValue(
                parameters.Find(0)!.Value.GetInt32() + parameters.Find(1)!.Value.GetInt32()),
            ["text"] = (parameters, result) => result.WriteStringValue(parameters.Text(0, "word")),
            ["null"] = (_, result) => result.WriteNullValue(),
            ["refuse"] = (_, result) =>
            {
                result.WriteStartObject();
                throw new RpcException(RpcErrorCode.FeeTooLow, "too low", ("required", "12"), ("limit", 5L));
            },
            ["break"] = (_, _) => throw new InvalidOperationException("secret detail"),
        };
        _dispatcher = new JsonRpcDispatcher(methods, (name, error) => _failures.Add(name + ": " + error.Message));
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
            Encoding.UTF8.GetString(_dispatcher.Handle((byte[])[(byte)'"', 0xFF, (byte)'"'])!),
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
            byte[]? response = _dispatcher.Handle(body);
            if (response is not null)
            {
                using System.Text.Json.JsonDocument parsed = System.Text.Json.JsonDocument.Parse(response);
            }
        }
    }

    private string? Ask(string request) =>
        _dispatcher.Handle(Encoding.UTF8.GetBytes(request)) is { } response ? Encoding.UTF8.GetString(response) : null;
}
