using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Aether.Node.Options.Model;

/// <summary>The value of every option, and where each comes from.</summary>
/// <remarks>Flag, environment, file, preset, default: the first that says something wins.</remarks>
internal sealed class NodeConfig
{
    private const int PortsOfInstance = 10;

    private readonly SortedDictionary<string, (ConfigValue Value, ConfigSource Source)> _values =
        new(StringComparer.Ordinal);

    private NodeConfig(string? filePath) => FilePath = filePath;

    /// <summary>The configuration file that was read, or null.</summary>
    public string? FilePath { get; }

    /// <summary>Puts the layers together.</summary>
    /// <param name="flags">What the command line says.</param>
    /// <param name="environment">What the environment says.</param>
    /// <param name="filePath">The configuration file; null for none.</param>
    /// <exception cref="ConfigException">The file is wrong.</exception>
    public static NodeConfig Resolve(ConfigLayer flags, ConfigLayer environment, string? filePath)
    {
        NodeConfig config = new(filePath is null ? null : Path.GetFullPath(filePath));
        ConfigLayer file = config.FilePath is { } path ? ConfigFile.Load(path) : new ConfigLayer(ConfigSource.File);
        ConfigLayer[] said = [flags, environment, file];
        ConfigLayer preset = ConfigPreset.Of(First(said, "node.network"), First(said, "node.role"));
        foreach (OptionSpec spec in NodeOptionTable.All)
        {
            ConfigLayer? layer = said.Append(preset).FirstOrDefault(candidate => candidate.Find(spec.Key) is not null);
            config._values[spec.Key] = layer is null
                ? (new ConfigValue(spec.Default, "default"), ConfigSource.Default)
                : (layer.Find(spec.Key)!, layer.Source);
        }
        config.FindFolders();
        config.MovePorts();
        return config;
    }

    /// <summary>The text of a value; null where there is none.</summary>
    public string? Text(string key) => _values[key].Value.Text is { Length: > 0 } text ? text : null;

    /// <summary>Where a value comes from.</summary>
    public (ConfigSource Source, string Place) Origin(string key) => (_values[key].Source, _values[key].Value.Place);

    /// <summary>A number; null where there is none.</summary>
    public int? Number(string key) => Text(key) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;

    /// <summary>A number that has a default.</summary>
    public int Integer(string key) => Number(key) ?? throw new ArgumentException($"{key} has no default");

    /// <summary>A boolean.</summary>
    public bool Flag(string key) => Text(key) == "true";

    /// <summary>A time that has a default.</summary>
    public TimeSpan Duration(string key) => DurationText.TryParse(Text(key)!, out TimeSpan value)
        ? value
        : throw new ArgumentException($"{key} has no default");

    /// <summary>Texts with commas between them.</summary>
    public string[] List(string key) => (Text(key) ?? "").Split(
        ',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    /// <summary>Tells configurations apart: 16 digits, equal for equal values wherever they come from.</summary>
    /// <remarks>Files, folders and ports are left out: nodes that are run alike differ in them.</remarks>
    public string Fingerprint()
    {
        StringBuilder text = new();
        foreach ((string key, (ConfigValue value, _)) in _values)
        {
            OptionSpec spec = NodeOptionTable.Of(key);
            if (spec.Kind is OptionKind.File or OptionKind.Folder || spec.IsPort)
            {
                continue;
            }
            text.Append(key).Append('=').Append(value.Text).Append('\n');
        }
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())), 0, 8);
    }

    private static string First(ConfigLayer[] layers, string key) =>
        layers.Select(layer => layer.Find(key)?.Text).FirstOrDefault(text => text is not null)
        ?? NodeOptionTable.Of(key).Default;

    private void FindFolders()
    {
        if (Text("node.data") is null && FilePath is { } path)
        {
            SetDefault("node.data", Path.GetDirectoryName(path)!, $"folder of {Path.GetFileName(path)}");
        }
        if (Text("node.genesis") is null && Text("node.data") is { } data
            && Path.Combine(data, "genesis.toml") is { } genesis && File.Exists(genesis))
        {
            SetDefault("node.genesis", genesis, "in the data folder");
        }
    }

    private void MovePorts()
    {
        int instance = Integer("node.instance");
        bool auto = Text("node.ports") == "auto";
        foreach (OptionSpec port in NodeOptionTable.All.Where(spec => spec.IsPort))
        {
            if (_values[port.Key].Source != ConfigSource.Default || (!auto && instance == 0))
            {
                continue;
            }
            int moved = Integer(port.Key) + (PortsOfInstance * instance);
            SetDefault(
                port.Key,
                auto ? "0" : moved.ToString(CultureInfo.InvariantCulture),
                auto ? "--ports auto" : $"default, instance {instance}");
        }
    }

    private void SetDefault(string key, string text, string place) =>
        _values[key] = (new ConfigValue(text, place), ConfigSource.Default);
}
