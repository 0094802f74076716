using System.Globalization;
using System.Text;
using Aether.Core;
using Aether.Core.Types;
using Aether.Tools.Cli;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;
using YamlDotNet.RepresentationModel;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>
/// Reads workload files: YAML with a fixed vocabulary; every refusal says in which line and what was meant.
/// </summary>
/// <remarks><b>Errors</b>: <see cref="CliException"/> alone. The file is bounded in bytes, depth and entries before
/// any of
/// it is built.</remarks>
internal static class WorkloadFile
{
    private static readonly string[] s_topKeys = ["seed", "accounts", "workloads", "thresholds"];
    private static readonly string[] s_kinds = [.. Enum.GetNames<WorkloadKind>().Select(ToLower)];

    private static readonly string[] s_keys =
    [
        "kind", "name", "weight", "amount", "share", "objects", "bytes", "wasm", "method", "input", "init", "gas",
        "file",
    ];

    /// <summary>Reads a file; paths in it are relative to its folder.</summary>
    public static LoadSpec Read(string path)
    {
        byte[] bytes = Inputs.File(path, Limits.LoadGen.MaxWorkloadBytes);
        string folder = Path.GetDirectoryName(Path.GetFullPath(path)) ?? ".";
        return Parse(Encoding.UTF8.GetString(bytes), path, folder);
    }

    /// <summary>Reads text; <paramref name="name"/> is what errors call it.</summary>
    public static LoadSpec Parse(string text, string name, string folder = ".")
    {
        if (text.Length > Limits.LoadGen.MaxWorkloadBytes)
        {
            throw Refuse(name, 1, "the file is too large", "shorten it");
        }
        WorkloadReader reader = new(name);
        YamlMappingNode root = reader.Mapping(Load(text, name), "the file");
        reader.RequireKnown(root, s_topKeys, "the file");
        YamlNode list = reader.Find(root, "workloads")
            ?? throw Refuse(name, Line(root), "the file has no workloads", "add a list `workloads:`");
        List<WorkloadSpec> workloads = [];
        foreach (YamlNode item in reader.Sequence(list, "workloads"))
        {
            workloads.Add(ReadWorkload(reader, item, folder));
        }
        if (workloads.Count == 0)
        {
            throw Refuse(name, Line(list), "the list of workloads is empty", "add `- kind: transfer`");
        }
        if (workloads.All(workload => workload.Weight == 0))
        {
            throw Refuse(name, Line(list), "all weights are zero", "give one workload a weight");
        }
        List<string> thresholds = [];
        if (reader.Find(root, "thresholds") is { } wanted)
        {
            thresholds.AddRange(reader.Sequence(wanted, "thresholds").Select(item => reader.Text(item, "a threshold")));
        }
        return new LoadSpec
        {
            Seed = reader.Number(root, "seed", 1, 0, long.MaxValue),
            Accounts = (int)reader.Number(root, "accounts", 0, 0, Limits.LoadGen.MaxAccounts),
            Workloads = workloads,
            Thresholds = thresholds,
        };
    }

    /// <summary>An error of a line.</summary>
    internal static CliException Refuse(string name, long line, string what, string hint) => new(
        ExitCode.Usage,
        ErrorCode.BadWorkload,
        string.Create(CultureInfo.InvariantCulture, $"{name}, line {line}: {what}"),
        "a workload file has the form that `aetherctl loadgen workloads` shows",
        hint)
    {
        Details = new() { ["file"] = name, ["line"] = line },
    };

    /// <summary>The line a node starts in, from 1.</summary>
    internal static long Line(YamlNode node) => node.Start.Line;

    private static WorkloadSpec ReadWorkload(WorkloadReader reader, YamlNode item, string folder)
    {
        YamlMappingNode map = reader.Mapping(item, "a workload");
        reader.RequireKnown(map, s_keys, "a workload");
        string kindText = reader.Find(map, "kind") is { } node
            ? reader.Text(node, "kind")
            : throw Refuse(
                reader.Name, Line(map), "a workload has no kind", $"give one of {string.Join(", ", s_kinds)}");
        int kind = Array.IndexOf(s_kinds, kindText);
        if (kind < 0)
        {
            throw Refuse(
                reader.Name, Line(reader.Find(map, "kind")!), $"no workload is of kind {kindText}",
                NearestName.To(kindText, s_kinds) is { } near
                    ? $"did you mean {near}?"
                    : $"give one of {string.Join(", ", s_kinds)}");
        }
        string? file = reader.TextOr(map, "file", null);
        if ((WorkloadKind)kind == WorkloadKind.Replay && file is null)
        {
            throw Refuse(reader.Name, Line(map), "a replay has no file", "add `file: requests.ndjson`");
        }
        string? wasm = reader.TextOr(map, "wasm", null);
        return new WorkloadSpec
        {
            Kind = (WorkloadKind)kind,
            Name = reader.TextOr(map, "name", kindText)!,
            Weight = (int)reader.Number(map, "weight", 1, 0, 1_000_000),
            Amount = reader.Number(map, "amount", 1_000, 1, 1_000_000_000_000),
            Share = (int)reader.Number(map, "share", 100, 0, 100),
            Objects = (int)reader.Number(map, "objects", 1, 1, 1_024),
            Bytes = (int)reader.Number(map, "bytes", 4_096, 0, Limits.Ledger.MaxObjectBytes),
            Wasm = wasm is null ? null : Path.Combine(folder, wasm),
            Method = reader.TextOr(map, "method", "increment")!,
            Input = reader.Bytes(map, "input"),
            InitInput = reader.Bytes(map, "init"),
            Gas = reader.Number(map, "gas", 200_000, 1, Limits.Transaction.MaxGas),
            File = file is null ? null : Path.Combine(folder, file),
        };
    }

    // The events are looked at before nodes are built of them: building recurses.
    private static YamlNode Load(string text, string name)
    {
        try
        {
            int depth = 0;
            Parser events = new(new StringReader(text));
            while (events.MoveNext())
            {
                depth += events.Current switch
                {
                    MappingStart or SequenceStart => 1,
                    MappingEnd or SequenceEnd => -1,
                    AnchorAlias alias => throw Refuse(
                        name, alias.Start.Line, "anchors and aliases are not used here", "write the value out"),
                    _ => 0,
                };
                if (depth > Limits.LoadGen.MaxWorkloadDepth)
                {
                    throw Refuse(name, events.Current!.Start.Line, "values are nested too deeply", "flatten them");
                }
            }
            YamlStream stream = [];
            stream.Load(new StringReader(text));
            return stream.Documents.Count == 1
                ? stream.Documents[0].RootNode
                : throw Refuse(name, 1, "the file does not hold one document", "give it one document");
        }
        catch (YamlException error)
        {
            throw Refuse(name, error.Start.Line, $"no YAML: {error.Message}", "check indentation and quotes");
        }
    }

    private static string ToLower(string text) => text.ToLowerInvariant();
}
