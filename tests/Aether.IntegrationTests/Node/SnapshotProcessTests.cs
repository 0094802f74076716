using System.Text.Json;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>The real program: a node makes snapshots of its epochs, and another one starts from them.</summary>
public sealed class SnapshotProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-snapshot-process-").FullName;

    public SnapshotProcessTests() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts programs with env and sends signals with kill of Linux");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Snapshots_OfARunningNode_StartAnotherNode()
    {
        await MakeChainAsync();
        await RunAsync("a", times: 2);

        // Another node starts at the closing block and goes on from there.
        string[] genesis = ["--genesis", At("chain/genesis.toml")];
        await SucceedAsync(["snapshots", "import", "--from", At("a/snapshots"), "--data", At("b"), .. genesis]);
        await RunAsync("b", times: 1);
        string[] made = await ListAsync("a");
        string[] madeThen = await ListAsync("b");
        Assert.True(string.CompareOrdinal(madeThen[^1], made[^1]) > 0);

        // Made while blocks went on, at closing blocks; the difference between them too.
        string newest = made.Last(name => name.EndsWith("full", StringComparison.Ordinal));
        string difference = made.Last(name => name.Contains("since", StringComparison.Ordinal));
        await SucceedAsync(["snapshots", "verify", "--data", At("a"), .. genesis]);
        await SucceedAsync(["snapshots", "verify", difference, "--data", At("a"), .. genesis]);
        await SucceedAsync("snapshots", "export", newest, "--data", At("a"), "--to", At("mirror"));
        await SucceedAsync(["snapshots", "verify", "--from", At("mirror"), .. genesis]);

        // The same state by the difference to the snapshot before: the snapshot made of it has the same bytes.
        await SucceedAsync(
            ["snapshots", "import", difference, "--from", At("a/snapshots"), "--data", At("c"), .. genesis]);
        await SucceedAsync(["snapshots", "create", "--data", At("c"), .. genesis]);
        string again = Assert.Single(await ListAsync("c"));
        Assert.Equal(difference[..12], again[..12]);
        Assert.Equal(
            await File.ReadAllBytesAsync(At($"a/snapshots/{again}.manifest")),
            await File.ReadAllBytesAsync(At($"c/snapshots/{again}.manifest")));

        // A stopped node's head, which closes no epoch.
        await SucceedAsync(["snapshots", "create", "--data", At("b"), .. genesis]);
        await SucceedAsync(["snapshots", "verify", "--data", At("b"), .. genesis]);
    }

    [Fact]
    public async Task Snapshots_DamagedOrOfAnotherChain_AreRefusedWithCode9()
    {
        await MakeChainAsync();
        await RunAsync("a", times: 1);
        string newest = (await ListAsync("a")).Last(name => name.EndsWith("full", StringComparison.Ordinal));
        string chunk = await ChunkOfAsync(newest);
        byte[] bytes = await File.ReadAllBytesAsync(chunk);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(chunk, bytes);
        string[] verify = ["snapshots", "verify", "--data", At("a"), "--genesis", At("chain/genesis.toml")];
        string line = await AetherProcess.AssertRefusedAsync(9, verify);
        Assert.Contains("chunk 0 of ", line, StringComparison.Ordinal);
        (int code, string output, _) = await AetherProcess.RunAsync([.. verify, "--json"]);
        JsonElement document = JsonDocument.Parse(output).RootElement;
        JsonElement error = document.GetProperty("errors")[0];
        Assert.Equal((9, 9), (code, document.GetProperty("exit_code").GetInt32()));
        Assert.Equal("AE-9006", error.GetProperty("code").GetString());
        Assert.Equal(0, error.GetProperty("details").GetProperty("chunk").GetInt32());

        string[] import =
        [
            "snapshots", "import", "--from", At("a/snapshots"), "--data", At("b"),
            "--genesis", At("chain/genesis.toml"),
        ];
        await AetherProcess.AssertRefusedAsync(9, import);
        Assert.False(Directory.Exists(At("b/db")));

        string genesis = await File.ReadAllTextAsync(At("chain/genesis.toml"));
        await File.WriteAllTextAsync(
            At("other.toml"), genesis.Replace("timestamp_ms = 1", "timestamp_ms = 2", StringComparison.Ordinal));
        line = await AetherProcess.AssertRefusedAsync(
            9, "snapshots", "verify", "--data", At("a"), "--genesis", At("other.toml"));
        Assert.Contains("another genesis", line, StringComparison.Ordinal);

        // Put right again, the interrupted import goes on.
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(chunk, bytes);
        await SucceedAsync(import);
        await CheckMadeUpFinalityAsync(newest, verify);
    }

    // The manifest is right, but what should show its block final is not.
    private async Task CheckMadeUpFinalityAsync(string snapshot, string[] verify)
    {
        string path = At($"a/snapshots/{snapshot}.head");
        Assert.True(Ace.TryDecode(await File.ReadAllBytesAsync(path), out SnapshotHead head, out DecodeError _));
        EpochProof closing = head.Epochs[^1];
        SnapshotHead[] madeUp =
        [
            head with { Epochs = head.Epochs[..^1] },
            head with
            {
                Epochs =
                [
                    .. head.Epochs[..^1],
                    closing with { Closing = closing.Closing with { StateRoot = closing.Closing.ParentHash } },
                ],
            },
            head with
            {
                Finality = head.Finality with
                {
                    Certificate = head.Finality.Certificate with { BlockHash = closing.Closing.ParentHash },
                },
            },
        ];
        foreach (SnapshotHead wrong in madeUp)
        {
            await File.WriteAllBytesAsync(path, Ace.Encode(wrong));
            string line = await AetherProcess.AssertRefusedAsync(9, verify);
            Assert.Contains("not shown final", line, StringComparison.Ordinal);
        }
        await File.WriteAllBytesAsync(path, Ace.Encode(head));
        await SucceedAsync(verify);
    }

    // The chunk whose name is in the manifest: its 32 bytes in hexadecimal are that of the file.
    private async Task<string> ChunkOfAsync(string snapshot)
    {
        string manifest = Convert.ToHexStringLower(
            await File.ReadAllBytesAsync(At($"a/snapshots/{snapshot}.manifest")));
        return Directory.GetFiles(At("a/snapshots/objects"))
            .First(path => manifest.Contains(Path.GetFileName(path), StringComparison.Ordinal));
    }

    private async Task MakeChainAsync()
    {
        await SucceedAsync("init-genesis", "--out", At("chain"), "--validators", "1");
        string path = At("chain/genesis.toml");
        string[] lines = await File.ReadAllLinesAsync(path);
        await File.WriteAllLinesAsync(path, lines.Select(line =>
            line.StartsWith("epoch_slots", StringComparison.Ordinal) ? "epoch_slots = 20"
            : line.StartsWith("slot_ms", StringComparison.Ordinal) ? "slot_ms = 100" : line));
    }

    private async Task RunAsync(string data, int times)
    {
        await using AetherProcess node = AetherProcess.Start(
            "run", "--genesis", At("chain/genesis.toml"), "--keys", At("chain/validator-0.json"),
            "--data", At(data), "--rpc-port", "0", "--log-format", "text");
        for (int seen = 0; seen < times; seen++)
        {
            await node.WaitForTextAsync("snapshots: snapshot ");
        }
        await node.SignalAsync("TERM");
        (int code, _, string[] error) = await node.WaitAsync();
        Assert.True(code == 143, string.Join('\n', error));
    }

    private async Task<string[]> ListAsync(string data)
    {
        (int code, string output, string[] error) = await AetherProcess.RunAsync(
            "snapshots", "list", "--json", "--data", At(data));
        Assert.True(code == 0, string.Join('\n', error));
        return [.. JsonDocument.Parse(output).RootElement.GetProperty("data").GetProperty("snapshots")
            .EnumerateArray().Select(item => item.GetProperty("name").GetString()!)];
    }

    private static async Task SucceedAsync(params string[] arguments)
    {
        (int code, _, string[] error) = await AetherProcess.RunAsync(arguments);
        Assert.True(code == 0, string.Join('\n', error));
    }

    private string At(string name) => Path.Combine(_folder, name);
}
