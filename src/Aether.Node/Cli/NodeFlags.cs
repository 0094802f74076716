using System.CommandLine;
using Aether.Node.Options;
using Aether.Node.Options.Model;

namespace Aether.Node.Cli;

/// <summary>The options of the table on the command line, and where the rest of the configuration is.</summary>
internal sealed class NodeFlags
{
    private readonly List<(OptionSpec Spec, Option Option)> _options = [];

    private readonly Option<string?> _file = new("--config")
    {
        Description = $"Configuration file; without it {NodeOptionTable.FileName} in the data folder, or here.",
        HelpName = "FILE",
    };

    /// <summary>Makes the options.</summary>
    /// <param name="without">Keys of options that the command has in a form of its own.</param>
    public NodeFlags(params IReadOnlyList<string> without)
    {
        foreach (OptionSpec spec in NodeOptionTable.All.Where(spec => !without.Contains(spec.Key)))
        {
            _options.Add((spec, Make(spec)));
        }
    }

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_file);
        foreach ((_, Option option) in _options)
        {
            command.Options.Add(option);
        }
    }

    /// <summary>What the command line says, by key.</summary>
    /// <exception cref="ConfigException">A value is none of its option.</exception>
    public IReadOnlyDictionary<string, string> Said(ParseResult parsed)
    {
        ConfigLayer layer = Read(parsed, new ConfigLayer(ConfigSource.Flag));
        return NodeOptionTable.All
            .Where(spec => layer.Find(spec.Key) is not null)
            .ToDictionary(spec => spec.Key, spec => layer.Find(spec.Key)!.Text);
    }

    /// <summary>The configuration: flags, environment, file, preset, defaults.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="folder">Where a file is looked for when nobody names one or a data folder.</param>
    /// <param name="preset">Said by the command itself, before everything else that is said.</param>
    /// <exception cref="ConfigException">Something is wrong; the message says where.</exception>
    public NodeConfig Resolve(ParseResult parsed, string folder, params IEnumerable<(string Key, string Text)> preset)
    {
        ConfigLayer flags = new(ConfigSource.Flag);
        foreach ((string key, string text) in preset)
        {
            flags.Add(NodeOptionTable.Of(key), text, "--dev");
        }
        Read(parsed, flags);
        ConfigLayer environment = ConfigEnvironment.Read(Environment.GetEnvironmentVariables());
        return NodeConfig.Resolve(flags, environment, FileOf(parsed, flags, environment, folder));
    }

    private ConfigLayer Read(ParseResult parsed, ConfigLayer layer)
    {
        foreach ((OptionSpec spec, Option option) in _options)
        {
            if (TextOf(parsed, spec, option) is { } text)
            {
                bool isPath = spec.Kind is OptionKind.File or OptionKind.Folder && text.Length > 0;
                layer.Add(spec, isPath ? Path.GetFullPath(text) : text, spec.Flag);
            }
        }
        return layer;
    }

    private string? FileOf(ParseResult parsed, ConfigLayer flags, ConfigLayer environment, string folder)
    {
        string? named = parsed.GetValue(_file) ?? Environment.GetEnvironmentVariable(ConfigEnvironment.FileVariable);
        if (named is not null)
        {
            return named;
        }
        string data = flags.Find("node.data")?.Text ?? environment.Find("node.data")?.Text ?? folder;
        string usual = Path.Combine(data, NodeOptionTable.FileName);
        return File.Exists(usual) ? usual : null;
    }

    private static Option Make(OptionSpec spec)
    {
        string note = spec.Default.Length > 0 ? spec.Default : spec.DefaultNote;
        string description = note.Length == 0 ? spec.Description : $"{spec.Description} [default: {note}]";
        return spec.Kind switch
        {
            OptionKind.Boolean => new Option<bool>(spec.Flag) { Description = description },
            OptionKind.List => new Option<string[]>(spec.Flag) { Description = description },
            OptionKind.Choice => new Option<string?>(spec.Flag)
            {
                Description = description,
                HelpName = string.Join('|', spec.Choices),
            },
            _ => new Option<string?>(spec.Flag) { Description = description, HelpName = HelpName(spec) },
        };
    }

    private static string HelpName(OptionSpec spec) => spec.Kind switch
    {
        OptionKind.Integer => spec.Unit.Length > 0 ? spec.Unit : "N",
        OptionKind.File => "FILE",
        OptionKind.Folder => "DIR",
        OptionKind.Duration => "TIME",
        OptionKind.Space => "SPACE",
        OptionKind.LogLevels => "LEVELS",
        _ => "TEXT",
    };

    private static string? TextOf(ParseResult parsed, OptionSpec spec, Option option)
    {
        if (parsed.GetResult(option) is not { Implicit: false })
        {
            return null;
        }
        return spec.Kind switch
        {
            OptionKind.Boolean => parsed.GetValue((Option<bool>)option) ? "true" : "false",
            OptionKind.List => string.Join(',', parsed.GetValue((Option<string[]>)option) ?? []),
            _ => parsed.GetValue((Option<string?>)option),
        };
    }
}
