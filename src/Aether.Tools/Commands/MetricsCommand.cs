using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Metrics;

namespace Aether.Tools.Commands;

/// <summary>`metrics`: those of a running node, or what a node recorded before it ended.</summary>
internal sealed class MetricsCommand
{
    private readonly MetricsSource _source = new();

    private readonly Argument<string?> _name = new("name")
    {
        Description = "Only series whose names begin so [default: all]",
        HelpName = "NAME",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _dump = new("--dump")
    {
        Description = "Read the flight record in --data instead: ten minutes or more, also of a node that was killed",
    };

    private readonly Option<bool> _history = new("--history")
    {
        Description = "With --dump: each change of the series, with its time, not only the last values",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        MetricsCommand self = new();
        return table.Define(
            "metrics",
            "Show a node's metrics, or with --dump what it recorded before it ended.",
            [
                "aetherctl metrics aether_consensus",
                "aetherctl metrics --dump --data data/node-0",
                "aetherctl metrics --dump --data data/node-0 --history aether_mempool_transactions",
            ],
            self.RunAsync,
            [self._name, .. self._source.Symbols, self._dump, self._history]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        string prefix = context.Arguments.GetValue(_name) ?? "";
        bool history = context.Arguments.GetValue(_history);
        if (context.Arguments.GetValue(_dump))
        {
            return Dump(context, prefix, history);
        }
        if (history)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "--history is of a flight record", "a running node tells what is now",
                "add --dump and --data DIR");
        }
        Uri address = _source.Address(context);
        try
        {
            string page = await MetricsSource.FetchTextAsync(context, address, cancellation).ConfigureAwait(false);
            return ShowPage(page, prefix, address);
        }
        catch (EndpointException error)
        {
            throw new CliException(
                ExitCode.Unreachable, ErrorCode.Unreachable, error.Message, "no node serves metrics there",
                "check --metrics; of a node that ended: aetherctl metrics --dump --data DIR");
        }
    }

    private static CommandResult ShowPage(string page, string prefix, Uri address)
    {
        StringBuilder text = new();
        JsonObject values = [];
        foreach (string line in page.Split('\n'))
        {
            string name = line.StartsWith("# ", StringComparison.Ordinal) && line.Split(' ') is { Length: > 2 } words
                ? words[2]
                : line;
            if (line.Length == 0 || !name.StartsWith(prefix, StringComparison.Ordinal))
            {
                continue;
            }
            text.Append(line).Append('\n');
            int space = line.LastIndexOf(' ');
            if (line[0] != '#' && space > 0)
            {
                values[line[..space]] = line[(space + 1)..];
            }
        }
        RequireSome(values.Count, prefix);
        return new CommandResult(new JsonObject { ["source"] = address.ToString(), ["values"] = values }, [])
        {
            Text = text.ToString().TrimEnd('\n'),
        };
    }

    private CommandResult Dump(CommandContext context, string prefix, bool history)
    {
        string folder = FolderOf(context);
        FlightRecord record = ReadRecord(
            folder, series => history && series.StartsWith(prefix, StringComparison.Ordinal));
        JsonObject data = new()
        {
            ["source"] = folder,
            ["node"] = record.Node,
            ["version"] = record.Version,
            ["pid"] = record.Pid,
            ["at"] = Time(record.At),
        };
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"# {record.Node}, version {record.Version}, process {record.Pid}\n");
        text.Append(CultureInfo.InvariantCulture, $"# last recorded {Time(record.At)}\n");
        if (history)
        {
            RequireSome(record.History.Count, prefix);
            data["history"] = new JsonArray([.. record.History.Select(value => new JsonObject
            {
                ["at"] = Time(value.At), ["series"] = value.Series, ["value"] = value.Value,
            })]);
            foreach (FlightValue value in record.History)
            {
                text.Append(CultureInfo.InvariantCulture, $"{Time(value.At)} {value.Series} {value.Value}\n");
            }
        }
        else
        {
            AddValues(record, prefix, data, text);
        }
        return new CommandResult(data, []) { Text = text.ToString().TrimEnd('\n') };
    }

    private static void AddValues(FlightRecord record, string prefix, JsonObject data, StringBuilder text)
    {
        JsonObject values = [];
        foreach ((string series, string value) in record.Values)
        {
            if (series.StartsWith(prefix, StringComparison.Ordinal))
            {
                values[series] = value;
                text.Append(series).Append(' ').Append(value).Append('\n');
            }
        }
        RequireSome(values.Count, prefix);
        data["values"] = values;
        data["events"] = new JsonArray([.. record.Events.Select(item => new JsonObject
        {
            ["at"] = Time(item.At), ["line"] = Secrets.Mask(item.Line),
        })]);
        foreach (FlightEvent item in record.Events)
        {
            text.Append(CultureInfo.InvariantCulture, $"# log {Time(item.At)} {Secrets.Mask(item.Line)}\n");
        }
    }

    private static FlightRecord ReadRecord(string folder, Predicate<string> follow)
    {
        try
        {
            return FlightRecord.Read(folder, follow) ?? throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"there is no flight record in {folder}",
                "a node writes flight-0.ndjson there while it runs", "check --data, and --node of a devnet");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"the flight record in {folder} cannot be read", error.Message,
                "use the user of the node");
        }
    }

    // A devnet has a folder for each of its nodes.
    private string FolderOf(CommandContext context)
    {
        string folder = context.Arguments.GetValue(_source.Data) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.Usage, "--dump needs --data", "a flight record is in a node's data folder",
            "aetherctl metrics --dump --data DIR");
        string name = context.Arguments.GetValue(_source.Name) ?? "0";
        string inner = Path.Combine(folder, name.All(char.IsAsciiDigit) ? $"node-{name}" : Path.GetFileName(name));
        return Directory.Exists(inner) ? inner : folder;
    }

    private static void RequireSome(int count, string prefix)
    {
        if (count == 0)
        {
            throw new CliException(
                ExitCode.NotFound, ErrorCode.NotFound, $"no series begins with {prefix}", "the node has no such metric",
                "aetherctl metrics shows all; src/docs/specs/metrics.md has what they mean");
        }
    }

    private static string Time(DateTimeOffset at) =>
        at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}
