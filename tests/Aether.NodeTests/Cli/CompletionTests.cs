using System.Diagnostics;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Reference;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>The scripts are run by the shells they are for, those that are installed.</summary>
public sealed class CompletionTests : IDisposable
{
    private readonly ToolHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Script_Parses(string shell)
    {
        string script = await WriteScriptAsync(shell);
        Assert.SkipUnless(IsInstalled(shell), $"{shell} is not installed");
        (int code, _, string error) = await RunAsync(shell, "-n", script);
        Assert.Equal("", error);
        Assert.Equal(0, code);
    }

    [Theory]
    [InlineData("aetherctl tra", "transfer")]
    [InlineData("aetherctl keys ", "new show")]
    [InlineData("aetherctl --json keys s", "show")]
    [InlineData("aetherctl transfer --wait ", "none included final")]
    [InlineData("aetherctl transfer --dry", "--dry-run")]
    [InlineData("aetherctl completion f", "fish")]
    [InlineData("aetherctl explain AE-700", "AE-7001")]
    [InlineData("aetherctl --color a", "auto always")]
    [InlineData("aetherctl ready --max-behind ", "")]
    public async Task Bash_Completes(string line, string expected)
    {
        Assert.SkipUnless(IsInstalled("bash"), "bash is not installed");
        string script = await WriteScriptAsync("bash");
        string[] words = line.Split(' ');
        string quoted = string.Join(' ', words.Select(word => $"'{word}'"));
        (int code, string output, string error) = await RunAsync(
            "bash", "-c",
            $"source {script}; COMP_WORDS=({quoted}); COMP_CWORD={words.Length - 1}; _aetherctl; "
            + "printf '%s\\n' \"${COMPREPLY[@]}\"");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        // After the commands come the options that every command has.
        IEnumerable<string> found = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] wanted = expected.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(wanted, found.Where(word => word[0] != '-' || wanted.Contains(word)));
    }

    [Theory]
    [InlineData("aetherctl tra", "transfer")]
    [InlineData("aetherctl keys ", "new show")]
    [InlineData("aetherctl transfer --wait ", "final included none")]
    public async Task Fish_Completes(string line, string expected)
    {
        Assert.SkipUnless(IsInstalled("fish"), "fish is not installed");
        string script = await WriteScriptAsync("fish");
        (int code, string output, string error) = await RunAsync(
            "fish", "--no-config", "-c", $"source {script}; complete -C '{line}'");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.Equal(
            expected.Split(' '),
            output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(word => word.Split('\t')[0]).Order());
    }

    [Fact]
    public async Task PowerShell_HoldsCommandsAndValues_AndParsesWhereItIsInstalled()
    {
        string path = await WriteScriptAsync("pwsh");
        Assert.Contains("\n    '/keys' = @('new\t", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("\n    '--wait' = @('none', 'included', 'final')\n", _cli.Output, StringComparison.Ordinal);
        Assert.Contains("'--rpc'", _cli.Output, StringComparison.Ordinal);
        Assert.Equal(_cli.Output.Count(letter => letter == '{'), _cli.Output.Count(letter => letter == '}'));
        // Quotes of a line pair up: within quotes one is written as two.
        Assert.All(_cli.Output.Split('\n').Where(line => !line.StartsWith('#')),
            line => Assert.True(line.Count(letter => letter == '\'') % 2 == 0, line));
        // Debian has no package of it: what holds without it is checked above.
        if (!IsInstalled("pwsh"))
        {
            return;
        }
        (int code, string output, string error) = await RunAsync(
            "pwsh", "-NoProfile", "-Command",
            $". '{path}'; (TabExpansion2 'aetherctl keys ' 15).CompletionMatches.CompletionText");
        Assert.Equal("", error);
        Assert.Equal(0, code);
        Assert.StartsWith("new", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Shell_Unknown_Exits2()
    {
        Assert.Equal(2, await _cli.RunAsync("completion", "tcsh"));
        Assert.StartsWith("error AE-2001:", _cli.Error, StringComparison.Ordinal);
    }

    private static bool IsInstalled(string shell) =>
        Environment.GetEnvironmentVariable("PATH")!.Split(':').Any(folder => File.Exists(Path.Combine(folder, shell)));

    private async Task<string> WriteScriptAsync(string shell)
    {
        Assert.Equal(0, await _cli.RunAsync("completion", shell));
        string path = _cli.PathOf("script." + shell);
        await File.WriteAllTextAsync(path, _cli.Output, TestContext.Current.CancellationToken);
        return path;
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(string file, params string[] arguments)
    {
        ProcessStartInfo start = new(file, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        start.Environment["LC_ALL"] = "C.UTF-8";
        start.Environment["HOME"] = Path.GetTempPath();
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        CancellationToken stop = TestContext.Current.CancellationToken;
        Task<string> output = process.StandardOutput.ReadToEndAsync(stop);
        Task<string> error = process.StandardError.ReadToEndAsync(stop);
        await process.WaitForExitAsync(stop);
        return (process.ExitCode, await output, await error);
    }
}
