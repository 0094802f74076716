using System.CommandLine;
using System.Net;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.UnitTests.Tools.Cli;

/// <summary>The contract every command keeps: exit codes, envelope, streams.</summary>
public sealed class CommandLineTests : IDisposable
{
    private const string Address = "0x0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b";
    private const string Hash = "0x1414141414141414141414141414141414141414141414141414141414141414";

    private readonly CliHarness _cli = new();

    /// <summary>One valid command line for each command that asks a node. {key} and {file} are replaced.</summary>
    public static TheoryData<string> NodeCommands() =>
    [
        "status",
        $"balance {Address}",
        $"transfer --from {{key}} --to {Address} --amount 1.5",
        $"faucet --mint 1000000 --to {Address}",
        "submit-tx {file}",
        $"tx {Hash}",
        "block latest",
        "genesis export --out {out}",
        $"proof account {Address} --out {{out}}",
        $"proof receipt {Hash} --out {{out}}",
        $"proof object {Hash} --out {{out}}",
        "object create --from {key} --text hello",
        $"object show {Hash}",
        $"object update {Hash} --from {{key}} --text hello",
        $"object transfer {Hash} --from {{key}} --to {Address}",
        $"object delete {Hash} --from {{key}}",
        "asset create --from {key} --symbol GOLD",
        $"asset mint {Hash} --from {{key}} --to {Address} --amount 1",
        $"asset burn {Hash} --from {{key}} --amount 1",
        $"asset transfer {Hash} --from {{key}} --to {Address} --amount 1",
        $"asset show {Hash}",
        $"asset balance {Hash} {Address}",
    ];

    public void Dispose() => _cli.Dispose();

    [Theory]
    [MemberData(nameof(NodeCommands))]
    public async Task NodeCommand_NothingListens_Exits3(string line)
    {
        string[] arguments = await ExpandAsync(line);
        _cli.Http = new FailingHandler(new HttpRequestException(HttpRequestError.ConnectionError, "refused"));
        Assert.Equal(3, await _cli.RunAsync(arguments));
        AssertErrorOnly("AE-3001");
        JsonObject envelope = await _cli.RunJsonAsync(arguments);
        Assert.Equal("AE-3001", envelope["errors"]![0]!["code"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(NodeCommands))]
    public async Task NodeCommand_AnswerIsNoJsonRpc_Exits3(string line)
    {
        string[] arguments = await ExpandAsync(line);
        foreach (string body in new[] { "", "<html>", "[]", "{}", "{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":1}" })
        {
            _cli.Http = new ConstantHandler(HttpStatusCode.OK, body);
            Assert.Equal(3, await _cli.RunAsync(arguments));
        }
        _cli.Http = new ConstantHandler(HttpStatusCode.BadGateway, "{}");
        Assert.Equal(3, await _cli.RunAsync(arguments));
        AssertErrorOnly("AE-3001");
    }

    [Theory]
    [MemberData(nameof(NodeCommands))]
    public async Task NodeCommand_NodeFails_Exits3WithItsCode(string line)
    {
        string[] arguments = await ExpandAsync(line);
        string[] methods =
        [
            "aeth_getObject", "aeth_nodeInfo", "aeth_getBalance", "aeth_getGenesis", "aeth_chainId", "aeth_dev_faucet",
            "aeth_sendRawTransaction", "aeth_getTransactionByHash", "aeth_getBlockByNumber",
        ];
        foreach (string method in methods)
        {
            _cli.Node.Refuse(method, -32603, "InternalError");
        }
        JsonObject envelope = await _cli.RunJsonAsync(arguments);
        Assert.Equal(3, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-3002", envelope["errors"]![0]!["code"]!.ToString());
        Assert.Equal("InternalError", envelope["errors"]![0]!["details"]!["rpcName"]!.ToString());
    }

    [Theory]
    [MemberData(nameof(NodeCommands))]
    public async Task NodeCommand_UnknownOption_Exits2(string line)
    {
        string[] arguments = await ExpandAsync(line);
        Assert.Equal(2, await _cli.RunAsync([.. arguments, "--nonsense"]));
        AssertErrorOnly("AE-2001");
        Assert.Contains("--help", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Node.Calls);
    }

    [Theory]
    [MemberData(nameof(NodeCommands))]
    public async Task NodeCommand_BadEndpoint_Exits2(string line)
    {
        string[] arguments = await ExpandAsync(line);
        Assert.Equal(2, await _cli.RunAsync([.. arguments, "--rpc", "localhost"]));
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task NodeCommand_FaultOfThisProgram_Exits1WithoutTrace()
    {
        _cli.Http = new FailingHandler(new InvalidCastException("secret detail"));
        Assert.Equal(1, await _cli.RunAsync("status"));
        AssertErrorOnly("AE-1001");
        Assert.DoesNotContain("secret detail", _cli.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("bogus")]
    [InlineData("keys")]
    [InlineData("proof")]
    [InlineData("transfer")]
    [InlineData("balance")]
    [InlineData("balance a b")]
    [InlineData("faucet --mint")]
    [InlineData("transfer --nonce x")]
    public async Task Usage_WrongCommandLines_Exit2(string line)
    {
        string[] arguments = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, await _cli.RunAsync(arguments));
        AssertErrorOnly("AE-2001");
        JsonObject envelope = await _cli.RunJsonAsync(arguments);
        Assert.Equal(2, envelope["exit_code"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("objct show 0x00", "object")]
    [InlineData("object shwo 0x00", "show")]
    [InlineData("status --jsn", "--json")]
    [InlineData("transfer --too x", "--to")]
    public async Task Usage_NearlyACommandOrOption_SaysWhichOne(string line, string meant)
    {
        Assert.Equal(2, await _cli.RunAsync(line.Split(' ')));
        AssertErrorOnly("AE-2001");
        Assert.Contains($"did you mean {meant}? Else aetherctl", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_EveryCommand_HasExamplesAndExits0()
    {
        List<string[]> paths = [];
        Collect(CommandLine.Build(EmptyEnvironment()), [], paths);
        Assert.True(paths.Count >= 12);
        foreach (string[] path in paths)
        {
            Assert.Equal(0, await _cli.RunAsync([.. path, "--help"]));
            Assert.Equal("", _cli.Error);
            Assert.Contains("Examples:", _cli.Output, StringComparison.Ordinal);
            Assert.Contains("aetherctl " + string.Join(' ', path), _cli.Output, StringComparison.Ordinal);
            Assert.Contains("Exit codes:", _cli.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Version_Exits0()
    {
        Assert.Equal(0, await _cli.RunAsync("--version"));
        Assert.Matches(@"^\d+\.\d+\.\d+", _cli.Output);
    }

    [Fact]
    public async Task Endpoint_ComesFromOptionThenVariableThenDefault()
    {
        _cli.Variables[GlobalOptions.EndpointVariable] = "http://variable.example:1";
        Assert.Equal(0, await _cli.RunAsync("status", "--field", "endpoint"));
        Assert.Equal("http://variable.example:1/", _cli.Output.TrimEnd());
        Assert.Equal(0, await _cli.RunAsync("--rpc", "http://option.example:2", "status", "--field", "endpoint"));
        Assert.Equal("http://option.example:2/", _cli.Output.TrimEnd());
        _cli.Variables.Clear();
        Assert.Equal(0, await _cli.RunAsync("status", "--field", "endpoint"));
        Assert.Equal(GlobalOptions.DefaultEndpoint + "/", _cli.Output.TrimEnd());
    }

    [Fact]
    public async Task Field_NamesNothing_Exits2()
    {
        Assert.Equal(2, await _cli.RunAsync("status", "--field", "height.x"));
        AssertErrorOnly("AE-2008");
    }

    [Theory]
    [InlineData(-33001, "TxMalformed")]
    [InlineData(-33002, "TxBadSignature")]
    [InlineData(-33003, "TxWrongChain")]
    [InlineData(-33004, "InputSpentOrMissing")]
    [InlineData(-33005, "FeeTooLow")]
    [InlineData(-33006, "Expired")]
    [InlineData(-33007, "MempoolFull")]
    [InlineData(-33008, "AccessSetViolation")]
    [InlineData(-33009, "TooLarge")]
    [InlineData(-33011, "SenderThrottled")]
    [InlineData(-33012, "WrongNonce")]
    [InlineData(-33013, "InsufficientBalance")]
    [InlineData(-33014, "WitnessMismatch")]
    [InlineData(-33015, "ReplacementUnderpriced")]
    [InlineData(-33016, "TooFarAhead")]
    public async Task Refusals_Exit4WithACodeEach(int rpcCode, string name)
    {
        _cli.Node.Refuse("aeth_sendRawTransaction", rpcCode, name);
        JsonObject envelope = await _cli.RunJsonAsync("submit-tx", _cli.Write("tx.hex", "0x01"));
        Assert.Equal(4, envelope["exit_code"]!.GetValue<int>());
        JsonNode error = envelope["errors"]![0]!;
        Assert.Equal($"AE-40{-33000 - rpcCode:D2}", error["code"]!.ToString());
        Assert.Equal(name, error["details"]!["rpcName"]!.ToString());
        Assert.Equal("7", error["details"]!["data"]!["required"]!.ToString());
        Assert.NotEqual("", error["hint"]!.ToString());
    }

    [Theory]
    [InlineData(-32602, 2)]
    [InlineData(-32601, 3)]
    [InlineData(-32001, 3)]
    [InlineData(-32004, 3)]
    [InlineData(-32011, 6)]
    [InlineData(-32014, 6)]
    public async Task NodeErrors_MapToExitCodes(int rpcCode, int exit)
    {
        _cli.Node.Refuse("aeth_getBalance", rpcCode, "X");
        Assert.Equal(exit, await _cli.RunAsync("balance", Address));
        Assert.Equal("", _cli.Output);
    }

    private static CliEnvironment EmptyEnvironment() => new()
    {
        Output = TextWriter.Null,
        Error = TextWriter.Null,
        GetVariable = _ => null,
        Http = new FailingHandler(new HttpRequestException()),
    };

    private static void Collect(Command command, string[] path, List<string[]> paths)
    {
        if (command.Subcommands.Count == 0)
        {
            paths.Add(path);
        }
        foreach (Command child in command.Subcommands)
        {
            Collect(child, [.. path, child.Name], paths);
        }
    }

    private async Task<string[]> ExpandAsync(string line)
    {
        string key = await _cli.NewKeyAsync();
        string file = _cli.Write("tx.hex", "0x01");
        return [.. line.Split(' ').Select(part => part switch
        {
            "{key}" => key,
            "{file}" => file,
            "{out}" => _cli.PathOf("out"),
            _ => part,
        })];
    }

    private void AssertErrorOnly(string code)
    {
        Assert.Equal("", _cli.Output);
        string[] lines = _cli.Error.TrimEnd().Split('\n');
        Assert.StartsWith($"error {code}: ", lines[^3], StringComparison.Ordinal);
        Assert.StartsWith("  why: ", lines[^2], StringComparison.Ordinal);
        Assert.StartsWith("  try: ", lines[^1], StringComparison.Ordinal);
    }

    private sealed class FailingHandler(Exception error) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromException<HttpResponseMessage>(error);
    }

    private sealed class ConstantHandler(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(status) { Content = new StringContent(body) });
    }
}
