using System.Text.Json;
using Aether.IntegrationTests.Node;
using Aether.Node.Storage;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Storage;

/// <summary>`aether db`, `replay` and `rollback` as programs, on the folder of a node that ran.</summary>
public sealed class StorageCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-storage-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Commands_OnAWholeAndADamagedChain_SaySoAndRepairIt()
    {
        await RunNodeAsync();
        JsonElement verified = await AskAsync(0, "db", "verify");
        ulong height = verified.GetProperty("data").GetProperty("final_height").GetUInt64();
        Assert.True(height > 0);
        Assert.Equal(0, verified.GetProperty("data").GetProperty("findings").GetArrayLength());
        JsonElement stats = (await AskAsync(0, "db", "stats")).GetProperty("data");
        Assert.Equal(height, stats.GetProperty("final_height").GetUInt64());
        JsonElement replayed = (await AskAsync(0, "replay", "--from", "1", "--compare-root")).GetProperty("data");
        Assert.Equal(height, replayed.GetProperty("executed_up_to").GetUInt64());
        Assert.Equal(
            verified.GetProperty("data").GetProperty("state_root").GetString(),
            replayed.GetProperty("state_root").GetString());
        string beyond = (height + 1).ToString();
        Assert.False((await AskAsync(2, "replay", "--to", beyond)).GetProperty("success").GetBoolean());
        await AskAsync(2, "rollback", "--to", (height - 1).ToString());
        JsonElement rolled = (await AskAsync(0, "rollback", "--to", height.ToString())).GetProperty("data");
        Assert.Equal(0, rolled.GetProperty("kept_pending_blocks").GetInt32());
        await RunNodeAsync();
        DamageLog();
        string reason = Message(await AskAsync(74, "db", "verify"));
        Assert.Contains("aether db repair", reason, StringComparison.Ordinal);
        await AskAsync(74, "db", "repair");
        JsonElement repaired = (await AskAsync(0, "db", "repair", "--cut-log")).GetProperty("data");
        Assert.True(repaired.GetProperty("cut").GetBoolean());
        await AskAsync(0, "db", "verify");
    }

    [Fact]
    public async Task Replay_StartsFromTheNearestState()
    {
        await RunNodeAsync("--pruning", "full");
        JsonElement stats = (await AskAsync(0, "db", "stats")).GetProperty("data");
        ulong snapshot = stats.GetProperty("final_height").GetUInt64();
        Assert.Equal(
            ("full", "10000", 0UL, 0UL),
            (stats.GetProperty("pruning").GetString(), stats.GetProperty("keeps_states").GetString(),
                stats.GetProperty("states_from").GetUInt64(), stats.GetProperty("blocks_from").GetUInt64()));
        await ReplayAsync(snapshot, "the kept state of height", 1);
        (int code, _, string[] error) = await AetherProcess.RunAsync(
            "snapshots", "create", "--data", At("data"), "--genesis", At("chain/genesis.toml"));
        Assert.True(code == 0, string.Join('\n', error));

        await RunNodeAsync("--pruning", "minimal");
        stats = (await AskAsync(0, "db", "stats")).GetProperty("data");
        ulong head = stats.GetProperty("final_height").GetUInt64();
        Assert.Equal(head, stats.GetProperty("states_from").GetUInt64());
        await ReplayAsync(head, "the snapshot", head - snapshot);
        await ReplayAsync(snapshot, "the genesis", head);
        foreach (string chunk in Directory.GetFiles(At("data/snapshots/objects")))
        {
            byte[] bytes = File.ReadAllBytes(chunk);
            bytes[bytes.Length / 2] ^= 1;
            File.WriteAllBytes(chunk, bytes);
        }
        await ReplayAsync(head, "the genesis", head);
    }

    [Fact]
    public async Task Commands_OnARunningNodeOrNoChain_Refuse()
    {
        await InitAsync();
        Assert.Contains("holds no chain", Message(await AskAsync(2, "db", "stats")), StringComparison.Ordinal);
        await using AetherProcess node = AetherProcess.Start(RunArguments());
        await node.WaitForLineAsync("JSON-RPC");
        foreach (string[] command in new string[][] { ["db", "verify"], ["replay"], ["rollback", "--to", "9"] })
        {
            Assert.Contains("in use by pid", Message(await AskAsync(8, command)), StringComparison.Ordinal);
        }
    }

    private async Task ReplayAsync(ulong first, string source, ulong executed)
    {
        JsonElement replayed = await AskAsync(0, "replay", "--from", first.ToString(), "--compare-root");
        JsonElement data = replayed.GetProperty("data");
        Assert.Contains(source, data.GetProperty("started_from").GetString(), StringComparison.Ordinal);
        Assert.Equal(executed, data.GetProperty("blocks_executed").GetUInt64());
    }

    private static string Message(JsonElement document) =>
        document.GetProperty("errors")[0].GetProperty("message").GetString()!;

    private string At(string name) => Path.Combine(_folder, name);

    private string[] RunArguments() =>
    [
        "run", "--genesis", At("chain/genesis.toml"), "--keys", At("chain/validator-0.json"), "--data", At("data"),
        "--rpc-port", "0", "--log-format", "text",
    ];

    private async Task InitAsync()
    {
        (int code, _, _) = await AetherProcess.RunAsync("init-genesis", "--out", At("chain"));
        Assert.Equal(0, code);
    }

    // Runs until a few blocks are final, and stops in order.
    private async Task RunNodeAsync(params string[] options)
    {
        if (!File.Exists(At("chain/genesis.toml")))
        {
            await InitAsync();
        }
        await using AetherProcess node = AetherProcess.Start([.. RunArguments(), .. options]);
        string endpoint = await node.WaitForLineAsync("JSON-RPC");
        using HttpClient http = new();
        AetherClient client = new(http, new Uri(endpoint));
        ulong start = (await client.GetHeaderAsync(BlockTag.Finalized))!.Height;
        HeaderInfo? header;
        do
        {
            header = await client.GetHeaderAsync(BlockTag.Finalized);
        }
        while (header!.Height < start + 3);
        await node.SignalAsync("TERM");
        Assert.Equal(143, (await node.WaitAsync()).Code);
    }

    private void DamageLog()
    {
        string path = Directory.GetFiles(NodeStore.LogFolder(At("data"))).Order(StringComparer.Ordinal).Last();
        byte[] bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1;
        File.WriteAllBytes(path, bytes);
    }

    private async Task<JsonElement> AskAsync(int expected, params string[] command)
    {
        string[] common = ["--data", At("data"), "--genesis", At("chain/genesis.toml"), "--json"];
        (int code, string output, string[] error) = await AetherProcess.RunAsync([.. command, .. common]);
        Assert.True(code == expected, $"{code}: {output} {string.Join(' ', error)}");
        using JsonDocument document = JsonDocument.Parse(output);
        Assert.Equal(expected, document.RootElement.GetProperty("exit_code").GetInt32());
        return document.RootElement.Clone();
    }
}
