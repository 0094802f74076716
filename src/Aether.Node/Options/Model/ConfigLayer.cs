namespace Aether.Node.Options.Model;

/// <summary>Values from one source. A layer holds only what its source says.</summary>
/// <param name="kind">Which source.</param>
internal sealed class ConfigLayer(ConfigSource kind)
{
    private readonly SortedDictionary<string, ConfigValue> _values = new(StringComparer.Ordinal);

    /// <summary>Which source.</summary>
    public ConfigSource Source { get; } = kind;

    /// <summary>What it says of a key, or null.</summary>
    public ConfigValue? Find(string key) => _values.GetValueOrDefault(key);

    /// <summary>Adds what it says, if it is a value of the option.</summary>
    /// <exception cref="ConfigException">It is none.</exception>
    public void Add(OptionSpec spec, string text, string place)
    {
        if (spec.Fault(text) is { } fault)
        {
            string subject = Source == ConfigSource.Flag ? place : $"{place}: '{spec.Key}'";
            throw new ConfigException($"{subject} {fault}.");
        }
        _values[spec.Key] = new ConfigValue(spec.Canonical(text), place);
    }
}
