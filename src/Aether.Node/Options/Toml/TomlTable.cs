namespace Aether.Node.Options.Toml;

/// <summary>Keys and values in file order.</summary>
internal sealed class TomlTable(string name, int line)
{
    private readonly List<KeyValuePair<string, TomlValue>> _entries = [];

    /// <summary>Name as written between the brackets; empty for the root.</summary>
    public string Name { get; } = name;

    /// <summary>Line of the heading.</summary>
    public int Line { get; } = line;

    /// <summary>The entries in file order.</summary>
    public IReadOnlyList<KeyValuePair<string, TomlValue>> Entries => _entries;

    /// <summary>The value of a key, or null.</summary>
    public TomlValue? Find(string key)
    {
        foreach (KeyValuePair<string, TomlValue> entry in _entries)
        {
            if (entry.Key == key)
            {
                return entry.Value;
            }
        }
        return null;
    }

    /// <summary>Adds an entry; false when the key exists.</summary>
    public bool TryAdd(string key, TomlValue value)
    {
        if (Find(key) is not null)
        {
            return false;
        }
        _entries.Add(new(key, value));
        return true;
    }
}
