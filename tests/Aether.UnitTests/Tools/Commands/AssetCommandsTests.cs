using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`asset`: calls with the asset's own decimals.</summary>
public sealed class AssetCommandsTests : IDisposable
{
    private static readonly Hash256 s_id = SampleChain.Hash(78);
    private static readonly Address s_to = new(SampleChain.Hash(11));

    private readonly CliHarness _cli = new();
    private readonly string _to = AddressText.Format(s_to, "taeth");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Create_SendsTheCallAndTellsTheIdentifier()
    {
        string key = await _cli.NewKeyAsync();
        JsonNode data = (await _cli.RunJsonAsync(
            "asset", "create", "--from", key, "--symbol", "GOLD", "--decimals", "2", "--authority", _to))["data"]!;
        Address creator = _cli.Node.Sent!.Body.FeePayer;
        Assert.Equal(Ace.Encode(AssetCalls.Create(creator, 4, s_to, 2, "GOLD"u8.ToArray())), SentCall());
        Assert.Equal(AssetCalls.DeriveId(creator, 4).ToString(), data["asset"]!.ToString());
        ChainParameters parameters = _cli.Node.Chain.Genesis.Parameters;
        Assert.Equal($"{ObjectCost.AssetDeposit(parameters, 4)}", data["deposit"]!["amount"]!.ToString());
    }

    [Fact]
    public async Task MintBurnTransfer_ReadAmountsWithTheAssetsDecimals()
    {
        (string key, Address owner) = await OwnAsync("GOLD"u8.ToArray());
        AssetId asset = new(s_id);
        JsonNode data = (await _cli.RunJsonAsync(
            "asset", "mint", $"{s_id}", "--from", key, "--to", _to, "--amount", "12.5"))["data"]!;
        Assert.Equal(Ace.Encode(AssetCalls.Mint(owner, asset, s_to, 1_250)), SentCall());
        Assert.Equal("12.5 GOLD", data["amount"]!["display"]!.ToString());
        Assert.Equal(0, await _cli.RunAsync("asset", "burn", $"{s_id}", "--from", key, "--amount", "0.01"));
        Assert.Equal(Ace.Encode(AssetCalls.Burn(owner, asset, 1)), SentCall());
        Assert.Equal(0, await _cli.RunAsync(
            "asset", "transfer", $"{s_id}", "--from", key, "--to", _to, "--amount", "3"));
        Assert.Equal(Ace.Encode(BankCall.Transfer(owner, s_to, asset, 300)), SentCall());
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0.001")]
    [InlineData("1 GOLD")]
    [InlineData("-1")]
    public async Task Mint_BadAmount_Exits2(string amount)
    {
        (string key, Address _) = await OwnAsync("GOLD"u8.ToArray());
        Assert.Equal(2, await _cli.RunAsync(
            "asset", "mint", $"{s_id}", "--from", key, "--to", _to, "--amount", amount));
        Assert.StartsWith("error AE-2002", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Mint_OfSomebodyElsesAssetOrNone_IsRefusedBeforeSending()
    {
        (string key, Address owner) = await OwnAsync("GOLD"u8.ToArray());
        string[] line = ["asset", "mint", $"{s_id}", "--from", key, "--to", _to, "--amount", "1"];
        _cli.Node.Objects[s_id.ToString()] = Ace.Encode(new ObjectRecord(16, owner, owner, 0, 0, 40, 52, []));
        Assert.Equal(6, await _cli.RunAsync(line));
        Assert.Contains("is no asset", _cli.Error, StringComparison.Ordinal);
        Put(s_to, "GOLD"u8.ToArray());
        Assert.Equal(8, await _cli.RunAsync(line));
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task ShowAndBalance_UseDecimalsAndAHarmlessSymbol()
    {
        Put(s_to, [0x1b, (byte)'[', (byte)'2', (byte)'J', 0xff]);
        JsonNode data = (await _cli.RunJsonAsync("asset", "show", $"{s_id}"))["data"]!;
        Assert.Equal("??2J?", data["symbol"]!.ToString().Replace('\uFFFD', '?'));
        Assert.Equal("1000", data["supply"]!["amount"]!.ToString());
        Put(s_to, "GOLD"u8.ToArray());
        Assert.Equal(0, await _cli.RunAsync("asset", "show", $"{s_id}", "--field", "supply.display"));
        Assert.Equal("10 GOLD", _cli.Output.Trim());
        _cli.Node.Answer("aeth_getAccount", parameters => new JsonObject
        {
            ["address"] = parameters[0]!.ToString(),
            ["nonce"] = 0,
            ["balances"] = new JsonArray(new JsonObject { ["asset"] = s_id.ToString(), ["amount"] = "1234" }),
            ["height"] = 7,
            ["view"] = 9,
            ["blockHash"] = s_id.ToString(),
        });
        Assert.Equal(0, await _cli.RunAsync("asset", "balance", $"{s_id}", _to, "--field", "balance.display"));
        Assert.Equal("12.34 GOLD", _cli.Output.Trim());
    }

    private async Task<(string Key, Address Owner)> OwnAsync(byte[] symbol)
    {
        string key = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", key, "--field", "address"));
        Assert.True(AddressText.TryParse(_cli.Output.Trim(), out Address owner));
        Put(owner, symbol);
        return (key, owner);
    }

    private void Put(Address owner, byte[] symbol) => _cli.Node.Objects[s_id.ToString()] = Ace.Encode(
        new ObjectRecord(ObjectKind.Asset, owner, owner, 0, 0, 40, 52, Ace.Encode(new AssetData(1_000, 2, symbol))));

    private byte[] SentCall() => Ace.Encode(Assert.Single(_cli.Node.Sent!.Body.Calls));
}
