using System.Globalization;

namespace Aether.Node.Options.Toml;

/// <summary>Typed reads from one table. What was not read by the end is unknown, and unknown keys are errors.</summary>
internal sealed class TomlSection(TomlTable table)
{
    private readonly List<string> _known = [];

    /// <summary>The sections of a list of tables; empty when absent.</summary>
    public IReadOnlyList<TomlSection> Sections(string key)
    {
        TomlValue? value = Find(key);
        Require(value is null || value.Kind == TomlKind.TableArray, key, value, $"is a list: write [[{key}]]");
        return value?.Tables!.Select(item => new TomlSection(item)).ToArray() ?? [];
    }

    /// <summary>A sub-table; an empty one when absent.</summary>
    public TomlSection Section(string key)
    {
        TomlValue? value = Find(key);
        Require(value is null || value.Kind == TomlKind.Table, key, value, $"is a table: write [{key}]");
        return new TomlSection(value?.Table ?? new TomlTable(key, table.Line));
    }

    /// <summary>A required string.</summary>
    public string Text(string key) => TextOr(key, null) ?? throw Missing(key);

    /// <summary>An optional string.</summary>
    public string? TextOr(string key, string? fallback)
    {
        TomlValue? value = Find(key);
        Require(value is null || value.Kind == TomlKind.Text, key, value, "is a string in quotes");
        return value?.Text ?? fallback;
    }

    /// <summary>A number or numeric string kept as exact text, such as 0.8, "4/5" or "1000 SWR".</summary>
    public string? ExactOr(string key, string? fallback)
    {
        TomlValue? value = Find(key);
        bool scalar = value is null || value.Kind is TomlKind.Text or TomlKind.Integer or TomlKind.Decimal;
        Require(scalar, key, value, "is a number or a string");
        return value?.Text ?? fallback;
    }

    /// <summary>A whole number within an interval.</summary>
    public ulong NumberOr(string key, ulong fallback, ulong min, ulong max)
    {
        TomlValue? value = Find(key);
        if (value is null)
        {
            return fallback;
        }
        bool parsed = ulong.TryParse(value.Text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong number);
        bool fits = value.Kind == TomlKind.Integer && parsed && number >= min && number <= max;
        Require(fits, key, value, $"is a whole number from {min} to {max}, not {value.Text}");
        return number;
    }

    /// <summary>Fails on the first key that nothing asked for.</summary>
    public void RequireAllKnown()
    {
        foreach (KeyValuePair<string, TomlValue> entry in table.Entries)
        {
            if (!_known.Contains(entry.Key))
            {
                string hint = Suggestion.Closest(entry.Key, _known) is { } name ? $", did you mean '{name}'?" : "";
                throw new ConfigException($"line {entry.Value.Line}: unknown key '{Path(entry.Key)}'{hint}");
            }
        }
    }

    /// <summary>An error about a key of this section.</summary>
    public ConfigException Error(string key, string message)
    {
        int line = table.Find(key)?.Line ?? table.Line;
        return new ConfigException($"line {line}: '{Path(key)}' {message}");
    }

    private TomlValue? Find(string key)
    {
        _known.Add(key);
        return table.Find(key);
    }

    private string Path(string key) => table.Name.Length == 0 ? key : $"{table.Name}.{key}";

    private ConfigException Missing(string key) => new($"line {table.Line}: '{Path(key)}' is missing");

    private void Require(bool condition, string key, TomlValue? value, string message)
    {
        if (!condition)
        {
            throw new ConfigException($"line {value?.Line ?? table.Line}: '{Path(key)}' {message}");
        }
    }
}
