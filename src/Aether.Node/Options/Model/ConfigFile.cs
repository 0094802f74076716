using Aether.Core;
using Aether.Node.Options.Toml;

namespace Aether.Node.Options.Model;

/// <summary>Reads <c>aether.toml</c>. Strict: every key is known, every value is one of its option.</summary>
internal static class ConfigFile
{
    /// <summary>Reads a file.</summary>
    /// <exception cref="ConfigException">It cannot be read, or says something that is wrong, with its line.</exception>
    public static ConfigLayer Load(string path)
    {
        string full = Path.GetFullPath(path);
        try
        {
            FileInfo file = new(full);
            if (!file.Exists)
            {
                throw new ConfigException("it does not exist; make one with: aether init");
            }
            if (file.Length > Limits.Genesis.MaxFileBytes)
            {
                throw new ConfigException($"it has {file.Length} bytes, more than {Limits.Genesis.MaxFileBytes}");
            }
            return Parse(File.ReadAllText(full), full);
        }
        catch (Exception error) when (error is ConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"configuration file {full}: {error.Message}");
        }
    }

    /// <summary>Reads the text of a file.</summary>
    /// <param name="text">The text.</param>
    /// <param name="path">Where it stands: relative paths in it begin at its folder.</param>
    public static ConfigLayer Parse(string text, string path)
    {
        string folder = Path.GetDirectoryName(path)!;
        ConfigLayer layer = new(ConfigSource.File);
        foreach ((string section, TomlValue table) in TomlReader.Parse(text).Entries)
        {
            if (table.Kind != TomlKind.Table || !NodeOptionTable.Sections.Contains(section))
            {
                throw Unknown(table.Line, table.Kind == TomlKind.Table ? $"[{section}]" : $"'{section}'", section);
            }
            foreach ((string name, TomlValue value) in table.Table!.Entries)
            {
                string key = $"{section}.{name}";
                OptionSpec spec = NodeOptionTable.Find(key) ?? throw Unknown(value.Line, $"'{key}'", key);
                layer.Add(spec, TextOf(spec, value, folder), $"{Path.GetFileName(path)} line {value.Line}");
            }
        }
        return layer;
    }

    private static string TextOf(OptionSpec spec, TomlValue value, string folder)
    {
        TomlKind wanted = spec.Kind switch
        {
            OptionKind.Integer => TomlKind.Integer,
            OptionKind.Boolean => TomlKind.Boolean,
            _ => TomlKind.Text,
        };
        if (value.Kind != wanted)
        {
            string quotes = wanted == TomlKind.Text ? "in quotes" : "without quotes";
            throw new ConfigException($"line {value.Line}: '{spec.Key}' is {spec.Expectation}, {quotes}");
        }
        bool isPath = spec.Kind is OptionKind.File or OptionKind.Folder && value.Text.Length > 0;
        return isPath ? Path.GetFullPath(value.Text, folder) : value.Text;
    }

    private static ConfigException Unknown(int line, string what, string word)
    {
        bool isKey = word.Contains('.', StringComparison.Ordinal);
        IEnumerable<string> names = isKey ? NodeOptionTable.All.Select(spec => spec.Key) : NodeOptionTable.Sections;
        // The right name in the wrong section is the usual mistake.
        string name = word[(word.IndexOf('.', StringComparison.Ordinal) + 1)..];
        string? near = NodeOptionTable.All.FirstOrDefault(spec => spec.Name == name)?.Key
            ?? Suggestion.Closest(word, names);
        string hint = near is null ? "" : $", did you mean '{near}'?";
        return new ConfigException($"line {line}: unknown {(isKey ? "key" : "section")} {what}{hint}");
    }
}
