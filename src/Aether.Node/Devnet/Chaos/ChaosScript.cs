using System.Globalization;
using Aether.Core;
using Aether.Node.Options;
using Aether.Node.Options.Toml;

namespace Aether.Node.Devnet.Chaos;

/// <summary>Reads what shall happen to a devnet, and when.</summary>
/// <remarks>
/// A list of `[[events]]` in the order of time, each with `at = "10s"`, `do = "kill"` and, where it is about nodes,
/// `nodes = "0, 2"`. What cannot be done when its time comes, such as to restart a node that runs, is an error.
/// </remarks>
internal static class ChaosScript
{
    private static readonly ChaosAction[] s_actions = Enum.GetValues<ChaosAction>();

    /// <summary>Loads a script.</summary>
    /// <param name="path">The file.</param>
    /// <param name="nodes">Nodes of the devnet.</param>
    /// <param name="hasLinks">They have namespaces: links can be cut and slowed.</param>
    /// <exception cref="ConfigException">With the file and the line of what is wrong.</exception>
    public static IReadOnlyList<ChaosEvent> Load(string path, int nodes, bool hasLinks)
    {
        try
        {
            FileInfo file = new(path);
            if (!file.Exists || file.Length > Limits.Genesis.MaxFileBytes)
            {
                throw new ConfigException(file.Exists ? "it is too large" : "it does not exist");
            }
            return Parse(File.ReadAllText(path), nodes, hasLinks);
        }
        catch (Exception error) when (error is ConfigException or IOException or UnauthorizedAccessException)
        {
            throw new ConfigException($"chaos script {path}: {error.Message}");
        }
    }

    /// <summary>Parses the text of a script.</summary>
    public static IReadOnlyList<ChaosEvent> Parse(string text, int nodes, bool hasLinks)
    {
        TomlSection root = new(TomlReader.Parse(text));
        NodeStates states = new(nodes);
        List<ChaosEvent> events = [];
        foreach (TomlSection section in root.Sections("events"))
        {
            ChaosEvent read = ReadEvent(section, nodes, hasLinks);
            if (events.Count > 0 && read.At < events[^1].At)
            {
                throw section.Error("at", "is before the event above it");
            }
            if (states.Apply(read) is string fault)
            {
                throw section.Error("do", fault);
            }
            events.Add(read);
        }
        root.RequireAllKnown();
        return events.Count > 0 ? events : throw new ConfigException("it has no [[events]]");
    }

    private static ChaosEvent ReadEvent(TomlSection section, int nodes, bool hasLinks)
    {
        TimeSpan at = Time(section, "at", section.Text("at"));
        string name = section.Text("do");
        int index = Array.FindIndex(s_actions, action => ChaosEvent.NameOf(action) == name);
        if (index < 0)
        {
            throw section.Error("do", $"is one of {string.Join(", ", s_actions.Select(ChaosEvent.NameOf))}");
        }
        ChaosAction action = s_actions[index];
        if (action is ChaosAction.Partition or ChaosAction.Heal or ChaosAction.Slow && !hasLinks)
        {
            throw section.Error("do", $"can be {name} only with --netns");
        }
        bool isAboutAll = action is ChaosAction.Heal or ChaosAction.Slow;
        ChaosEvent read = new(at, action, isAboutAll ? [] : Nodes(section, nodes));
        if (action == ChaosAction.Partition && read.Nodes.Count == nodes)
        {
            throw section.Error("nodes", "are all of them: there is nothing to cut them from");
        }
        if (action == ChaosAction.Slow)
        {
            read = read with
            {
                DelayMicros = Micros(section, "delay", section.Text("delay")),
                JitterMicros = section.TextOr("jitter", null) is { } jitter ? Micros(section, "jitter", jitter) : 0,
            };
            if (read.JitterMicros > read.DelayMicros)
            {
                throw section.Error("jitter", "is at most the delay");
            }
        }
        section.RequireAllKnown();
        return read;
    }

    private static int[] Nodes(TomlSection section, int nodes)
    {
        string[] words = section.Text("nodes").Split(',', StringSplitOptions.TrimEntries);
        SortedSet<int> read = [];
        foreach (string word in words)
        {
            if (!int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int node) || node >= nodes
                || !read.Add(node))
            {
                throw section.Error("nodes", $"are different numbers from 0 to {nodes - 1}, such as \"0, 1\"");
            }
        }
        return [.. read];
    }

    private static TimeSpan Time(TomlSection section, string key, string text) =>
        DurationText.TryParse(text, out TimeSpan time)
            ? time
            : throw section.Error(key, $"is a time such as 500ms, 10s or 2m, not \"{text}\"");

    private static int Micros(TomlSection section, string key, string text)
    {
        TimeSpan time = Time(section, key, text);
        return time <= TimeSpan.FromSeconds(10)
            ? (int)time.TotalMicroseconds
            : throw section.Error(key, "is at most 10s");
    }
}
