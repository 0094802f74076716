using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.UnitTests.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`contract deploy`, `call`, `query` and `gas` against a node with canned answers.</summary>
public sealed class ContractChainCommandsTests : IDisposable
{
    private const string Contract = "0x1414141414141414141414141414141414141414141414141414141414141414";
    private const string Code = "0x1515151515151515151515151515151515151515151515151515151515151515";
    private const string Other = "0x1616161616161616161616161616161616161616161616161616161616161616";

    private readonly CliHarness _cli = new();

    public ContractChainCommandsTests()
    {
        string abi = ContractFolder.Open(ContractExamples.Folder("counter", ContractLanguage.C)).Abi.ToString();
        _cli.Node.Answer("aeth_getContractAbi", _ => new JsonObject
        {
            ["id"] = Contract,
            ["codeHash"] = Code,
            ["codeBytes"] = 2000,
            ["abi"] = abi,
        });
        _cli.Node.Answer("aeth_getContract", _ => new JsonObject
        {
            ["id"] = Contract,
            ["admin"] = null,
            ["code"] = Code,
            ["codeHash"] = Code,
            ["codeVersion"] = 0,
            ["storedBytes"] = 72,
            ["height"] = 7,
            ["finalized"] = true,
        });
        Simulate(output: "0x0800000000000000");
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Query_Outputs_AreNamedAndSent_AsNobody()
    {
        JsonObject envelope = await _cli.RunJsonAsync("contract", "query", Contract, "get");
        Assert.Equal("8", envelope["data"]!["outputs"]!["value"]!.GetValue<string>());
        JsonArray asked = _cli.Node.Parameters["aeth_callContract"];
        Assert.Equal([Contract, "get", "0x", new Address().ToString()], asked.Select(value => value!.ToString()));
        Assert.Equal(0, await _cli.RunAsync("contract", "query", Contract, "--", "get"));
        Assert.Equal("value  8", _cli.Output.Trim());
        Assert.Equal(0, await _cli.RunAsync("contract", "gas", Contract, "--", "increment", "--by", "3"));
        Assert.Contains("1000", _cli.Output, StringComparison.Ordinal);
        Assert.Equal("0x0300000000000000", _cli.Node.Parameters["aeth_callContract"][2]!.ToString());
    }

    [Fact]
    public async Task Query_NoContractOrWrongWords_SayWhatToDo()
    {
        Assert.Equal(2, await _cli.RunAsync("contract", "query", Contract, "--", "got"));
        Assert.Contains("did you mean get?", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "query", Contract, "--", "increment", "--bye", "3"));
        Assert.Contains("did you mean --by?", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("give -- increment --by NUMBER", _cli.Error, StringComparison.Ordinal);
        _cli.Node.Answer("aeth_getContractAbi", _ => null);
        Assert.Equal(6, await _cli.RunAsync("contract", "query", Contract, "--", "get"));
        Assert.DoesNotContain("aeth_callContract", _cli.Node.Calls);
    }

    [Theory]
    [InlineData("query")]
    [InlineData("gas")]
    [InlineData("call")]
    public async Task NodeCommand_UnknownOptionOrNoNode_AreToldApart(string command)
    {
        string key = await _cli.NewKeyAsync();
        string[] line = ["contract", command, Contract, .. command == "call" ? (string[])["--from", key] : []];
        _cli.Node.Calls.Clear();
        Assert.Equal(2, await _cli.RunAsync([.. line, "--nonsense", "--", "get"]));
        Assert.StartsWith("error AE-2001: --nonsense is no option", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Node.Calls);
        Assert.Equal(2, await _cli.RunAsync(line));
        _cli.Node.Refuse("aeth_getContractAbi", -32603, "InternalError");
        Assert.Equal(3, await _cli.RunAsync([.. line, "--", "get"]));
        Assert.StartsWith("error AE-3002", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Call_Trial_DecidesGasAndAccesses()
    {
        string key = await _cli.NewKeyAsync();
        Simulate(output: "0x0800000000000000", writes: [Contract, Other]);
        string[] line = ["contract", "call", Contract, "--from", key, "--json", "--", "increment", "--by", "3"];
        Assert.Equal(0, await _cli.RunAsync(line));
        JsonNode data = JsonNode.Parse(_cli.Output)!["data"]!;
        Assert.Equal("8", data["trialOutputs"]!["value"]!.GetValue<string>());

        TransactionBody body = _cli.Node.Sent!.Body;
        ProgramCall call = Assert.Single(body.Calls);
        Assert.Equal(Contract, call.Program.Value.ToString());
        Assert.Equal(ContractCalls.Arguments("increment", [3, 0, 0, 0, 0, 0, 0, 0]), call.Arguments);
        Assert.Equal(1_000UL + 250 + 1_000, call.Gas);
        Assert.Equal([Contract, Other], body.Writes.Select(id => id.ToString()));
        Assert.Equal([Code], body.Reads.Select(id => id.ToString()));
        Assert.Equal(Limits.Transaction.MaxMemoryPages, body.MemoryLimit);
    }

    [Theory]
    [InlineData(19, 0xFFFFFFFEu, "AE-4100", "increment would fail: Overflow")]
    [InlineData(19, 77u, "AE-4100", "increment would fail: code 77")]
    [InlineData(5, 0u, "AE-4100", "increment would fail: OutOfGas")]
    public async Task Call_TrialFails_SendsNothingAndNamesTheReason(
        int status, uint detail, string code, string message)
    {
        string name = ((ReceiptStatus)status).ToString();
        string key = await _cli.NewKeyAsync();
        Simulate(status: status, name: name, failure: new JsonObject
        {
            ["contract"] = Contract,
            ["detail"] = detail,
            ["undeclared"] = null,
            ["data"] = "0x",
        });
        string[] line = ["contract", "call", Contract, "--from", key, "--", "increment", "--by", "3"];
        Assert.Equal(4, await _cli.RunAsync(line));
        Assert.StartsWith($"error {code}: {message}", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Call_Undeclared_NamesTheKeyToDeclare()
    {
        string key = await _cli.NewKeyAsync();
        Simulate(status: 2, name: "UndeclaredAccess", failure: new JsonObject
        {
            ["contract"] = Contract,
            ["detail"] = 0,
            ["undeclared"] = new JsonObject { ["id"] = Other, ["access"] = "write" },
            ["data"] = "0x",
        });
        string[] line =
            ["contract", "call", Contract, "--from", key, "--only-declared", "--", "increment", "--by", "3"];
        Assert.Equal(4, await _cli.RunAsync(line));
        Assert.StartsWith($"error AE-4101: increment needs {Other}", _cli.Error, StringComparison.Ordinal);
        Assert.Contains($"give --write {Other}", _cli.Error, StringComparison.Ordinal);
        Assert.False(_cli.Node.Parameters["aeth_simulate"][1]!["declare"]!.GetValue<bool>());
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Deploy_SmallModule_UploadsAndDeploysInOneTransaction()
    {
        byte[] code = await ContractExamples.ModuleAsync("counter", ContractLanguage.C);
        string key = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", key, "--field", "address"));
        Assert.True(AddressText.TryParse(_cli.Output.Trim(), out Address from));
        string module = _cli.Write("counter.wasm", code);
        string[] line = ["contract", "deploy", module, "--from", key, "--field", "contract", "--", "--start", "5"];
        Assert.Equal(0, await _cli.RunAsync(line));
        ObjectId id = ContractCalls.DeriveId(from, 4);
        Assert.Equal(id.ToString(), _cli.Output.Trim());

        Hash256 hash = ContractCheck.Admit(code).Hash;
        ObjectId codeId = CodeData.DeriveId(from, hash);
        TransactionBody body = _cli.Node.Sent!.Body;
        Assert.Equal([ContractCalls.UploadMethod, ContractCalls.DeployMethod], body.Calls.Select(call => call.Method));
        Assert.Equal(ContractCalls.UploadAll(from, hash, code)[0].Arguments, body.Calls[0].Arguments);
        byte[] input = [5, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(ContractCalls.Deploy(from, 4, codeId, from, input, 0).Arguments, body.Calls[1].Arguments);
        Assert.Contains(codeId, body.Writes);
        Assert.Contains(id, body.Writes);

        CodeData ready = new(0, hash, (uint)code.Length, (uint)code.Length, true);
        ObjectRecord record = new(ObjectKind.Code, from, from, 4, 0, 0, 0, Ace.Encode(ready));
        _cli.Node.Objects[codeId.ToString()] = Ace.Encode(record);
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Equal(ContractCalls.DeployMethod, Assert.Single(_cli.Node.Sent!.Body.Calls).Method);
        Assert.Contains(codeId, _cli.Node.Sent.Body.Reads);
    }

    [Fact]
    public async Task Deploy_LargeModule_GoesOnWhereTheChainIs()
    {
        // A custom section of 60,000 bytes means nothing to the gate, and makes four parts of the module.
        byte[] small = await ContractExamples.ModuleAsync("counter", ContractLanguage.C);
        byte[] code = [.. small, 0, 0xE2, 0xD4, 0x03, 1, (byte)'x', .. new byte[60_000]];
        Assert.Equal(4, CodeData.PartsOf((uint)code.Length));
        string key = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", key, "--field", "address"));
        Assert.True(AddressText.TryParse(_cli.Output.Trim(), out Address from));
        Hash256 hash = ContractCheck.Admit(code).Hash;
        List<Transaction> sent = [];
        _cli.Node.Answer("aeth_getTransactionReceipt", parameters =>
        {
            sent.Add(_cli.Node.Sent!);
            CodeData data = new(0, hash, (uint)code.Length, 3 * CodeData.PartBytes, false);
            ObjectRecord record = new(ObjectKind.Code, from, from, 4, 0, 0, 0, Ace.Encode(data));
            _cli.Node.Objects[CodeData.DeriveId(from, hash).ToString()] = Ace.Encode(record);
            return _cli.Node.ReceiptOf(parameters[0]!.ToString());
        });
        string module = _cli.Write("large.wasm", code);
        Assert.Equal(0, await _cli.RunAsync("contract", "deploy", module, "--from", key, "--", "--start", "5"));
        Assert.Contains("uploading parts 1 to 3 of 4", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, sent.Count);
        ProgramCall[] expected = ContractCalls.UploadAll(from, hash, code);
        Assert.Equal(expected[..3].Select(call => Hex.Encode(call.Arguments)), sent[0].Body.Calls.Select(Arguments));
        Assert.Equal(Hex.Encode(expected[3].Arguments), Arguments(sent[1].Body.Calls[0]));
        Assert.Equal(ContractCalls.DeployMethod, sent[1].Body.Calls[1].Method);

        string[] line = ["contract", "deploy", module, "--from", key, "--wait", "none", "--", "--start", "5"];
        _cli.Node.Objects.Clear();
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.Contains("give --wait included", _cli.Error, StringComparison.Ordinal);

        static string Arguments(ProgramCall call) => Hex.Encode(call.Arguments);
    }

    [Fact]
    public async Task Deploy_WithoutInitsInput_NamesTheOptionAndAsksNoNode()
    {
        string key = await _cli.NewKeyAsync();
        string module = _cli.Write("c.wasm", await ContractExamples.ModuleAsync("counter", ContractLanguage.C));
        _cli.Node.Calls.Clear();
        Assert.Equal(2, await _cli.RunAsync("contract", "deploy", module, "--from", key));
        Assert.Contains("give -- init --start NUMBER", _cli.Error, StringComparison.Ordinal);
        string escrow = _cli.Write("e.wasm", await ContractExamples.ModuleAsync("escrow", ContractLanguage.C));
        Assert.Equal(2, await _cli.RunAsync("contract", "deploy", escrow, "--from", key, "--", "--start", "5"));
        Assert.Contains("has no init", _cli.Error, StringComparison.Ordinal);
        string empty = _cli.Write("n.wasm", Convert.FromHexString("0061736D01000000"));
        Assert.Equal(9, await _cli.RunAsync("contract", "deploy", empty, "--from", key));
        Assert.Empty(_cli.Node.Calls);
    }

    private void Simulate(
        string output = "0x",
        int status = 0,
        string name = "Success",
        JsonObject? failure = null,
        string[]? writes = null)
    {
        JsonNode Result(JsonArray parameters) => new JsonObject
        {
            ["error"] = null,
            ["status"] = status,
            ["statusName"] = name,
            ["failure"] = failure?.DeepClone(),
            ["gasUsed"] = 1000,
            ["fee"] = "5",
            ["events"] = new JsonArray(),
            ["output"] = output,
            ["reads"] = new JsonArray(),
            ["writes"] = new JsonArray([.. (writes ?? []).Select(id => (JsonNode)id)]),
        };
        _cli.Node.Answer("aeth_callContract", Result);
        _cli.Node.Answer("aeth_simulate", Result);
    }
}
