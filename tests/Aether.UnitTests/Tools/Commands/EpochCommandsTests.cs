using System.Text;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`proof` across epochs: files that verify alone, checkpoints, and trust that is too old.</summary>
public sealed class EpochCommandsTests : IDisposable
{
    private readonly EpochChain _sample = new();
    private readonly CliHarness _cli = new();
    private readonly string _genesis;

    public EpochCommandsTests()
    {
        _genesis = _cli.Write("genesis.ace", Ace.Encode(_sample.Chain.Genesis));
        _cli.NowMs = _sample.NowMs;
        _cli.Node.Answer("aeth_chainId", _ => new JsonObject
        {
            ["chainId"] = _sample.Chain.Genesis.ChainId,
            ["genesisHash"] = _sample.Chain.Genesis.Hash.ToString(),
        });
        _cli.Node.Answer("aeth_getEpochProof", parameters => parameters[0]!.GetValue<uint>() < EpochChain.Epoch
            ? new JsonObject
            {
                ["epoch"] = parameters[0]!.GetValue<uint>(),
                ["raw"] = Hex.Encode(_sample.ProofOf(parameters[0]!.GetValue<uint>())),
            }
            : null);
        _cli.Node.Answer("aeth_getProof", parameters => new JsonObject
        {
            ["key"] = parameters[0]!.ToString(),
            ["value"] = Hex.Encode(_sample.Account.Value),
            ["proof"] = Hex.Encode(_sample.Account.Proof),
            ["header"] = Hex.Encode(_sample.Account.Header),
            ["finality"] = Hex.Encode(_sample.Account.Finality),
        });
    }

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Account_OfALaterEpoch_VerifiesFromTheFileAlone()
    {
        string file = await ExportAsync();
        JsonNode data = (await _cli.RunJsonAsync("proof", "verify", file, "--genesis", _genesis))["data"]!;
        Assert.Equal("7 SWR", data["swr"]!["display"]!.ToString());
        Assert.Equal(EpochChain.Epoch, data["epoch"]!.GetValue<uint>());
    }

    [Fact]
    public async Task Checkpoint_ShortensTheFileAndPinsTheStart()
    {
        string epochs = _cli.PathOf("epochs.json");
        Assert.Equal(0, await _cli.RunAsync("proof", "epoch", "1", "--out", epochs));
        string checkpoint = _cli.PathOf("checkpoint.json");
        string[] line = ["proof", "checkpoint", epochs, "--genesis", _genesis, "--out", checkpoint];
        JsonNode saved = (await _cli.RunJsonAsync(line))["data"]!;
        string pin = saved["checkpointHash"]!.ToString();
        Assert.Equal(1, saved["epoch"]!.GetValue<int>());
        string file = await ExportAsync("--from-epoch", "1");
        Assert.True(ProofFile.TryParse(File.ReadAllBytes(file), out ProofFile? parsed));
        Assert.Single(parsed!.Epochs!);
        string[] verify = ["proof", "verify", file, "--checkpoint", checkpoint, "--checkpoint-hash"];
        Assert.Equal(0, await _cli.RunAsync([.. verify, pin]));
        Assert.Equal("", _cli.Error);
        Assert.Equal(9, await _cli.RunAsync([.. verify, SampleChain.Hash(1).ToString()]));
        Assert.Contains("AE-9005", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(9, await _cli.RunAsync("proof", "verify", file, "--genesis", _genesis));
    }

    [Fact]
    public async Task Verify_OldTrust_Exits9UnlessAccepted()
    {
        string file = await ExportAsync();
        _cli.NowMs += Limits.LightClient.TrustingPeriodMs;
        Assert.Equal(9, await _cli.RunAsync("proof", "verify", file, "--genesis", _genesis));
        Assert.Contains("AE-9004", _cli.Error, StringComparison.Ordinal);
        string[] line = ["proof", "verify", file, "--genesis", _genesis, "--accept-expired-trust"];
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Contains("warning: accepting trust of any age", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verify_TamperedCheckpoint_Exits9()
    {
        string epochs = _cli.PathOf("epochs.json");
        Assert.Equal(0, await _cli.RunAsync("proof", "epoch", "2", "--out", epochs));
        string path = _cli.PathOf("c.json");
        Assert.Equal(0, await _cli.RunAsync("proof", "checkpoint", epochs, "--genesis", _genesis, "--out", path));
        string file = await ExportAsync();
        Assert.Equal(0, await _cli.RunAsync("proof", "verify", file, "--checkpoint", path));
        string text = File.ReadAllText(path);
        for (int index = 40; index < text.Length; index += 37)
        {
            if (!char.IsAsciiHexDigitLower(text[index]))
            {
                continue;
            }
            StringBuilder changed = new(text);
            changed[index] = text[index] == '1' ? '2' : '1';
            string bad = _cli.Write("bad.json", changed.ToString());
            Assert.Equal(9, await _cli.RunAsync("proof", "verify", file, "--checkpoint", bad));
        }
    }

    [Fact]
    public async Task Commands_WithoutWhatTheyNeed_HaveTheirExitCodes()
    {
        string file = await ExportAsync();
        string output = _cli.PathOf("o");
        Assert.Equal(2, await _cli.RunAsync("proof", "verify", file));
        Assert.Equal(2, await _cli.RunAsync("proof", "verify", file, "--genesis", _genesis, "--checkpoint", file));
        Assert.Equal(9, await _cli.RunAsync("proof", "verify", file, "--checkpoint", file));
        Assert.Equal(6, await _cli.RunAsync("proof", "epoch", "3", "--out", output));
        Assert.Equal(2, await _cli.RunAsync("proof", "epoch", "1", "--from-epoch", "2", "--out", output));
        Assert.Equal(2, await _cli.RunAsync("proof", "epoch", "4000000", "--out", output));
        Assert.Equal(9, await _cli.RunAsync("proof", "checkpoint", file, "--genesis", _genesis, "--out", output));
        Assert.False(File.Exists(output));
    }

    private async Task<string> ExportAsync(params string[] more)
    {
        string file = _cli.PathOf("account.json");
        string[] line = ["proof", "account", _sample.Holder.ToString(), "--out", file, .. more];
        Assert.Equal(0, await _cli.RunAsync(line));
        return file;
    }
}
