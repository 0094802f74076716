using System.Globalization;
using Aether.Core;
using Aether.Core.Types;
using Aether.Tools.Cli;
using YamlDotNet.RepresentationModel;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Takes typed values out of YAML nodes; a value of another type is refused with its line.</summary>
internal sealed class WorkloadReader(string name)
{
    /// <summary>What errors call the file.</summary>
    public string Name => name;

    /// <summary>A mapping.</summary>
    public YamlMappingNode Mapping(YamlNode node, string what) => node as YamlMappingNode
        ?? throw WorkloadFile.Refuse(
            name, WorkloadFile.Line(node), $"{what} is no mapping", "write `key: value` lines");

    /// <summary>The entries of a list.</summary>
    public IReadOnlyList<YamlNode> Sequence(YamlNode node, string what)
    {
        if (node is not YamlSequenceNode list)
        {
            throw WorkloadFile.Refuse(
                name, WorkloadFile.Line(node), $"{what} is no list", "start each entry with `- `");
        }
        return list.Children.Count <= Limits.LoadGen.MaxWorkloadEntries
            ? [.. list.Children]
            : throw WorkloadFile.Refuse(
                name, WorkloadFile.Line(node), $"{what} has more than {Limits.LoadGen.MaxWorkloadEntries} entries",
                "use fewer");
    }

    /// <summary>Text of a scalar.</summary>
    public string Text(YamlNode node, string what) => node is YamlScalarNode { Value: { } text }
        ? text
        : throw WorkloadFile.Refuse(name, WorkloadFile.Line(node), $"{what} is no single value", "write one word");

    /// <summary>A member; null without it.</summary>
    public YamlNode? Find(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? node) ? node : null;

    /// <summary>Text of a member.</summary>
    public string? TextOr(YamlMappingNode map, string key, string? fallback) =>
        Find(map, key) is { } node ? Text(node, key) : fallback;

    /// <summary>A whole number of a member within bounds.</summary>
    public ulong Number(YamlMappingNode map, string key, ulong fallback, ulong least, ulong most)
    {
        if (Find(map, key) is not { } node)
        {
            return fallback;
        }
        string text = Text(node, key).Replace("_", string.Empty, StringComparison.Ordinal);
        bool ok = ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            && value >= least && value <= most;
        return ok
            ? value
            : throw WorkloadFile.Refuse(
                name, WorkloadFile.Line(node), $"{key} is {Text(node, key)}",
                string.Create(CultureInfo.InvariantCulture, $"give a whole number from {least} to {most}"));
    }

    /// <summary>Bytes of a member in hexadecimal.</summary>
    public byte[] Bytes(YamlMappingNode map, string key)
    {
        if (Find(map, key) is not { } node)
        {
            return [];
        }
        string text = Text(node, key);
        return text.StartsWith("0x", StringComparison.Ordinal)
            && Hex.TryDecode(text, Limits.Transaction.MaxCallArgumentBytes, out byte[] bytes)
            ? bytes
            : throw WorkloadFile.Refuse(
                name, WorkloadFile.Line(node), $"{key} is no hexadecimal text", "give 0x and an even number of digits");
    }

    /// <summary>Refuses members that nobody reads.</summary>
    public void RequireKnown(YamlMappingNode map, string[] keys, string what)
    {
        foreach (YamlNode node in map.Children.Keys)
        {
            string key = Text(node, "a key");
            if (Array.IndexOf(keys, key) < 0)
            {
                throw WorkloadFile.Refuse(
                    name, WorkloadFile.Line(node), $"{what} has no member {key}",
                    NearestName.To(key, keys) is { } near
                        ? $"did you mean {near}?"
                        : $"members are {string.Join(", ", keys)}");
            }
        }
    }
}
