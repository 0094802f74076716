using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Reference;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>The reference is what the commands say, and their examples are command lines.</summary>
public sealed class CommandReferenceTests : IDisposable
{
    private const string Document = "src/docs/specs/cli.md";

    private readonly ToolHarness _cli = new();
    private readonly CommandTree _tree;

    public CommandReferenceTests() => _tree = CommandLine.Tree(_cli.Environment(TextWriter.Null, TextWriter.Null));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Leaves_HaveExamples_AndAllExamplesParse()
    {
        int count = 0;
        foreach ((string[] path, Command command) in _tree.Commands())
        {
            if (command.Subcommands.Count == 0)
            {
                Assert.True(_tree.Examples.ContainsKey(command), $"{string.Join(' ', path)} has no example");
            }
            foreach (string example in _tree.Examples.GetValueOrDefault(command) ?? [])
            {
                string[] words = Words(example);
                Assert.Equal("aetherctl", words[0]);
                ParseResult parsed = _tree.Root.Parse(words[1..]);
                Assert.True(parsed.Errors.Count == 0, $"{example}: {string.Join(' ', parsed.Errors)}");
                Assert.Same(command, parsed.CommandResult.Command);
                count++;
            }
        }
        Assert.True(count > 60, $"only {count} examples");
    }

    [Fact]
    public async Task Document_IsMadeFromTheCommands()
    {
        Assert.Equal(0, await _cli.RunAsync("help", "--markdown"));
        string text = await File.ReadAllTextAsync(Repository.PathOf(Document), TestContext.Current.CancellationToken);
        Assert.True(text == _cli.Output, $"{Document} differs: aetherctl help --markdown > {Document}");
    }

    [Fact]
    public async Task ManualPage_HasEveryCommand_AndIsRightForGroff()
    {
        Assert.Equal(0, await _cli.RunAsync("help", "--man"));
        string page = _cli.Output;
        foreach ((string[] path, Command command) in _tree.Commands())
        {
            string head = $".SS \"aetherctl {string.Join(' ', path)}\"\n".Replace("-", "\\-", StringComparison.Ordinal);
            Assert.Equal(_tree.Examples.ContainsKey(command), page.Contains(head, StringComparison.Ordinal));
        }
        string file = _cli.PathOf("aetherctl.1");
        await File.WriteAllTextAsync(file, page, TestContext.Current.CancellationToken);
        ProcessStartInfo start = new("groff", ["-man", "-ww", "-z", "-Tutf8", file]) { RedirectStandardError = true };
        try
        {
            using Process process = Process.Start(start)!;
            string said = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            Assert.Equal("", said);
            Assert.Equal(0, process.ExitCode);
        }
        catch (Win32Exception)
        {
            Assert.Skip("groff is not installed");
        }
    }

    [Fact]
    public async Task Help_OfACommand_IsThatOfItsOption()
    {
        Assert.Equal(0, await _cli.RunAsync("keys", "new", "--help"));
        string expected = _cli.Output;
        Assert.Equal(0, await _cli.RunAsync("help", "keys", "new"));
        Assert.Equal(expected.Trim(), _cli.Output.Trim());
        Assert.Equal(2, await _cli.RunAsync("help", "kys"));
        Assert.Contains("did you mean keys?", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void Options_SayWhatTheyAre()
    {
        foreach ((string[] path, Command command) in _tree.Commands())
        {
            Assert.False(string.IsNullOrEmpty(command.Description), string.Join(' ', path));
            Assert.All(CommandTree.OwnOptions(command), option => Assert.False(
                string.IsNullOrEmpty(option.Description), $"{string.Join(' ', path)} {option.Name}"));
        }
    }

    /// <summary>Words of a line as a shell splits it, up to a redirection.</summary>
    internal static string[] Words(string line)
    {
        List<string> words = [];
        StringBuilder word = new();
        char quote = '\0';
        bool started = false;
        foreach (char letter in line + " ")
        {
            if (quote != '\0')
            {
                _ = letter == quote ? quote = '\0' : word.Append(letter)[^1];
            }
            else if (letter is '"' or '\'')
            {
                (quote, started) = (letter, true);
            }
            else if (letter == ' ')
            {
                if (started || word.Length > 0)
                {
                    words.Add(word.ToString());
                }
                word.Clear();
                started = false;
            }
            else
            {
                word.Append(letter);
            }
        }
        int end = words.IndexOf(">");
        return [.. end < 0 ? words : words[..end]];
    }
}
