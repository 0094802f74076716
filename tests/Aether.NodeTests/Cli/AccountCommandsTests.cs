using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.NodeTests.Rpc;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>`account history` and `account utxos`: against a node that runs, and what they make of refusals.</summary>
public sealed class AccountCommandsTests(RpcTestNode node) : IDisposable
{
    private const string Somebody = "0x7777777777777777777777777777777777777777777777777777777777777777";

    private readonly ToolHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task History_OfARealTransfer_PageByPage()
    {
        await node.SendAsync(await node.TransferAsync("judy", "dave", 1_500_000_000));
        JsonNode receipt = JsonNode.Parse(
            (await node.SendAsync(await node.TransferAsync("judy", "dave", 2_500_000_000))).GetRawText())!;
        while (node.View.Index!.View.Height < receipt["height"]!.GetValue<ulong>())
        {
            await Task.Yield();
        }
        _cli.Http = new HttpClientHandler();
        string judy = AddressText.Format(RpcTestNode.AddressOf("judy"), node.View.AddressPrefix);
        string[] ask = ["account", "history", judy, "--limit", "1", "--rpc", node.Address.ToString()];
        JsonNode first = (await _cli.RunJsonAsync(ask))["data"]!;
        JsonNode entry = Assert.Single(first["entries"]!.AsArray())!;
        Assert.Equal(receipt["transactionHash"]!.ToString(), entry["transactionHash"]!.ToString());
        Assert.Equal("2.5 SWR", entry["amounts"]![0]!["out"]!["display"]!.ToString());
        JsonNode second = (await _cli.RunJsonAsync([.. ask, "--cursor", first["next"]!.ToString()]))["data"]!;
        Assert.Equal("1.5 SWR", second["entries"]![0]!["amounts"]![0]!["out"]!["display"]!.ToString());
        Assert.Equal(0, await _cli.RunAsync(ask));
        Assert.Contains("payer, signer, sender  -2.5 SWR  fee ", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("complete from block 0 to ", _cli.Output, StringComparison.Ordinal);
        Assert.Contains($"more: --cursor {first["next"]}", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync([.. ask, "--cursor", "nonsense"]));
        Assert.Contains("the cursor is damaged", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Outputs_AreToldWithTheirBlock_AndWhatIsNotKnown()
    {
        _cli.Node.Answer("aeth_getUtxos", parameters =>
        {
            Assert.Equal(Somebody, parameters[0]!["owner"]!.ToString());
            Assert.Equal(7, parameters[0]!["limit"]!.GetValue<int>());
            return new JsonObject
            {
                ["owner"] = Somebody,
                ["outputs"] = new JsonArray(new JsonObject
                {
                    ["transactionHash"] = Somebody,
                    ["index"] = 3,
                    ["asset"] = "SWR",
                    ["amount"] = "7000000000",
                    ["datumHash"] = null,
                    ["madeAt"] = 12,
                }),
                ["height"] = 40,
                ["blockHash"] = Somebody,
                ["from"] = 10,
                ["next"] = "abc",
            };
        });
        JsonNode data = (await _cli.RunJsonAsync("account", "utxos", Somebody, "--limit", "7"))["data"]!;
        Assert.Equal("7 SWR", data["outputs"]![0]!["amount"]!["display"]!.ToString());
        Assert.Equal(0, await _cli.RunAsync("account", "utxos", Somebody, "--limit", "7"));
        Assert.Equal(
            $"{Somebody}:3  7 SWR\nas of block 40; those made before block 10 are not known to this node\n"
            + "more: --cursor abc\n",
            _cli.Output);
    }

    [Theory]
    [InlineData(-32013, "IndexUnavailable", "AE-6004", "--index accounts")]
    [InlineData(-32010, "SubscriptionLagged", "AE-6005", "without --cursor")]
    public async Task Refusals_AreErrorsOfTheirOwn(int code, string name, string own, string hint)
    {
        _cli.Node.Refuse("aeth_getAccountHistory", code, name);
        JsonNode envelope = await _cli.RunJsonAsync("account", "history", Somebody);
        Assert.Equal(6, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal(own, envelope["errors"]![0]!["code"]!.ToString());
        Assert.Contains(hint, envelope["errors"]![0]!["hint"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("account", "history", Somebody, "--limit", "501")]
    [InlineData("account", "utxos", Somebody, "--limit", "0")]
    [InlineData("account", "history", Somebody, "--order", "up")]
    [InlineData("account", "history", "nobody")]
    public async Task BadArguments_AreNotSent(params string[] arguments)
    {
        Assert.Equal(2, await _cli.RunAsync(arguments));
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task Misspelled_IsGuessed()
    {
        Assert.Equal(2, await _cli.RunAsync("account", "histroy", Somebody));
        Assert.Contains("did you mean history", _cli.Error, StringComparison.Ordinal);
    }
}
