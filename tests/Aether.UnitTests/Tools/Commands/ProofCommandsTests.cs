using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`genesis export` and `proof`: export from a node, verify without one.</summary>
public sealed class ProofCommandsTests : IDisposable
{
    private readonly CliHarness _cli = new();

    public ProofCommandsTests()
    {
        ProofFile account = Chain.AccountProof();
        _cli.Node.Answer("aeth_getProof", parameters => new JsonObject
        {
            ["key"] = parameters[0]!.ToString(),
            ["value"] = Hex.Encode(account.Value),
            ["proof"] = Hex.Encode(account.Proof),
            ["header"] = Hex.Encode(account.Header),
            ["finality"] = Hex.Encode(account.Finality),
        });
        ProofFile receipt = Chain.ReceiptProof(0);
        _cli.Node.Answer("aeth_getTransactionReceipt", parameters =>
        {
            JsonObject answer = _cli.Node.ReceiptOf(parameters[0]!.ToString());
            answer["proof"] = new JsonObject
            {
                ["raw"] = Hex.Encode(receipt.Proof),
                ["header"] = Hex.Encode(receipt.Header),
                ["finality"] = Hex.Encode(receipt.Finality),
            };
            return answer;
        });
    }

    private SampleChain Chain => _cli.Node.Chain;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Account_ExportAndVerifyOffline()
    {
        string genesis = await ExportGenesisAsync();
        string file = _cli.PathOf("account.json");
        Assert.Equal(0, await _cli.RunAsync("proof", "account", Chain.Holder.ToString(), "--out", file));
        GoOffline();
        string pin = Chain.Genesis.Hash.ToString();
        string[] line = ["proof", "verify", file, "--genesis", genesis, "--genesis-hash", pin];
        JsonNode data = (await _cli.RunJsonAsync(line))["data"]!;
        Assert.True(data["valid"]!.GetValue<bool>());
        Assert.Equal("1.5 SWR", data["swr"]!["display"]!.ToString());
        Assert.Equal(3, data["nonce"]!.GetValue<int>());
        Assert.Equal(Chain.Header.Hash.ToString(), data["blockHash"]!.ToString());
    }

    [Fact]
    public async Task Receipt_ExportAndVerifyOffline()
    {
        string genesis = await ExportGenesisAsync();
        string file = _cli.PathOf("receipt.json");
        string hash = Chain.Receipts[0].TransactionId.ToString();
        Assert.Equal(0, await _cli.RunAsync("proof", "receipt", hash, "--out", file));
        GoOffline();
        Assert.Equal(0, await _cli.RunAsync("proof", "verify", file, "--genesis", genesis, "--field", "statusName"));
        Assert.Equal("Success", _cli.Output.Trim());
        Assert.StartsWith("warning: trusting the genesis file", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_HexDigitsChanged_Exits9()
    {
        string genesis = await ExportGenesisAsync();
        byte[] honest = Chain.AccountProof().ToUtf8();
        for (int index = 0; index < honest.Length; index += 97)
        {
            if (!char.IsAsciiHexDigitLower((char)honest[index]))
            {
                continue;
            }
            byte[] changed = [.. honest];
            changed[index] = changed[index] == (byte)'1' ? (byte)'2' : (byte)'1';
            Assert.Equal(9, await _cli.RunAsync("proof", "verify", _cli.Write("p", changed), "--genesis", genesis));
            Assert.Equal("", _cli.Output);
        }
    }

    [Fact]
    public async Task Verify_OtherFiles_Exit9Or2()
    {
        string genesis = await ExportGenesisAsync();
        string proof = _cli.Write("proof.json", Chain.AccountProof().ToUtf8());
        Assert.Equal(9, await _cli.RunAsync("proof", "verify", _cli.Write("x", "{}"), "--genesis", genesis));
        Assert.Equal(2, await _cli.RunAsync("proof", "verify", _cli.PathOf("none"), "--genesis", genesis));
        Assert.Equal(2, await _cli.RunAsync("proof", "verify", proof, "--genesis", _cli.Write("g", "{}")));
        string other = _cli.Write("other", Ace.Encode(new SampleChain("aether-dev-2").Genesis));
        Assert.Equal(9, await _cli.RunAsync("proof", "verify", proof, "--genesis", other));
        Assert.Contains("WrongChain", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Genesis_NotThePinnedOne_Exits9AndWritesNothing()
    {
        string pin = SampleChain.Hash(1).ToString();
        string file = _cli.PathOf("genesis");
        Assert.Equal(9, await _cli.RunAsync("genesis", "export", "--out", file, "--genesis-hash", pin));
        Assert.False(File.Exists(file));
        string genesis = await ExportGenesisAsync();
        string proof = _cli.Write("proof.json", Chain.AccountProof().ToUtf8());
        string[] line = ["proof", "verify", proof, "--genesis", genesis, "--genesis-hash", pin];
        Assert.Equal(9, await _cli.RunAsync(line));
        Assert.Contains("AE-9002", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Export_NotFinalYet_Exits6()
    {
        _cli.Node.Answer("aeth_getProof", _ => new JsonObject
        {
            ["key"] = SampleChain.Hash(1).ToString(),
            ["value"] = null,
            ["proof"] = "0x00",
            ["header"] = "0x00",
            ["finality"] = null,
        });
        string file = _cli.PathOf("p.json");
        Assert.Equal(6, await _cli.RunAsync("proof", "account", Chain.Holder.ToString(), "--out", file));
        Assert.StartsWith("error AE-6002", _cli.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(file));
        _cli.Node.Answer("aeth_getTransactionReceipt", _ => null);
        Assert.Equal(6, await _cli.RunAsync("proof", "receipt", SampleChain.Hash(1).ToString(), "--out", file));
    }

    [Fact]
    public async Task Export_FolderMissing_Exits8()
    {
        string file = _cli.PathOf("no/such/folder");
        Assert.Equal(8, await _cli.RunAsync("genesis", "export", "--out", file));
        Assert.StartsWith("error AE-8002", _cli.Error, StringComparison.Ordinal);
    }

    private async Task<string> ExportGenesisAsync()
    {
        string path = _cli.PathOf("genesis.ace");
        Assert.Equal(0, await _cli.RunAsync("genesis", "export", "--out", path));
        return path;
    }

    private void GoOffline()
    {
        _cli.Node.Calls.Clear();
        _cli.Http = new ThrowingHandler();
    }

    private sealed class ThrowingHandler : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("verification asked a node");
    }
}
