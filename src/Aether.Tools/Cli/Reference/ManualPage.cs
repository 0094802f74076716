using System.CommandLine;
using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Reference;

/// <summary>The command tree as a page for <c>man</c>.</summary>
internal static class ManualPage
{
    /// <summary>The whole page.</summary>
    public static string Write(CommandTree tree)
    {
        StringBuilder text = new();
        text.Append(".TH AETHERCTL 1 \"\" \"aether\" \"User Commands\"\n.SH NAME\n")
            .Append(CultureInfo.InvariantCulture, $"aetherctl \\- {Line(tree.Root.Description)}\n")
            .Append(".SH SYNOPSIS\n.B aetherctl\n.I COMMAND\n[\\fIoptions\\fR]\n.SH OPTIONS OF EVERY COMMAND\n");
        WriteOptions(text, GlobalOptions.All);
        text.Append(".SH COMMANDS\n");
        foreach ((string[] path, Command command) in tree.Commands())
        {
            if (!tree.Examples.TryGetValue(command, out string[]? examples))
            {
                continue;
            }
            text.Append(CultureInfo.InvariantCulture, $".SS \"aetherctl {Line(string.Join(' ', path))}\"\n")
                .Append(CultureInfo.InvariantCulture, $"{Line(command.Description)}\n");
            foreach (Argument argument in command.Arguments)
            {
                text.Append(CultureInfo.InvariantCulture,
                    $".TP\n\\fI{Line(argument.Name)}\\fR\n{Line(argument.Description)}\n");
            }
            WriteOptions(text, CommandTree.OwnOptions(command));
            text.Append(".PP\n.nf\n").AppendJoin('\n', examples.Select(Line)).Append("\n.fi\n");
        }
        return text.Append(".SH EXIT STATUS\n0 for success; `aetherctl explain` lists the others and every error.\n")
            .ToString();
    }

    private static void WriteOptions(StringBuilder text, IEnumerable<Option> options)
    {
        foreach (Option option in options)
        {
            IEnumerable<string> names = option.Aliases.Prepend(option.Name).Order(StringComparer.Ordinal)
                .Select(name => $"\\fB{Line(name)}\\fR");
            string value = CommandTree.TakesValue(option) ? $" \\fI{Line(option.HelpName ?? "VALUE")}\\fR" : "";
            text.Append(CultureInfo.InvariantCulture,
                $".TP\n{string.Join(", ", names)}{value}\n{Line(option.Description)}\n");
        }
    }

    // What roff reads as its own is escaped: backslashes, hyphens that are to be copied, and what begins a request.
    private static string Line(string? text)
    {
        string escaped = (text ?? "").Replace("\\", "\\e", StringComparison.Ordinal)
            .Replace("-", "\\-", StringComparison.Ordinal).Replace("\"", "\\(dq", StringComparison.Ordinal)
            .ReplaceLineEndings(" ");
        return escaped is ['.' or '\'', ..] ? "\\&" + escaped : escaped.Length == 0 ? "\\&" : escaped;
    }
}
