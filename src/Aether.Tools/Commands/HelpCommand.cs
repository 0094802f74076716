using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Reference;

namespace Aether.Tools.Commands;

/// <summary>`help`: what --help prints, and all of it as one page.</summary>
internal static class HelpCommand
{
    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string[]> path = new("COMMAND")
        {
            Description = "Which command; none for all",
            Arity = ArgumentArity.ZeroOrMore,
        };
        Option<bool> markdown = new("--markdown") { Description = "Print src/docs/specs/cli.md" };
        Option<bool> manual = new("--man") { Description = "Print a page for man" };
        return table.Define(
            "help",
            "Show the help of a command, or the reference of all.",
            [
                "aetherctl help transfer",
                "aetherctl help --markdown",
                "aetherctl help --man > ~/.local/share/man/man1/aetherctl.1",
            ],
            async (context, cancellation) =>
            {
                CommandTree tree = CommandLine.Tree(context.Environment);
                string text = context.Arguments.GetValue(markdown)
                    ? CommandDocument.Write(tree)
                    : context.Arguments.GetValue(manual) ? ManualPage.Write(tree)
                    : await HelpAsync(tree, context.Arguments.GetValue(path) ?? [], cancellation)
                        .ConfigureAwait(false);
                return new CommandResult(new JsonObject { ["text"] = text }, []) { Text = text.TrimEnd('\n') };
            },
            path,
            markdown,
            manual);
    }

    private static async Task<string> HelpAsync(CommandTree tree, string[] path, CancellationToken cancellation)
    {
        Command command = tree.Root;
        foreach (string word in path)
        {
            command = command.Subcommands.FirstOrDefault(child => child.Name == word) ?? throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"there is no command {string.Join(' ', path)}",
                NearestName.To(word, command.Subcommands.Select(child => child.Name)) is { } name
                    ? $"did you mean {name}?"
                    : "no command has such a name", "aetherctl --help");
        }
        using StringWriter text = new();
        InvocationConfiguration configuration = new() { Output = text, Error = text };
        await tree.Root.Parse([.. path, "--help"]).InvokeAsync(configuration, cancellation).ConfigureAwait(false);
        return text.ToString();
    }
}
