using System.Text.Json.Nodes;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>Named networks: who wins, what is pinned, how the file is kept.</summary>
public sealed class NetworkCommandsTests : IDisposable
{
    private readonly ToolHarness _cli = new();

    private string File => _cli.PathOf("settings/aether/networks.json");

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Endpoint_FlagThenNameThenVariableThenInUseThenDefault()
    {
        Assert.Equal("http://127.0.0.1:8545/", await EndpointAsync());
        await AddAsync("current", "http://current.example/");
        await AddAsync("named", "http://named.example/");
        Assert.Equal(0, await _cli.RunAsync("network", "use", "current"));
        Assert.Equal("http://current.example/", await EndpointAsync());
        _cli.Variables["AETHER_RPC"] = "http://variable.example";
        Assert.Equal("http://variable.example/", await EndpointAsync());
        Assert.Equal("http://named.example/", await EndpointAsync("-n", "named"));
        Assert.Equal("http://flag.example/", await EndpointAsync("-n", "named", "--rpc", "http://flag.example"));
    }

    [Fact]
    public async Task Genesis_IsPinnedOnFirstUse_AndAnotherIsRefused()
    {
        await AddAsync("net", "http://net.example/");
        Assert.Equal(0, await _cli.RunAsync("status", "-n", "net"));
        Assert.Contains(_cli.Node.Genesis, await System.IO.File.ReadAllTextAsync(File, Stop), StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync("status", "--network", "net"));
        _cli.Node.Genesis = "0x" + new string('d', 64);
        int calls = _cli.Node.Calls.Count;
        JsonObject envelope = await _cli.RunJsonAsync("status", "-n", "net");
        Assert.Equal(9, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal("AE-9002", envelope["errors"]![0]!["code"]!.ToString());
        Assert.Equal(["aeth_chainId"], _cli.Node.Calls[calls..]);
        Assert.Equal(0, await _cli.RunAsync("network", "rm", "net"));
        await AddAsync("net", "http://net.example/");
        Assert.Equal(0, await _cli.RunAsync("status", "-n", "net"));
    }

    [Fact]
    public async Task Genesis_GivenWithAdd_HoldsFromTheFirstUse()
    {
        string other = "0x" + new string('e', 64);
        string[] add = ["network", "add", "net", "--url", "http://n.example", "--genesis-hash", other];
        Assert.Equal(0, await _cli.RunAsync(add));
        Assert.Equal(9, await _cli.RunAsync("status", "-n", "net"));
    }

    [Fact]
    public async Task File_IsForItsOwnerAlone_AndLeavesNothingBeside()
    {
        await AddAsync("net", "http://net.example/");
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, System.IO.File.GetUnixFileMode(File));
        }
        Assert.Equal([File], Directory.GetFiles(Path.GetDirectoryName(File)!));
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("{}")]
    [InlineData("{\"schema_version\":2,\"networks\":{}}")]
    [InlineData("{\"schema_version\":1,\"networks\":{},\"current\":\"gone\"}")]
    [InlineData("{\"schema_version\":1,\"networks\":{\"a\":null}}")]
    public async Task File_Damaged_Exits2AndIsLeftAlone(string content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        await System.IO.File.WriteAllTextAsync(File, content, Stop);
        Assert.Equal(2, await _cli.RunAsync("network", "add", "net"));
        Assert.StartsWith("error AE-2005:", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(content, await System.IO.File.ReadAllTextAsync(File, Stop));
    }

    [Fact]
    public async Task Names_UnknownTakenOrImpossible_Exit2()
    {
        await AddAsync("local", "http://net.example/");
        Assert.Equal(2, await _cli.RunAsync("status", "-n", "locl"));
        Assert.Contains("did you mean local?", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("network", "add", "local"));
        Assert.Equal(2, await _cli.RunAsync("network", "add", "../up"));
        Assert.Equal(2, await _cli.RunAsync("network", "add", "x", "--url", "ftp://x"));
        Assert.Equal(2, await _cli.RunAsync("network", "rm", "gone"));
        Assert.Empty(_cli.Node.Calls);
    }

    [Fact]
    public async Task List_HidesPasswordsOfAddresses()
    {
        await AddAsync("net", "http://me:hunter2@net.example/?key=abc");
        Assert.Equal(0, await _cli.RunAsync("network", "ls"));
        Assert.DoesNotContain("hunter2", _cli.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("abc", _cli.Output, StringComparison.Ordinal);
    }

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private async Task AddAsync(string name, string url) =>
        Assert.Equal(0, await _cli.RunAsync("network", "add", name, "--url", url));

    private async Task<string> EndpointAsync(params string[] more)
    {
        Assert.Equal(0, await _cli.RunAsync(["status", "--field", "endpoint", .. more]));
        return _cli.Output.TrimEnd();
    }
}
