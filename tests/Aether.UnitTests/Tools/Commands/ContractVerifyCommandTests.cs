using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Tools.Contracts;
using Aether.UnitTests.Sdk.Proofs;
using Aether.UnitTests.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`contract verify`, and the other commands, against a node that has contracts.</summary>
public sealed class ContractVerifyCommandTests : IDisposable
{
    private readonly CliHarness _cli = new();
    private readonly ObjectId _id = new(SampleChain.Hash(20));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Verify_TheSourceItWasBuiltFrom_Matches()
    {
        await AddAsync("counter");
        string folder = ContractExamples.Folder("counter", ContractLanguage.C);
        JsonObject envelope = await _cli.RunJsonAsync("contract", "verify", _id.ToString(), "--source", folder);
        Assert.Equal(0, envelope["exit_code"]!.GetValue<int>());
        Assert.True(envelope["data"]!["matches"]!.GetValue<bool>());
        string module = _cli.Write("c.wasm", await ContractExamples.ModuleAsync("counter", ContractLanguage.C));
        Assert.Equal(0, await _cli.RunAsync("contract", "verify", _id.ToString(), "--wasm", module));
        Assert.Contains("the chain runs exactly this", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_OtherCode_SaysWhatDiffers()
    {
        FakeContract contract = await AddAsync("counter");
        contract.Version = 2;
        byte[] own = await ContractExamples.ModuleAsync("counter", ContractLanguage.C);
        // One byte of a function, behind everything that is described.
        byte[] changed = [.. own];
        changed[^1] ^= 1;
        string module = _cli.Write("changed.wasm", changed);
        JsonObject envelope = await _cli.RunJsonAsync("contract", "verify", _id.ToString(), "--wasm", module);
        Assert.Equal(9, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-9013", envelope["errors"]![0]!["code"]!.GetValue<string>());
        Assert.False(envelope["data"]!["matches"]!.GetValue<bool>());
        string[] differences = [.. envelope["data"]!["differences"]!.AsArray().Select(text => text!.ToString())];
        Assert.StartsWith("both have", differences[0], StringComparison.Ordinal);
        Assert.Contains("upgraded 2 times", differences[^1], StringComparison.Ordinal);

        string token = _cli.Write("t.wasm", await ContractExamples.ModuleAsync("token", ContractLanguage.C));
        Assert.Equal(9, await _cli.RunAsync("contract", "verify", _id.ToString(), "--wasm", token));
        Assert.Contains("only the chain has increment(by: u64) -> (value: u64)", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("only yours has transfer(", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_WithoutContractOrSource_SaysWhatToDo()
    {
        string module = _cli.Write("c.wasm", await ContractExamples.ModuleAsync("counter", ContractLanguage.C));
        Assert.Equal(6, await _cli.RunAsync("contract", "verify", _id.ToString(), "--wasm", module));
        Assert.Contains("aetherctl contract deploy", _cli.Error, StringComparison.Ordinal);
        _cli.Node.Calls.Clear();
        Assert.Equal(2, await _cli.RunAsync("contract", "verify", _id.ToString()));
        Assert.Contains("give --source or --wasm", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "verify", _id.ToString(), "--wasm", module, "--source", "."));
        Assert.Equal(2, await _cli.RunAsync("contract", "verify", "0x12", "--wasm", module));
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task Contract_FromItsDescriptionOnTheNode_IsQueriedAndCalled()
    {
        FakeContract contract = await AddAsync("counter");
        contract.Outputs["get"] = [8, 0, 0, 0, 0, 0, 0, 0];
        contract.Outputs["increment"] = [9, 0, 0, 0, 0, 0, 0, 0];
        Assert.Equal(0, await _cli.RunAsync("contract", "query", _id.ToString(), "--", "get"));
        Assert.Equal("value  8", _cli.Output.Trim());
        string key = await _cli.NewKeyAsync();
        string[] line = ["contract", "call", _id.ToString(), "--from", key, "--", "increment", "--by", "1"];
        Assert.Equal(0, await _cli.RunAsync(line));
        TransactionBody body = _cli.Node.Sent!.Body;
        Assert.Equal([contract.CodeId], body.Reads);
        Assert.Contains(_id, body.Writes);

        // A trial that aborts names the error of the description, and nothing is sent.
        Transaction sent = _cli.Node.Sent;
        contract.Aborts["increment"] = 0xFFFFFFFE;
        Assert.Equal(4, await _cli.RunAsync(line));
        Assert.Contains("increment would fail: Overflow", _cli.Error, StringComparison.Ordinal);
        Assert.Same(sent, _cli.Node.Sent);

        // The description names a method that the code has not: the node says so.
        contract.Aborts.Clear();
        contract.Outputs.Clear();
        Assert.Equal(4, await _cli.RunAsync("contract", "query", _id.ToString(), "--", "get"));
        Assert.Contains("MethodMissing", _cli.Error, StringComparison.Ordinal);
        string other = new ObjectId(SampleChain.Hash(21)).ToString();
        Assert.Equal(6, await _cli.RunAsync("contract", "query", other, "--", "get"));
        Assert.Contains($"there is no contract {other}", _cli.Error, StringComparison.Ordinal);
    }

    private async Task<FakeContract> AddAsync(string name)
    {
        FakeContract contract = new(_id, await ContractExamples.ModuleAsync(name, ContractLanguage.C));
        _cli.Node.Contracts[_id.ToString()] = contract;
        return contract;
    }
}
