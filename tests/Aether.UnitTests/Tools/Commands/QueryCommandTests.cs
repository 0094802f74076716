using System.Text.Json.Nodes;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`status`, `balance`, `tx` and `block`.</summary>
public sealed class QueryCommandTests : IDisposable
{
    private readonly CliHarness _cli = new();
    private readonly string _hash = SampleChain.Hash(20).ToString();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Status_TellsHeadAndFinalHeight()
    {
        JsonNode data = (await _cli.RunJsonAsync("status"))["data"]!;
        Assert.Equal(7, data["height"]!.GetValue<int>());
        Assert.Equal(5, data["finalizedHeight"]!.GetValue<int>());
        Assert.Equal(20, data["slot"]!.GetValue<int>());
        Assert.Equal(3, data["epoch"]!.GetValue<int>());
        Assert.Equal("aether-dev-1", data["chainId"]!.ToString());
        Assert.Equal(0, await _cli.RunAsync("status"));
        Assert.Equal("", _cli.Error);
    }

    [Fact]
    public async Task Balance_DefaultsToFinal()
    {
        Assert.Equal(0, await _cli.RunAsync("balance", _hash, "--field", "swr.amount"));
        Assert.Equal("1500000000", _cli.Output.Trim());
        Assert.Equal("finalized", _cli.Node.Parameters["aeth_getBalance"][1]!.ToString());
        JsonNode data = (await _cli.RunJsonAsync("balance", _hash, "--at", "12"))["data"]!;
        Assert.Equal("1.5 SWR", data["swr"]!["display"]!.ToString());
        Assert.Equal(12, _cli.Node.Parameters["aeth_getBalance"][1]!.GetValue<int>());
    }

    [Theory]
    [InlineData("balance", "nobody")]
    [InlineData("tx", "0x12")]
    [InlineData("tx", "zz")]
    [InlineData("block", "-1")]
    [InlineData("block", "newest")]
    [InlineData("proof", "verify")]
    public async Task BadArguments_Exit2(params string[] line)
    {
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.Equal("", _cli.Output);
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task Tx_Unknown_Exits6()
    {
        _cli.Node.Answer("aeth_getTransactionReceipt", _ => null);
        Assert.Equal(6, await _cli.RunAsync("tx", _hash));
        Assert.Equal("", _cli.Output);
        Assert.StartsWith("error AE-6001", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tx_Pending_HasNoReceipt()
    {
        _cli.Node.Answer("aeth_getTransactionReceipt", _ => null);
        _cli.Node.Answer("aeth_getTransactionByHash", _ => new JsonObject { ["hash"] = _hash });
        JsonNode data = (await _cli.RunJsonAsync("tx", _hash))["data"]!;
        Assert.Null(data["receipt"]);
        Assert.Equal(_hash, data["transaction"]!["hash"]!.ToString());
    }

    [Fact]
    public async Task Tx_Included_ShowsTheReceiptEvenOfAFailure()
    {
        _cli.Node.Answer("aeth_getTransactionReceipt", p => _cli.Node.ReceiptOf(p[0]!.ToString(), status: 5));
        Assert.Equal(0, await _cli.RunAsync("tx", _hash, "--field", "receipt.statusName"));
        Assert.Equal("OutOfGas", _cli.Output.Trim());
    }

    [Fact]
    public async Task Block_PassesTagAndFull()
    {
        _cli.Node.Answer("aeth_getBlockByNumber", _ => new JsonObject { ["height"] = 3, ["hash"] = _hash });
        _cli.Node.Answer("aeth_getBlockByHash", _ => new JsonObject { ["height"] = 3, ["hash"] = _hash });
        Assert.Equal(0, await _cli.RunAsync("block", "3", "--full", "--field", "hash"));
        Assert.Equal(_hash, _cli.Output.Trim());
        Assert.True(_cli.Node.Parameters["aeth_getBlockByNumber"][1]!.GetValue<bool>());
        Assert.Equal(0, await _cli.RunAsync("block", _hash));
        Assert.Equal("aeth_getBlockByHash", _cli.Node.Calls[^1]);
    }

    [Fact]
    public async Task Block_Unknown_Exits6() => Assert.Equal(6, await _cli.RunAsync("block", "99"));
}
