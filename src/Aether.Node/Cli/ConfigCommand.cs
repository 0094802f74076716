using System.CommandLine;
using System.Text.Json;
using Aether.Node.Options;
using Aether.Node.Options.Model;

namespace Aether.Node.Cli;

/// <summary>`aether config`: what is in force and why, and what there is.</summary>
internal static class ConfigCommand
{
    /// <summary>The command with its parts.</summary>
    public static Command Create() => new("config", """
        What a node's configuration comes to, without starting it.

        Examples:
          aether config show --data node-0 --origin       each value, and where it comes from
          aether config validate --data node-0            exit code 2 and the place of the first mistake
          aether config schema > aether.schema.json       for editors
        """)
    {
        CreateShow(), CreateValidate(), CreateSchema(), CreateReference(),
    };

    private static Command CreateShow()
    {
        NodeFlags flags = new();
        Option<bool> origin = new("--origin") { Description = "Say where each value comes from." };
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Command command = new("show", "Print the value of every option.") { origin, json };
        flags.AddTo(command);
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            NodeConfig config = flags.Resolve(parsed, Directory.GetCurrentDirectory());
            bool withOrigin = parsed.GetValue(origin);
            if (parsed.GetValue(json))
            {
                values.Add(("file", config.FilePath ?? ""));
                values.Add(("options", new Action<Utf8JsonWriter>(writer => WriteOptions(writer, config, withOrigin))));
                return CommandOutcome.Success;
            }
            Show(config, withOrigin);
            return CommandOutcome.Success;
        }));
        return command;
    }

    private static Command CreateValidate()
    {
        NodeFlags flags = new();
        Option<bool> json = new("--json") { Description = "One JSON document." };
        Command command = new("validate", "Check everything that is said, and that it fits together.") { json };
        flags.AddTo(command);
        command.SetAction(parsed => CommandReport.Run(parsed.GetValue(json), values =>
        {
            NodeConfig config = flags.Resolve(parsed, Directory.GetCurrentDirectory());
            RunOptions options = RunOptions.From(config);
            values.Add(("file", config.FilePath ?? "none"));
            values.Add(("genesis", GenesisFile.Load(options.GenesisPath).Hash.ToString()));
            values.Add(("data", options.DataFolder));
            if (options.KeyPath is { } keys && !File.Exists(keys))
            {
                throw new ConfigException($"{config.Origin("node.keys").Place}: there is no file {keys}");
            }
            return CommandOutcome.Success;
        }));
        return command;
    }

    private static Command CreateSchema()
    {
        Command command = new("schema", "Print a JSON Schema of the configuration file.");
        command.SetAction(_ =>
        {
            using Stream output = Console.OpenStandardOutput();
            output.Write(ConfigSchema.Write());
            output.Write("\n"u8);
        });
        return command;
    }

    private static Command CreateReference()
    {
        Command command = new("reference", "Print the reference of all options as Markdown.");
        command.SetAction(_ => Console.Out.Write(ConfigReference.Write()));
        return command;
    }

    private static void Show(NodeConfig config, bool withOrigin)
    {
        if (config.FilePath is { } path)
        {
            Console.WriteLine($"# {path}");
        }
        foreach (OptionSpec spec in NodeOptionTable.All)
        {
            string? text = config.Text(spec.Key);
            string value = text is null ? "" : ConfigFileText.Literal(spec, text);
            string line = $"{spec.Key} = {value}";
            (ConfigSource source, string place) = config.Origin(spec.Key);
            string why = source == ConfigSource.Default && text is null && spec.DefaultNote.Length > 0
                ? $"default: {spec.DefaultNote}"
                : place;
            Console.WriteLine(withOrigin ? $"{line,-44} # {why}" : line);
        }
    }

    private static void WriteOptions(Utf8JsonWriter json, NodeConfig config, bool withOrigin)
    {
        json.WriteStartObject();
        foreach (OptionSpec spec in NodeOptionTable.All)
        {
            (ConfigSource source, string place) = config.Origin(spec.Key);
            if (!withOrigin)
            {
                json.WriteString(spec.Key, config.Text(spec.Key));
                continue;
            }
            json.WriteStartObject(spec.Key);
            json.WriteString("value", config.Text(spec.Key));
            json.WriteString("source", source.ToString().ToLowerInvariant());
            json.WriteString("place", place);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }
}
