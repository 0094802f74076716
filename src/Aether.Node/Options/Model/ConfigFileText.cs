using System.Globalization;
using System.Text;

namespace Aether.Node.Options.Model;

/// <summary>Writes <c>aether.toml</c>: every option with what it means, those that nobody set as comments.</summary>
internal static class ConfigFileText
{
    private const int Columns = 100;

    /// <summary>The text of a file.</summary>
    /// <param name="set">Values by key; paths below the file's folder become relative.</param>
    /// <param name="folder">The file's folder.</param>
    public static string Write(IReadOnlyDictionary<string, string> set, string folder)
    {
        StringBuilder text = new();
        text.Append(
            """
            # Configuration of an Aether node, read by `aether run`. A line that begins with # is a default.
            # A flag goes before the environment (AETHER__SECTION__NAME), and that before this file.
            # What is in force, and why: aether config show --origin

            """);
        foreach (string section in NodeOptionTable.Sections)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n[{section}]\n");
            foreach (OptionSpec spec in NodeOptionTable.All.Where(spec => spec.Section == section))
            {
                AppendOption(text, spec, set.GetValueOrDefault(spec.Key), folder);
            }
        }
        return text.ToString();
    }

    /// <summary>A value as TOML.</summary>
    public static string Literal(OptionSpec spec, string text) =>
        spec.Kind is OptionKind.Integer or OptionKind.Boolean
            ? text
            : $"\"{Escape(text)}\"";

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static void AppendOption(StringBuilder text, OptionSpec spec, string? value, string folder)
    {
        // The folder of the file is the data folder: a line would only tie it to this place.
        if (spec.Key == "node.data")
        {
            return;
        }
        string expectation = spec.Kind == OptionKind.Text ? "" : $" ({spec.Expectation})";
        foreach (string line in Wrap(spec.Description.TrimEnd('.') + expectation + "."))
        {
            text.Append(CultureInfo.InvariantCulture, $"# {line}\n");
        }
        if (value is not null)
        {
            bool isPath = spec.Kind is OptionKind.File or OptionKind.Folder;
            string written = isPath ? Relative(value, folder) : value;
            text.Append(CultureInfo.InvariantCulture, $"{spec.Name} = {Literal(spec, written)}\n");
        }
        else if (spec.Default.Length > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"#{spec.Name} = {Literal(spec, spec.Default)}\n");
        }
        else
        {
            string note = spec.DefaultNote.Length > 0 ? spec.DefaultNote : "none";
            text.Append(CultureInfo.InvariantCulture, $"#{spec.Name} = # default: {note}\n");
        }
    }

    private static string Relative(string path, string folder)
    {
        string relative = Path.GetRelativePath(folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) ? path : relative;
    }

    private static IEnumerable<string> Wrap(string sentence)
    {
        StringBuilder line = new();
        foreach (string word in sentence.Split(' '))
        {
            if (line.Length > 0 && line.Length + 1 + word.Length > Columns)
            {
                yield return line.ToString();
                line.Clear();
            }
            line.Append(line.Length > 0 ? " " : "").Append(word);
        }
        yield return line.ToString();
    }
}
