using System.Diagnostics;
using System.Text.Json.Nodes;
using Xunit;

namespace Aether.IntegrationTests.Tools;

/// <summary>The real program: streams, signals and exit codes as a shell sees them.</summary>
public sealed class AetherctlProcessTests
{
    private const string Hash = "0x1414141414141414141414141414141414141414141414141414141414141414";

    private static readonly Dictionary<string, string> s_results = new()
    {
        ["aeth_getBalance"] =
            $"{{\"address\":\"{Hash}\",\"swr\":\"1500000000\",\"aic\":\"0\",\"height\":5,\"blockHash\":\"{Hash}\"}}",
        ["aeth_sendRawTransaction"] = $"\"{Hash}\"",
        ["aeth_dev_faucet"] = $"\"{Hash}\"",
    };

    [Fact]
    public async Task Balance_ResultAloneOnStdout()
    {
        await using LoopbackNode node = new(s_results);
        (int code, string output, string error) = await RunAsync("balance", Hash, "--rpc", node.Endpoint, "--json");
        Assert.Equal(0, code);
        Assert.Equal("", error);
        Assert.Equal("1500000000", JsonNode.Parse(output)!["data"]!["swr"]!["amount"]!.ToString());
        (code, output, error) = await RunAsync("balance", Hash, "--rpc", node.Endpoint, "--field", "swr.display");
        Assert.Equal((0, "1.5 SWR\n", ""), (code, output, error));
    }

    [Fact]
    public async Task NothingListens_Exits3()
    {
        string endpoint;
        await using (LoopbackNode node = new(s_results))
        {
            endpoint = node.Endpoint;
        }
        (int code, string output, string error) = await RunAsync("status", "--rpc", endpoint);
        Assert.Equal(3, code);
        Assert.Equal("", output);
        Assert.StartsWith("error AE-3001: cannot reach", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Usage_Exits2()
    {
        (int code, string output, string error) = await RunAsync("balance");
        Assert.Equal(2, code);
        Assert.Equal("", output);
        Assert.StartsWith("error AE-2001", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task NewKey_StdinIsNoTerminal_Exits2InsteadOfAsking()
    {
        string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        (int code, _, string error) = await RunAsync("keys", "new", "--out", path);
        Assert.Equal(2, code);
        Assert.Contains("--password-file", error, StringComparison.Ordinal);
        Assert.False(File.Exists(path));
    }

    [Theory]
    [InlineData("INT", 130)]
    [InlineData("TERM", 143)]
    public async Task Waiting_Signal_StopsWithItsCode(string signal, int expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends signals with kill and env of Linux");
        await using LoopbackNode node = new(s_results);
        using Process process = Start("faucet", "--mint", "1", "--to", Hash, "--rpc", node.Endpoint, "--timeout", "5m");
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await node.Asked.Task.WaitAsync(TimeSpan.FromSeconds(60));
        using (Process kill = Process.Start("kill", [$"-{signal}", process.Id.ToString()]))
        {
            await kill.WaitForExitAsync();
        }
        await process.WaitForExitAsync();
        Assert.Equal(expected, process.ExitCode);
        Assert.Equal("", await output);
        Assert.StartsWith($"waiting until {Hash}", await error, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await error);
    }

    private static Process Start(params string[] arguments)
    {
        // What runs in the background of a shell inherits that SIGINT is ignored; env undoes it.
        ProcessStartInfo start = new(OperatingSystem.IsLinux() ? "env" : "dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (OperatingSystem.IsLinux())
        {
            start.ArgumentList.Add("--default-signal=INT");
            start.ArgumentList.Add("dotnet");
        }
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "aetherctl.dll"));
        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }
        Process process = Process.Start(start)!;
        process.StandardInput.Close();
        return process;
    }
}
