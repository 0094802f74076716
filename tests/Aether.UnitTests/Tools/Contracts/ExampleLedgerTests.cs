using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.UnitTests.Execution.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>The token on the ledger itself: both languages give the same receipts and the same items.</summary>
public sealed class ExampleLedgerTests
{
    private const int Creator = 2;
    private const int Other = 3;

    [Fact]
    public async Task Token_SameCalls_GiveTheSameEventsResultsAndItems()
    {
        Dictionary<string, string> c = await RunAsync(ContractLanguage.C);
        Dictionary<string, string> script = await RunAsync(ContractLanguage.AssemblyScript);
        Assert.Equal(c, script);
        Assert.Equal("Success", c["transfer status"]);
        Assert.Equal("Aborted", c["too much status"]);
        Assert.Equal("0x40420f00000000000000000000000000", c["b3"]);
        Assert.Contains("Transfer", c["transfer events"], StringComparison.Ordinal);
    }

    private static async Task<Dictionary<string, string>> RunAsync(ContractLanguage language)
    {
        byte[] code = await ContractExamples.ModuleAsync("token", language);
        ContractAbi abi = ContractFolder.Open(ContractExamples.Folder("token", language)).Abi;
        ContractFixture fixture = new();
        Dictionary<string, string> results = [];
        JsonObject init = new() { ["name"] = "Gold", ["symbol"] = "GLD", ["supply"] = "5000000" };
        ObjectId token = fixture.Deploy(code, Input(abi, "init", init));
        string to = ContractFixture.Owner(Other).ToString();
        Note("transfer", fixture.Call(Creator, token, "transfer", Input(abi, "transfer", Amount(to, "1000000"))));
        Note("too much", fixture.Call(Other, token, "transfer", Input(abi, "transfer", Amount(to, "1000001"))));
        Note("info", fixture.Call(Other, token, "info", []));
        foreach (int owner in new[] { Creator, Other })
        {
            byte[] key = [(byte)'b', .. ContractFixture.Owner(owner).Value.ToArray()];
            results[$"b{owner}"] = Hex.Encode(fixture.Stored(token, key) ?? []);
        }
        foreach (string key in new[] { "name", "symbol", "supply" })
        {
            results[key] = Hex.Encode(fixture.Stored(token, Encoding.ASCII.GetBytes(key)) ?? []);
        }
        results["stored"] = fixture.Data(token).Stored.ToString();
        return results;

        void Note(string name, Receipt receipt)
        {
            results[$"{name} status"] = receipt.Status.ToString();
            results[$"{name} returned"] = receipt.ReturnHash.ToString();
            results[$"{name} events"] = string.Join(';', receipt.Events.Select(found =>
                AbiDecoder.TryDecodeEvent(abi, found.Topics, found.Data, "", out string label, out JsonObject? values)
                    ? $"{label} {values!.ToJsonString()}"
                    : "unknown"));
        }
    }

    private static JsonObject Amount(string to, string amount) => new() { ["to"] = to, ["amount"] = amount };

    private static byte[] Input(ContractAbi abi, string method, JsonObject values)
    {
        AbiMethod found = abi.FindMethod(method)!;
        Assert.True(AbiEncoder.TryEncode(found.Inputs, values, out byte[] input, out string problem), problem);
        return input;
    }
}
