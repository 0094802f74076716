using System.Diagnostics.CodeAnalysis;

namespace Aether.Node.Logging;

/// <summary>From which level on the lines of each module are written: "info", or "warn,storage=debug".</summary>
internal sealed class LogLevels
{
    /// <summary>The levels for people.</summary>
    public const string Words = "debug, info, warn, error or off";

    private readonly LogLevel _root;
    private readonly Dictionary<string, LogLevel> _modules;

    private LogLevels(LogLevel root, Dictionary<string, LogLevel> modules)
    {
        _root = root;
        _modules = modules;
    }

    /// <summary>Lines from info on.</summary>
    public static LogLevels Usual { get; } = new(LogLevel.Info, []);

    /// <summary>Parses a text; false when a level is unknown or a module is named twice.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out LogLevels? levels)
    {
        levels = null;
        LogLevel? root = null;
        Dictionary<string, LogLevel> modules = new(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            if (!TryLevel(part[(equals + 1)..], out LogLevel level))
            {
                return false;
            }
            bool fits = equals < 0 ? root is null : equals > 0 && modules.TryAdd(part[..equals], level);
            if (!fits)
            {
                return false;
            }
            root = equals < 0 ? level : root;
        }
        levels = new LogLevels(root ?? LogLevel.Info, modules);
        return true;
    }

    /// <summary>True if a line is written.</summary>
    public bool IsOn(string module, LogLevel level) => level >= _modules.GetValueOrDefault(module, _root);

    /// <summary>The modules that are named.</summary>
    public IEnumerable<string> Modules => _modules.Keys;

    /// <summary>The text that parses to these levels.</summary>
    public override string ToString() => string.Join(
        ',',
        _modules.OrderBy(pair => pair.Key, StringComparer.Ordinal)
            .Select(pair => $"{pair.Key}={pair.Value.ToString().ToLowerInvariant()}")
            .Prepend(_root.ToString().ToLowerInvariant()));

    private static bool TryLevel(string word, out LogLevel level)
    {
        (bool ok, level) = word switch
        {
            "debug" => (true, LogLevel.Debug),
            "info" => (true, LogLevel.Info),
            "warn" => (true, LogLevel.Warn),
            "error" => (true, LogLevel.Error),
            "off" => (true, LogLevel.Off),
            _ => (false, LogLevel.Off),
        };
        return ok;
    }
}
