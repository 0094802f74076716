using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Reference;

/// <summary>The command tree as <c>src/docs/specs/cli.md</c>.</summary>
internal static class CommandDocument
{
    /// <summary>The whole document.</summary>
    public static string Write(CommandTree tree)
    {
        StringBuilder text = new();
        text.Append(
            """
            # Commands of aetherctl

            Made by `aetherctl help --markdown`; change the commands, not this page. Exit codes and output are in
            `exit-codes.md`.

            ## Options of every command


            """);
        WriteOptions(text, GlobalOptions.All);
        text.Append("\n## All commands\n\n| command | does |\n|---|---|\n");
        foreach ((string[] path, Command command) in tree.Commands())
        {
            string name = string.Join(' ', path);
            text.Append(CultureInfo.InvariantCulture,
                $"| [`{name}`](#aetherctl-{string.Join('-', path)}) | {Cell(command.Description)} |\n");
        }
        foreach ((string[] path, Command command) in tree.Commands())
        {
            if (tree.Examples.ContainsKey(command))
            {
                WriteCommand(text, tree, path, command);
            }
        }
        return text.ToString();
    }

    private static void WriteCommand(StringBuilder text, CommandTree tree, string[] path, Command command)
    {
        string name = "aetherctl " + string.Join(' ', path);
        text.Append(CultureInfo.InvariantCulture, $"\n## {name}\n\n{command.Description}\n\n")
            .Append(CultureInfo.InvariantCulture, $"```\n{Usage(name, command)}\n```\n");
        if (command.Arguments.Count > 0)
        {
            text.Append("\n| argument | meaning |\n|---|---|\n");
            foreach (Argument argument in command.Arguments)
            {
                text.Append(CultureInfo.InvariantCulture, $"| `{argument.Name}` | {Cell(argument.Description)} |\n");
            }
        }
        Option[] options = [.. CommandTree.OwnOptions(command)];
        if (options.Length > 0)
        {
            text.Append('\n');
            WriteOptions(text, options);
        }
        text.Append("\nExamples:\n\n```\n").AppendJoin('\n', tree.Examples[command]).Append("\n```\n");
    }

    private static string Usage(string name, Command command)
    {
        IEnumerable<string> words = command.Options.Where(option => option.Required)
            .Select(option => $"{option.Name} {Value(option)}")
            .Concat(command.Arguments.Select(ArgumentText));
        bool more = CommandTree.OwnOptions(command).Any(option => !option.Required);
        return string.Join(' ', [name, .. words, .. more ? ["[options]"] : Array.Empty<string>()]);
    }

    private static string ArgumentText(Argument argument)
    {
        string name = argument.Name + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
        return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
    }

    private static void WriteOptions(StringBuilder text, IEnumerable<Option> options)
    {
        text.Append("| option | default | meaning |\n|---|---|---|\n");
        foreach (Option option in options)
        {
            string names = string.Join(", ", option.Aliases.Prepend(option.Name).Order(StringComparer.Ordinal));
            string value = CommandTree.TakesValue(option) ? " " + Value(option) : "";
            text.Append(CultureInfo.InvariantCulture,
                $"| `{names}{value}` | {Cell(Default(option))} | {Cell(option.Description)} |\n");
        }
    }

    private static string Value(Option option) => option.HelpName ?? "VALUE";

    private static string Default(Option option)
    {
        if (option.Required)
        {
            return "required";
        }
        object? value = option.HasDefaultValue && CommandTree.TakesValue(option) ? option.GetDefaultValue() : null;
        return value is null or Array ? "" : $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`";
    }

    private static string Cell(string? text) => (text ?? "").Replace("|", "\\|", StringComparison.Ordinal);
}
