using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Tools.Contracts;
using Aether.UnitTests.Sdk.Proofs;
using Aether.UnitTests.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`contract gas`: snapshots of scenarios and of calls, and what makes a comparison fail.</summary>
public sealed class ContractGasCommandTests : IDisposable
{
    private static readonly string s_counter = ContractExamples.Folder("counter", ContractLanguage.C);
    private readonly CliHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Folder_SavedAndComparedWithItself_HoldsAndIsTheSameFile()
    {
        string first = _cli.PathOf("first.json");
        string second = _cli.PathOf("second.json");
        Assert.Equal(0, await _cli.RunAsync("contract", "gas", s_counter, "--save", first));
        Assert.Contains("scenario.json 001 init", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("contract", "gas", s_counter, "--compare", first, "--save", second));
        Assert.Equal(File.ReadAllBytes(first), File.ReadAllBytes(second));
        Assert.Empty(_cli.Node.Calls);
    }

    [Theory]
    [InlineData(0, "0", 0)]
    [InlineData(1, "0", 9)]
    [InlineData(-1, "0", 0)]
    [InlineData(10, "1", 9)]
    [InlineData(10, "90", 0)]
    public async Task Call_ThatUsesMoreThanBefore_Exits9(int more, string tolerance, int expected)
    {
        ObjectId id = new(SampleChain.Hash(20));
        FakeContract contract = new(id, await ContractExamples.ModuleAsync("counter", ContractLanguage.C)) { Gas = 50 };
        contract.Outputs["get"] = new byte[8];
        _cli.Node.Contracts[id.ToString()] = contract;
        string path = _cli.PathOf("gas.json");
        Assert.Equal(0, await _cli.RunAsync("contract", "gas", id.ToString(), "--save", path, "--", "get"));
        contract.Gas = (ulong)(50 + more);
        string[] line =
        [
            "contract", "gas", id.ToString(), "--compare", path, "--tolerance", tolerance, "--json", "--", "get",
        ];
        Assert.Equal(expected, await _cli.RunAsync(line));
        JsonNode envelope = JsonNode.Parse(_cli.Output)!;
        Assert.Equal(more == 0 ? 0 : 1, envelope["data"]!["changes"]!.AsArray().Count);
        if (expected != 0)
        {
            Assert.Equal("AE-9012", envelope["errors"]![0]!["code"]!.GetValue<string>());
            Assert.Contains("50 before", envelope["errors"]![0]!["why"]!.ToString(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Comparison_CallsThatAreNewOrGone_AreShownAndHold()
    {
        string path = _cli.Write("gas.json", """{"format":"aether-gas/1","gas":{"scenario.json 900 gone":5}}""");
        JsonObject envelope = await _cli.RunJsonAsync("contract", "gas", s_counter, "--compare", path);
        Assert.Equal(0, envelope["exit_code"]!.GetValue<int>());
        JsonArray changes = envelope["data"]!["changes"]!.AsArray();
        Assert.Contains(changes, change => change!["now"] is null && change["before"]!.GetValue<ulong>() == 5);
        Assert.Contains(changes, change => change!["before"] is null);
    }

    [Theory]
    [InlineData("[]", "has no members format")]
    [InlineData("{", "gas.json is no gas snapshot")]
    [InlineData("""{"format":"aether-gas/2","gas":{}}""", "has no members format")]
    [InlineData("""{"format":"aether-gas/1","gas":{"a":-1}}""", "the gas of 'a' is no whole number")]
    [InlineData("""{"format":"aether-gas/1","gas":{"a":"1"}}""", "the gas of 'a' is no whole number")]
    public async Task Comparison_WithNoSnapshot_SaysWhatToDo(string text, string expected)
    {
        string path = _cli.Write("gas.json", text);
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", s_counter, "--compare", path));
        Assert.Contains(expected, _cli.Error, StringComparison.Ordinal);
        Assert.Contains("--save", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Options_ThatDoNotFit_AreRefused()
    {
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", s_counter, "--", "get"));
        Assert.Contains("a folder takes no method", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", s_counter, "--tolerance", "1.25"));
        Assert.Contains("at most one decimal", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", s_counter, "--tolerance", "-1"));
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", new ObjectId(SampleChain.Hash(20)).ToString()));
        Assert.Contains("no method is given", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("contract", "gas", _cli.PathOf("nothing"), "--", "get"));
    }
}
