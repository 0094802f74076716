using System.Text;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Sdk.Contracts;
using Xunit;

namespace Aether.UnitTests.Sdk.Contracts;

public sealed class ContractAbiTests
{
    /// <summary>A description that uses every member.</summary>
    public const string Sample =
        """
        {
          "format": "aether-abi/1", "name": "Token", "version": "1.0.0", "docs": "A token.",
          "methods": [
            {"name": "transfer", "docs": "Moves tokens.", "mutates": true,
             "inputs": [{"name": "to", "type": "address"},
                        {"name": "amount", "type": "u128", "decimals": 6, "docs": "How much."}],
             "outputs": [{"name": "left", "type": "u128", "decimals": 6}]},
            {"name": "note", "mutates": false,
             "inputs": [{"name": "lines", "type": "list<option<string>>"},
                        {"name": "fee_asset", "type": "option<asset>"}]}
          ],
          "events": [{"name": "Transfer", "fields": [
            {"name": "from", "type": "address", "topic": true}, {"name": "amount", "type": "u128"},
            {"name": "to", "type": "address", "topic": true}]}],
          "errors": [{"code": 1, "name": "NotEnough", "docs": "The balance is below the amount."}]
        }
        """;

    /// <summary>Parses <see cref="Sample"/>.</summary>
    public static ContractAbi ParseSample()
    {
        bool ok = ContractAbi.TryParse(Encoding.UTF8.GetBytes(Sample), out ContractAbi? abi, out string problem);
        Assert.True(ok, problem);
        return abi!;
    }

    [Fact]
    public void TryParse_Sample_RoundTripsThroughCanonicalBytes()
    {
        ContractAbi abi = ParseSample();
        byte[] bytes = abi.ToUtf8();
        Assert.True(ContractAbi.TryParse(bytes, out ContractAbi? again, out _));
        Assert.Equal(bytes, again!.ToUtf8());
        Assert.Equal(["transfer", "note"], again.Methods.Select(method => method.Name));
        Assert.Equal("list<option<string>>", again.Methods[1].Inputs[0].Type.ToString());
        Assert.Equal(6, again.Methods[0].Inputs[1].Decimals);
        Assert.True(again.Events[0].Fields[2].IsTopic);
        Assert.Equal("NotEnough", again.FindError(1)!.Name);
        Assert.Null(again.FindError(2));
        Assert.Null(again.FindMethod("burn"));
    }

    [Theory]
    [InlineData(
        "u128\", \"decimals\": 6, \"docs", "u129\", \"docs",
        "methods[0].inputs[1].type: 'u129' is no type; did you mean u128?")]
    [InlineData("aether-abi/1", "aether-abi/2", "format: 'aether-abi/2' is unknown; this reads aether-abi/1")]
    [InlineData("\"mutates\": false", "\"mutate\": false", "methods[1]: the member 'mutate' is unknown; did you")]
    [InlineData("\"mutates\": false", "\"mutates\": 0", "methods[1].mutates: true or false is expected here")]
    [InlineData("\"name\": \"note\"", "\"name\": \"transfer\"", "methods: transfer is there twice")]
    [InlineData("\"name\": \"note\"", "\"name\": \"_note\"", "methods[1].name: '_note' is no name here")]
    [InlineData("\"code\": 1", "\"code\": -1", "errors[0].code: a code is a whole number")]
    [InlineData("\"type\": \"u128\"},", "\"type\": \"u128\", \"topic\": true},", "events[0].fields: a topic is")]
    [InlineData("\"decimals\": 6, \"docs\"", "\"decimals\": 39, \"docs\"", "methods[0].inputs[1].decimals: decimals")]
    [InlineData("option<string>", "option<option<string>>", "methods[1].inputs[0].type: ")]
    [InlineData("option<string>", "list<list<list<list<u8>>>>", "methods[1].inputs[0].type: ")]
    [InlineData("\"version\": \"1.0.0\",", "", "the member 'version' is missing")]
    [InlineData("\"version\": \"1.0.0\",", "\"version\": \"1\", \"version\": \"2\",", "no valid JSON")]
    [InlineData("\"A token.\"", "\"\\ud800\"", "no valid JSON")]
    [InlineData("\"A token.\"", "[]", "docs: text is expected here")]
    [InlineData("\"list<option<string>>\"", "[[[[[[[[1]]]]]]]]", "no valid JSON")]
    public void TryParse_OneMistake_NamesPlaceAndReason(string right, string wrong, string expected)
    {
        Assert.Contains(right, Sample, StringComparison.Ordinal);
        string text = Sample.Replace(right, wrong, StringComparison.Ordinal);
        Assert.False(ContractAbi.TryParse(Encoding.UTF8.GetBytes(text), out ContractAbi? abi, out string problem));
        Assert.Null(abi);
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    [Fact]
    public void TryParse_EveryPrefixAndChangedByte_NeverThrows()
    {
        byte[] bytes = ParseSample().ToUtf8();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(ContractAbi.TryParse(bytes.AsSpan(0, length), out _, out string problem));
            Assert.NotEqual("", problem);
            foreach (byte value in new byte[] { 0, 0x22, 0x5B, 0x7B, 0xFF })
            {
                byte[] changed = [.. bytes];
                changed[length] = value;
                bool ok = ContractAbi.TryParse(changed, out ContractAbi? abi, out _);
                Assert.Equal(ok, abi is not null);
            }
        }
    }

    [Fact]
    public void TryParse_OverTheLimits_IsRefused()
    {
        byte[] padded = Encoding.UTF8.GetBytes(Sample + new string(' ', Limits.ContractAbi.MaxBytes));
        Assert.False(ContractAbi.TryParse(padded, out _, out string problem));
        Assert.Contains("more than the 16384", problem, StringComparison.Ordinal);

        JsonNode abi = JsonNode.Parse(Sample)!;
        JsonArray errors = [];
        for (int code = 0; code <= Limits.ContractAbi.MaxEntries; code++)
        {
            errors.Add(new JsonObject { ["code"] = code, ["name"] = $"E{code}" });
        }
        abi["errors"] = errors;
        Assert.False(ContractAbi.TryParse(Encoding.UTF8.GetBytes(abi.ToJsonString()), out _, out problem));
        Assert.StartsWith("errors: a list of at most 128", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Topic_OfAnEvent_IsItsNamePaddedWithZeros()
    {
        string topic = ParseSample().Events[0].Topic.ToString();
        Assert.Equal("0x" + Convert.ToHexStringLower("Transfer"u8).PadRight(64, '0'), topic);
    }
}
