using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>Runs command lines of aetherctl in this process, in a folder and with settings of its own.</summary>
internal sealed class ToolHarness : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aetherctl");

    /// <summary>Starts with an empty folder of settings.</summary>
    public ToolHarness() => Variables["XDG_CONFIG_HOME"] = PathOf("settings");

    /// <summary>The node that answers, whatever the address.</summary>
    public RecordedNode Node { get; } = new();

    /// <summary>Replaces the node.</summary>
    public HttpMessageHandler? Http { get; set; }

    /// <summary>Environment variables.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Answers questions; null for no terminal.</summary>
    public Func<string, string?>? AskLine { get; set; }

    /// <summary>True for a terminal at stderr.</summary>
    public bool IsErrorTerminal { get; set; }

    /// <summary>True for a terminal at stdout.</summary>
    public bool IsOutputTerminal { get; set; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>What the last command wrote to stdout.</summary>
    public string Output { get; private set; } = "";

    /// <summary>What it wrote to stderr.</summary>
    public string Error { get; private set; } = "";

    /// <summary>A path in the folder.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>An environment around writers.</summary>
    public CliEnvironment Environment(TextWriter output, TextWriter error) => new()
    {
        Output = output,
        Error = error,
        GetVariable = name => Variables.GetValueOrDefault(name),
        AskLine = AskLine,
        IsErrorTerminal = IsErrorTerminal,
        IsOutputTerminal = IsOutputTerminal,
        Http = Http ?? Node,
        Time = Time,
    };

    /// <summary>Runs a command line and returns its exit code.</summary>
    public async Task<int> RunAsync(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(
            arguments, Environment(output, error), TestContext.Current.CancellationToken);
        Output = output.ToString();
        Error = error.ToString();
        Assert.DoesNotContain("   at ", Error + Output, StringComparison.Ordinal);
        return code;
    }

    /// <summary>Runs with --json; the envelope is all there is.</summary>
    public async Task<JsonObject> RunJsonAsync(params string[] arguments)
    {
        int code = await RunAsync([.. arguments, "--json"]);
        Assert.Equal("", Error);
        JsonObject envelope = JsonNode.Parse(Output)!.AsObject();
        Assert.Equal(code, envelope["exit_code"]!.GetValue<int>());
        return envelope;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Node.Dispose();
        Http?.Dispose();
        _folder.Delete(recursive: true);
    }
}
