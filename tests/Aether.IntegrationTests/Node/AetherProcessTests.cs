using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>The real program: exit codes, one-line errors, signals, restarts.</summary>
public sealed class AetherProcessTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-process-").FullName;

    public AetherProcessTests() =>
        Assert.SkipUnless(OperatingSystem.IsLinux(), "starts programs with env and sends signals with kill of Linux");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Devnet_TimeIsUp_ExitsZeroWithJsonLinesAlone()
    {
        (int code, string output, string[] error) = await AetherProcess.RunAsync(
            "devnet", "--data", At("net"), "--rpc-port", "0", "--for", "4s", "--json", "--validators", "4");
        Assert.Equal(0, code);
        Assert.Contains(error, line => line.StartsWith("JSON-RPC", StringComparison.Ordinal));
        JsonElement[] lines = [.. output.TrimEnd('\n').Split('\n').Select(Parse)];
        Assert.True(lines.Length >= 2);
        Assert.All(lines[..^1], line => Assert.Equal("sample", line.GetProperty("type").GetString()));
        JsonElement summary = lines[^1];
        Assert.Equal("summary", summary.GetProperty("type").GetString());
        Assert.True(summary.GetProperty("state_root_equal").GetBoolean());
        Assert.True(summary.GetProperty("common_height").GetUInt64() > 0);
        Assert.Equal(0, summary.GetProperty("equivocations").GetInt32());
        JsonElement places = Parse(await File.ReadAllTextAsync(At("net/endpoints.json")));
        Assert.True(File.Exists(places.GetProperty("genesisFile").GetString()));
        Assert.True(File.Exists(places.GetProperty("accounts")[0].GetProperty("keyFile").GetString()));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Devnet_Signal_DrainsAndExitsWithItsCode(string signal, int expected)
    {
        await using AetherProcess devnet = AetherProcess.Start(
            "devnet", "--data", At("net"), "--rpc-port", "0", "--json");
        await devnet.WaitForLineAsync("JSON-RPC");
        await devnet.SignalAsync(signal);
        (int code, string output, _) = await devnet.WaitAsync();
        Assert.Equal(expected, code);
        JsonElement last = Parse(output.TrimEnd('\n').Split('\n')[^1]);
        Assert.Equal("summary", last.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Devnet_PortInUse_Exits3()
    {
        using TcpListener taken = new(IPAddress.Loopback, 0);
        taken.Start();
        string port = ((IPEndPoint)taken.LocalEndpoint).Port.ToString();
        string line = await AetherProcess.AssertRefusedAsync(3, "devnet", "--data", At("net"), "--rpc-port", port);
        Assert.Contains("--rpc-port", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("file")]
    [InlineData("/proc/aether")]
    public async Task Devnet_FolderThatCannotBe_Exits8(string folder)
    {
        await File.WriteAllTextAsync(At("file"), "");
        string line = await AetherProcess.AssertRefusedAsync(8, "devnet", "--data", At(folder), "--rpc-port", "0");
        Assert.Contains("--data", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Devnet_SecondProcessOnTheFolder_Exits8AndNamesTheFirst()
    {
        await using AetherProcess first = AetherProcess.Start("devnet", "--data", At("net"), "--rpc-port", "0");
        await first.WaitForLineAsync("JSON-RPC");
        string line = await AetherProcess.AssertRefusedAsync(8, "devnet", "--data", At("net"), "--rpc-port", "0");
        Assert.Contains("in use by pid", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_OneValidator_FinalisesAndContinuesAfterAStop()
    {
        await InitGenesisAsync("chain");
        ulong first = await RunUntilFinalAsync(0);
        ulong second = await RunUntilFinalAsync(first);
        Assert.True(second > first);
    }

    [Fact]
    public async Task Run_WrongGenesis_Exits2()
    {
        await InitGenesisAsync("chain");
        await RunUntilFinalAsync(0);
        // Another chain of the same validator: only the name of the chain differs.
        string genesis = await File.ReadAllTextAsync(At("chain/genesis.toml"));
        await File.WriteAllTextAsync(
            At("other.toml"), genesis.Replace("timestamp_ms = 1", "timestamp_ms = 2", StringComparison.Ordinal));
        string line = await AetherProcess.AssertRefusedAsync(2, RunArguments("other.toml", "chain"));
        Assert.Contains("another genesis", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_KeysOfAnotherChain_Exits2()
    {
        await InitGenesisAsync("chain");
        await InitGenesisAsync("other");
        string line = await AetherProcess.AssertRefusedAsync(2, RunArguments("chain/genesis.toml", "other"));
        Assert.Contains("--keys", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SafetyLogGone_Exits8WithTheSafeWayOut()
    {
        await InitGenesisAsync("chain");
        await RunUntilFinalAsync(0);
        File.Delete(At("data/safety.log"));
        string line = await AetherProcess.AssertRefusedAsync(8, RunArguments("chain/genesis.toml", "chain"));
        Assert.Contains("new validator keys", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoreDamaged_Exits74()
    {
        await InitGenesisAsync("chain");
        await RunUntilFinalAsync(0);
        foreach (string manifest in Directory.GetFiles(At("data/db"), "MANIFEST-*"))
        {
            await File.WriteAllBytesAsync(manifest, new byte[100]);
        }
        string line = await AetherProcess.AssertRefusedAsync(74, RunArguments("chain/genesis.toml", "chain"));
        Assert.Contains(At("data/db"), line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_SeveralValidators_Exits2()
    {
        await AetherProcess.RunAsync("init-genesis", "--out", At("chain"), "--validators", "2");
        string line = await AetherProcess.AssertRefusedAsync(2, RunArguments("chain/genesis.toml", "chain"));
        Assert.Contains("aether devnet", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task InitGenesis_ExistingFile_Exits8()
    {
        await InitGenesisAsync("chain");
        await AetherProcess.AssertRefusedAsync(8, "init-genesis", "--out", At("chain"));
    }

    [Theory]
    [InlineData("--validators", "17")]
    [InlineData("--rpc-port", "70000")]
    [InlineData("--for", "soon")]
    [InlineData("--frob", "1")]
    public async Task Usage_Exits2(string option, string value) =>
        await AetherProcess.AssertRefusedAsync(2, "devnet", "--data", At("net"), option, value);

    [Fact]
    public async Task NativeLibraryMissing_SaysHowToGetIt()
    {
        // A copy of the program far from the source tree, without the library that is built there.
        string program = At("program");
        Directory.CreateDirectory(program);
        foreach (string file in Directory.GetFiles(AetherProcess.ProgramFolder))
        {
            string name = Path.GetFileName(file);
            if (!name.StartsWith("libaether_bls", StringComparison.Ordinal))
            {
                File.Copy(file, Path.Combine(program, name));
            }
        }
        await using AetherProcess process = AetherProcess.StartFrom(program, "devnet", "--data", At("net"));
        (int code, _, string[] error) = await process.WaitAsync();
        Assert.Equal(1, code);
        Assert.Equal("aether: libaether_bls.so is missing; run ./build.sh setup", Assert.Single(error));
    }

    private static JsonElement Parse(string line)
    {
        using JsonDocument document = JsonDocument.Parse(line);
        return document.RootElement.Clone();
    }

    private string At(string name) => Path.Combine(_folder, name);

    private async Task InitGenesisAsync(string name)
    {
        (int code, _, _) = await AetherProcess.RunAsync("init-genesis", "--out", At(name));
        Assert.Equal(0, code);
    }

    private string[] RunArguments(string genesis, string keys) =>
    [
        "run", "--genesis", At(genesis), "--keys", At($"{keys}/validator-0.json"), "--data", At("data"),
        "--rpc-port", "0", "--log-format", "text",
    ];

    // Runs until a block above a height is final, then stops cleanly; returns the last final height seen.
    private async Task<ulong> RunUntilFinalAsync(ulong above)
    {
        await using AetherProcess node = AetherProcess.Start(RunArguments("chain/genesis.toml", "chain"));
        string endpoint = await node.WaitForLineAsync("JSON-RPC");
        using HttpClient http = new();
        AetherClient client = new(http, new Uri(endpoint));
        HeaderInfo? header;
        do
        {
            header = await client.GetHeaderAsync(BlockTag.Finalized);
        }
        while (header!.Height <= above);
        await node.SignalAsync("TERM");
        (int code, _, _) = await node.WaitAsync();
        Assert.Equal(143, code);
        return header.Height;
    }
}
