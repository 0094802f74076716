using System.Text;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.UnitTests.Tools;

/// <summary>Runs command lines in this process against a fake node, in a folder of its own.</summary>
internal sealed class CliHarness : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aetherctl");

    public FakeNode Node { get; } = new();

    /// <summary>What replaces the node; for endpoints that are none.</summary>
    public HttpMessageHandler? Http { get; set; }

    /// <summary>The time of day: a moment after the sample chain's blocks.</summary>
    public ulong NowMs { get; set; } = 6_000;

    public Dictionary<string, string> Variables { get; } = [];

    public Func<string, byte[]>? AskSecret { get; set; }

    public string Output { get; private set; } = "";

    public string Error { get; private set; } = "";

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public string Write(string name, string text)
    {
        File.WriteAllText(PathOf(name), text);
        return PathOf(name);
    }

    public string Write(string name, byte[] bytes)
    {
        File.WriteAllBytes(PathOf(name), bytes);
        return PathOf(name);
    }

    /// <summary>Makes a plain key file and returns its path.</summary>
    public async Task<string> NewKeyAsync(string name = "key.json")
    {
        Assert.Equal(0, await RunAsync("keys", "new", "--insecure-plaintext", "--out", PathOf(name)));
        return PathOf(name);
    }

    public async Task<int> RunAsync(params string[] arguments)
    {
        using StringWriter output = new(new StringBuilder());
        using StringWriter error = new(new StringBuilder());
        CliEnvironment environment = new()
        {
            Output = output,
            Error = error,
            GetVariable = name => Variables.GetValueOrDefault(name),
            AskSecret = AskSecret,
            Http = Http ?? Node,
            Time = new WallClock(() => NowMs),
        };
        int code = await CommandLine.RunAsync(arguments, environment);
        Output = output.ToString();
        Error = error.ToString();
        Assert.DoesNotContain("   at ", Error + Output, StringComparison.Ordinal);
        return code;
    }

    /// <summary>Runs with --json and checks the envelope, which is all there is.</summary>
    public async Task<JsonObject> RunJsonAsync(params string[] arguments)
    {
        int code = await RunAsync([.. arguments, "--json"]);
        Assert.Equal("", Error);
        JsonObject envelope = JsonNode.Parse(Output)!.AsObject();
        string[] members = ["schema_version", "success", "data", "errors", "warnings", "exit_code"];
        Assert.Equal(members, envelope.Select(member => member.Key));
        Assert.Equal(1, envelope["schema_version"]!.GetValue<int>());
        Assert.Equal(code, envelope["exit_code"]!.GetValue<int>());
        Assert.Equal(code == 0, envelope["success"]!.GetValue<bool>());
        Assert.Equal(code == 0 ? 0 : 1, envelope["errors"]!.AsArray().Count);
        return envelope;
    }

    public void Dispose()
    {
        Node.Dispose();
        Http?.Dispose();
        _folder.Delete(recursive: true);
    }

    private sealed class WallClock(Func<ulong> nowMs) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds((long)nowMs());
    }
}
