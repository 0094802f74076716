using System.CommandLine;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Reference;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>stdout has the result and nothing else, whatever happens to stderr.</summary>
public sealed class OutputContractTests : IDisposable
{
    private const string Identifier = "0x1414141414141414141414141414141414141414141414141414141414141414";

    // What may touch the process's own streams.
    private static readonly string[] s_outputLayer = ["CliEnvironment.cs", "TerminalSecret.cs"];

    private readonly ToolHarness _cli = new() { Time = new SteppingTime() };

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Commands_Json_WriteOneDocumentAndNothingElse()
    {
        foreach (string[] line in Lines())
        {
            int code = await _cli.RunAsync(["--json", .. line]);
            string shown = string.Join(' ', line);
            Assert.True(_cli.Output.StartsWith('{'), $"{shown} wrote no document but: {_cli.Output}{_cli.Error}");
            using JsonDocument document = JsonDocument.Parse(_cli.Output);
            Assert.True(code == document.RootElement.GetProperty("exit_code").GetInt32(), shown);
            Assert.True(_cli.Error.Length == 0, $"{shown} wrote to stderr: {_cli.Error}");
        }
    }

    [Fact]
    public async Task Commands_StderrClosed_GiveTheSameResult()
    {
        int round = 0;
        foreach (string[] line in Lines().Where(line => line is not ["keys", "new", ..]))
        {
            _cli.Variables["XDG_CONFIG_HOME"] = _cli.PathOf($"settings-{++round}");
            int expected = await _cli.RunAsync(line);
            string result = _cli.Output;
            _cli.Variables["XDG_CONFIG_HOME"] = _cli.PathOf($"settings-{++round}");
            using StringWriter output = new();
            using ClosedWriter closed = new();
            int code = await CommandLine.RunAsync(
                line, _cli.Environment(output, closed), TestContext.Current.CancellationToken);
            string shown = string.Join(' ', line);
            Assert.True(expected == code, $"{shown}: {code} instead of {expected}");
            Assert.True(result == output.ToString(), $"{shown}: {output}");
            Assert.DoesNotMatch("(?m)^(error AE|warning:|  try:)", output.ToString());
        }
    }

    [Fact]
    public async Task Stdout_Closed_Exits8()
    {
        using ClosedWriter closed = new();
        using StringWriter error = new();
        int code = await CommandLine.RunAsync(
            ["explain", "AE-4005"], _cli.Environment(closed, error), TestContext.Current.CancellationToken);
        Assert.Equal(8, code);
        Assert.StartsWith("error AE-8002:", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Sources_WriteThroughTheOutputLayer()
    {
        List<string> breaches = [];
        foreach (string path in Repository.Sources("src/Aether.Tools"))
        {
            string text = File.ReadAllText(path);
            bool isLayer = path.Contains("/Cli/", StringComparison.Ordinal);
            bool mayConsole = s_outputLayer.Contains(Path.GetFileName(path));
            string pattern = (mayConsole, isLayer) switch
            {
                (true, _) => @"\bDebug\.Write",
                (_, true) => @"(?<![\w.])Console\.",
                _ => @"(?<![\w.])Console\.|\.Environment\.(Output|Error)\b",
            };
            breaches.AddRange(Regex.Matches(text, pattern).Select(match => $"{path}: {match.Value}"));
        }
        Assert.True(breaches.Count == 0, string.Join('\n', breaches));
    }

    [Theory]
    [InlineData("auto", false, null, null, false)]
    [InlineData("auto", true, null, null, true)]
    [InlineData("auto", true, "1", null, false)]
    [InlineData("auto", false, null, "1", true)]
    [InlineData("auto", false, null, "0", false)]
    [InlineData("auto", true, "1", "1", false)]
    [InlineData("always", false, "1", null, true)]
    [InlineData("never", true, null, "1", false)]
    public async Task Color_ByFlagThenVariablesThenTerminal(
        string when, bool terminal, string? noColor, string? force, bool colored)
    {
        _cli.IsErrorTerminal = terminal;
        _cli.Variables["NO_COLOR"] = noColor ?? "";
        _cli.Variables["CLICOLOR_FORCE"] = force ?? "";
        foreach (string[] line in new string[][] { ["block", "nonsense", "--color", when], ["bogus", "--color", when] })
        {
            Assert.Equal(2, await _cli.RunAsync(line));
            Assert.Equal(colored, _cli.Error.Contains('\u001b'));
            string plain = Regex.Replace(_cli.Error, "\u001b\\[[0-9;]*m", "");
            Assert.StartsWith("error AE-200", plain, StringComparison.Ordinal);
            Assert.Contains("\n  try: ", plain, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Quiet_LeavesErrorsAndTheResult()
    {
        string[] line = ["keys", "new", "--insecure-plaintext", "--out", _cli.PathOf("a.json"), "-q"];
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Equal("", _cli.Error);
        Assert.NotEqual("", _cli.Output);
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.StartsWith("error AE-2007:", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verbose_ShowsRequests_WithBodiesWhenTwice_AndNoSecrets()
    {
        const string Endpoint = "http://me:pass@h.example/?key=k1";
        string[] line = ["rpc", "aeth_chainId", "{\"password\":\"hunter2\"}", "--rpc", Endpoint];
        Assert.Equal(0, await _cli.RunAsync([.. line, "-v"]));
        Assert.Contains("> POST http://***@h.example/?key=*** aeth_chainId", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("< 200 in ", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("params", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _cli.RunAsync([.. line, "-vv"]));
        Assert.Contains("\"password\":\"***\"", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("pass@", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("genesisHash", _cli.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("> ", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PrintCommand_SaysEverything_AndRunsAgain()
    {
        _cli.Variables["AETHER_RPC"] = "http://variable.example";
        string[] line = ["tx", "wait", Identifier, "--timeout", "1s", "--print-command", "-q"];
        Assert.Equal(7, await _cli.RunAsync([.. line, "--rpc", "http://x.example"]));
        string printed = _cli.Error.Split('\n')[0];
        Assert.Equal(
            $"command: aetherctl tx wait {Identifier} --wait final --timeout 1s --rpc http://x.example/", printed);
        Assert.Equal(["status", "a b", "it's"], CommandReferenceTests.Words("status 'a b' \"it's\""));
        Assert.Equal("'it'\\''s'", CommandText.Quote("it's"));
        Assert.Equal("''", CommandText.Quote(""));
    }

    // One line for each example: words that name files are in a folder of the test, and identifiers are whole.
    private List<string[]> Lines()
    {
        CommandTree tree = CommandLine.Tree(_cli.Environment(TextWriter.Null, TextWriter.Null));
        List<string[]> lines = [];
        foreach ((string[] path, Command command) in tree.Commands())
        {
            if (path is ["contract", "new" or "build" or "check" or "test" or "gas" or "verify"])
            {
                // They work on folders and run compilers: tests of their own do that.
                continue;
            }
            foreach (string example in tree.Examples.GetValueOrDefault(command) ?? [])
            {
                string[] words = CommandReferenceTests.Words(example)[1..];
                lines.Add([.. words.Where(word => word != "--json").Select(Local)]);
            }
        }
        Assert.NotEmpty(lines);
        return lines;
    }

    private string Local(string word)
    {
        if (word.EndsWith("...", StringComparison.Ordinal))
        {
            return Identifier;
        }
        bool isFile = word.StartsWith('.') || word.Contains('/') && !word.Contains(':')
            || Path.GetExtension(word) is ".json" or ".hex" or ".bin" or ".txt" or ".ace" or ".wasm" or ".gz" or ".md";
        return isFile ? _cli.PathOf(word.TrimStart('.', '/').Replace('/', '-')) : word;
    }

    private sealed class ClosedWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => throw new IOException("closed");
    }
}
