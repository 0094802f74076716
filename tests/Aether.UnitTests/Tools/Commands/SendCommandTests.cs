using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`transfer`, `faucet` and `submit-tx`: what is sent, and how each end is told.</summary>
public sealed class SendCommandTests : IDisposable
{
    private readonly CliHarness _cli = new();
    private readonly string _to = AddressText.Format(new Address(SampleChain.Hash(11)), "taeth");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Transfer_SendsASignedTransactionOfTheChain()
    {
        string key = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", key, "--field", "publicKey"));
        Hash256 publicKey = Hash256.FromHex(_cli.Output.Trim());
        Assert.Equal(0, await _cli.RunAsync("transfer", "--from", key, "--to", _to, "--amount", "1.5 SWR"));
        Assert.StartsWith("transaction", _cli.Output, StringComparison.Ordinal);

        Transaction sent = _cli.Node.Sent!;
        Genesis genesis = _cli.Node.Chain.Genesis;
        Assert.Equal(genesis.ChainTag, sent.Body.ChainTag);
        Assert.Equal(4UL, sent.Body.Nonce);
        Assert.Equal(Address.FromPublicKey(new PublicKey(publicKey)), sent.Body.FeePayer);
        Assert.Equal([new ObjectId(SampleChain.Hash(11))], sent.Body.Writes);
        Assert.InRange(sent.Body.ValidUntil, 21UL, 20UL + 86_400);
        Witness witness = Assert.Single(sent.Witnesses);
        byte[] message = Transaction.SigningBytes(genesis.Hash, sent.BodyBytes);
        Assert.True(Ed25519.Verify(witness.Key.Value.Span, message, witness.Signature.Span));
    }

    [Fact]
    public async Task Transfer_Json_TellsAmountFeeAndBlock()
    {
        string key = await _cli.NewKeyAsync();
        JsonObject envelope = await _cli.RunJsonAsync("transfer", "--from", key, "--to", _to, "--amount", "1000nswr");
        JsonNode data = envelope["data"]!;
        Assert.Equal(_cli.Node.Sent!.Id.ToString(), data["transactionHash"]!.ToString());
        Assert.Equal("1000", data["amount"]!["amount"]!.ToString());
        Assert.Equal("0.000001 SWR", data["amount"]!["display"]!.ToString());
        Assert.Equal("12345", data["fee"]!["amount"]!.ToString());
        Assert.Equal(5, data["height"]!.GetValue<int>());
        Assert.True(data["finalized"]!.GetValue<bool>());
    }

    [Fact]
    public async Task Transfer_WaitNone_AsksForNoReceipt()
    {
        string key = await _cli.NewKeyAsync();
        string[] line = ["transfer", "--from", key, "--to", _to, "--amount", "1", "--wait", "none", "--nonce", "9"];
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Equal($"transaction  {_cli.Node.Sent!.Id}", _cli.Output.TrimEnd());
        Assert.Equal(9UL, _cli.Node.Sent.Body.Nonce);
        Assert.DoesNotContain("aeth_getTransactionReceipt", _cli.Node.Calls);
    }

    [Fact]
    public async Task Transfer_IncludedButFailed_Exits5WithTheReceipt()
    {
        string key = await _cli.NewKeyAsync();
        _cli.Node.Answer("aeth_getTransactionReceipt", p => _cli.Node.ReceiptOf(p[0]!.ToString(), status: 1));
        JsonObject envelope = await _cli.RunJsonAsync("transfer", "--from", key, "--to", _to, "--amount", "1");
        Assert.Equal(5, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("InsufficientBalance", envelope["data"]!["statusName"]!.ToString());
        Assert.Equal("AE-5001", envelope["errors"]![0]!["code"]!.ToString());
    }

    [Theory]
    [InlineData("final", true)]
    [InlineData("final", false)]
    [InlineData("included", false)]
    public async Task Transfer_NotThereInTime_Exits7WithTheHash(string wait, bool included)
    {
        string key = await _cli.NewKeyAsync();
        _cli.Node.Answer(
            "aeth_getTransactionReceipt",
            p => included ? _cli.Node.ReceiptOf(p[0]!.ToString(), finalized: false) : null);
        string[] line = ["transfer", "--from", key, "--to", _to, "--amount", "1", "--timeout", "0s", "--wait", wait];
        Assert.Equal(7, await _cli.RunAsync(line));
        Assert.Contains(_cli.Node.Sent!.Id.ToString(), _cli.Output, StringComparison.Ordinal);
        Assert.Contains($"aetherctl tx wait {_cli.Node.Sent.Id}", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transfer_ExpiresWhileWaiting_Exits4WithTheHash()
    {
        string key = await _cli.NewKeyAsync();
        _cli.Node.Answer("aeth_getTransactionReceipt", _ => null);
        _cli.Node.Answer("aeth_getTransactionStatus", parameters => new JsonObject
        {
            ["transactionHash"] = parameters[0]!.ToString(),
            ["status"] = "expired",
            ["view"] = 300,
        });
        JsonObject envelope = await _cli.RunJsonAsync("transfer", "--from", key, "--to", _to, "--amount", "1");
        Assert.Equal(4, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-4006", envelope["errors"]![0]!["code"]!.ToString());
        string hash = envelope["data"]!["transactionHash"]!.ToString();
        Assert.Equal(_cli.Node.Sent!.Id.ToString(), hash);
        Assert.Equal(6, await _cli.RunAsync("tx", hash));
        Assert.Contains("expired", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("view 300", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transfer_NodeFailsWhileWaiting_Exits7WithTheHash()
    {
        string key = await _cli.NewKeyAsync();
        _cli.Node.Refuse("aeth_getTransactionReceipt", -32603, "InternalError");
        JsonObject envelope = await _cli.RunJsonAsync("transfer", "--from", key, "--to", _to, "--amount", "1");
        Assert.Equal(7, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal(_cli.Node.Sent!.Id.ToString(), envelope["data"]!["transactionHash"]!.ToString());
    }

    [Fact]
    public async Task Transfer_WaitIncluded_DoesNotWaitForFinality()
    {
        string key = await _cli.NewKeyAsync();
        _cli.Node.Answer("aeth_getTransactionReceipt", p => _cli.Node.ReceiptOf(p[0]!.ToString(), finalized: false));
        string[] line = ["transfer", "--from", key, "--to", _to, "--amount", "1", "--wait", "included"];
        Assert.Equal(0, await _cli.RunAsync(line));
    }

    [Theory]
    [InlineData("--amount", "0", "AE-2002")]
    [InlineData("--amount", "1.0000000001", "AE-2002")]
    [InlineData("--amount", "one", "AE-2002")]
    [InlineData("--to", "taeth1qqqq", "AE-2003")]
    [InlineData("--wait", "soon", "AE-2001")]
    [InlineData("--timeout", "1w", "AE-2001")]
    [InlineData("--from", "nowhere.json", "AE-2005")]
    public async Task Transfer_BadValue_Exits2BeforeAnyCall(string option, string value, string code)
    {
        string key = await _cli.NewKeyAsync();
        Dictionary<string, string> options = new()
        {
            ["--from"] = key,
            ["--to"] = _to,
            ["--amount"] = "1",
            ["--wait"] = "none",
            ["--timeout"] = "1s",
        };
        options[option] = value;
        string[] line = ["transfer", .. options.SelectMany(pair => new[] { pair.Key, pair.Value })];
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.StartsWith($"error {code}", _cli.Error, StringComparison.Ordinal);
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task Transfer_AddressOfMainChainOnDevChain_Exits2()
    {
        string key = await _cli.NewKeyAsync();
        string main = AddressText.Format(new Address(SampleChain.Hash(11)), "aeth");
        Assert.Equal(2, await _cli.RunAsync("transfer", "--from", key, "--to", main, "--amount", "1"));
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Transfer_PlainKeyOnMainChain_Exits8()
    {
        string key = await _cli.NewKeyAsync();
        using FakeNode main = new(new SampleChain("aether-1"));
        _cli.Http = main;
        string to = AddressText.Format(new Address(SampleChain.Hash(11)), "aeth");
        Assert.Equal(8, await _cli.RunAsync("transfer", "--from", key, "--to", to, "--amount", "1"));
        Assert.Null(main.Sent);
    }

    [Fact]
    public async Task Faucet_VerbatimCommand_AsksForWholeTokens()
    {
        Assert.Equal(0, await _cli.RunAsync("faucet", "--mint", "1000000", "--to", _to));
        JsonArray parameters = _cli.Node.Parameters["aeth_dev_faucet"];
        Assert.Equal("1000000000000000", parameters[1]!.ToString());
        Assert.Equal("SWR", parameters[2]!.ToString());
        Assert.Equal(0, await _cli.RunAsync("faucet", "--mint", "2", "--to", _to, "--asset", "aic"));
        Assert.Equal("AIC", _cli.Node.Parameters["aeth_dev_faucet"][2]!.ToString());
        Assert.Equal(2, await _cli.RunAsync("faucet", "--mint", "2", "--to", _to, "--asset", "BTC"));
    }

    [Theory]
    [InlineData("0x0102ff\n")]
    [InlineData("  0102FF  ")]
    public async Task SubmitTx_HexText_SendsItsBytes(string text)
    {
        Assert.Equal(0, await _cli.RunAsync("submit-tx", _cli.Write("tx", text), "--wait", "none"));
        Assert.Equal("0x0102ff", _cli.Node.Parameters["aeth_sendRawTransaction"][0]!.ToString());
    }

    [Fact]
    public async Task SubmitTx_Bytes_SendsThem()
    {
        Assert.Equal(0, await _cli.RunAsync("submit-tx", _cli.Write("tx", [1, 2, 255]), "--wait", "none"));
        Assert.Equal("0x0102ff", _cli.Node.Parameters["aeth_sendRawTransaction"][0]!.ToString());
    }

    [Fact]
    public async Task SubmitTx_FileMissingOrTooLarge_Exits2()
    {
        Assert.Equal(2, await _cli.RunAsync("submit-tx", _cli.PathOf("none")));
        Assert.Equal(2, await _cli.RunAsync("submit-tx", _cli.Write("tx", new byte[1 << 18])));
        Assert.Equal("", _cli.Output);
    }
}
