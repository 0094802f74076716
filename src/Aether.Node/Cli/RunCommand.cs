using System.CommandLine;
using Aether.Core.Diagnostics;
using Aether.Node.Devnet;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Options.Model;

namespace Aether.Node.Cli;

/// <summary>`aether run`: one node of a chain; `aether run --dev` and `aether dev`: a chain of its own.</summary>
internal sealed class RunCommand
{
    private readonly NodeFlags _flags = new();

    private readonly Option<bool> _dev = new("--dev")
    {
        Description = "Run a chain of one validator with funded accounts and a faucet, for development.",
    };

    private readonly Option<string?> _persist = new("--persist")
    {
        Description = "With --dev: keep the chain in this folder; the next start goes on with it.",
        HelpName = "DIR",
    };

    private readonly Option<string?> _load = new("--load-state")
    {
        Description = "With --dev: begin with the chain that aetherctl dev dump wrote.",
        HelpName = "FILE",
    };

    private readonly Option<string?> _endpoints = new("--endpoints")
    {
        Description = "With --dev: write the servers and the accounts with their keys as JSON, for scripts.",
        HelpName = "FILE",
    };

    private readonly Option<int?> _epochSlots = new("--epoch-slots")
    {
        Description = "With --dev: slots of an epoch of a new chain, 8 or more.",
        HelpName = "SLOTS",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "Write a JSON line for each final block and each second on standard output.",
    };

    private readonly Option<bool> _stdin = new("--stop-with-stdin")
    {
        Description = "Stop when standard input ends, as a child of the process that writes to it.",
    };

    private RunCommand()
    {
    }

    /// <summary>The command with its options.</summary>
    public static Command Create() => Create(
        "run", "Run one validator, or a node without keys that follows the chain.", alwaysDev: false);

    /// <summary>The command that is short for `run --dev`.</summary>
    public static Command CreateDev() => Create(
        "dev", "Run a chain of one validator for development: short for run --dev.", alwaysDev: true);

    private static Command Create(string name, string description, bool alwaysDev)
    {
        RunCommand run = new();
        Command command = new(name, description)
        {
            run._persist, run._load, run._epochSlots, run._endpoints, run._json, run._stdin,
        };
        if (!alwaysDev)
        {
            command.Add(run._dev);
        }
        run._flags.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
        {
            bool dev = alwaysDev || parsed.GetValue(run._dev);
            return (int)await (dev ? run.RunDevAsync(parsed) : run.RunAsync(parsed)).ConfigureAwait(false);
        });
        return command;
    }

    private Task<ExitCode> RunAsync(ParseResult parsed)
    {
        Option<string?>[] ofDev = [_persist, _load, _endpoints];
        if (ofDev.Any(option => parsed.GetValue(option) is not null) || parsed.GetValue(_epochSlots) is not null)
        {
            throw new NodeStartException(
                ExitCode.Usage, "--persist, --load-state, --epoch-slots and --endpoints go with --dev.");
        }
        NodeConfig config = _flags.Resolve(parsed, Directory.GetCurrentDirectory());
        ShareLog(config);
        return ValidatorRunner.RunAsync(With(parsed, RunOptions.From(config)));
    }

    private async Task<ExitCode> RunDevAsync(ParseResult parsed)
    {
        using DevChain chain = DevChain.Open(
            parsed.GetValue(_persist),
            parsed.GetValue(_load),
            parsed.GetValue(_epochSlots) is { } slots
                ? (uint)OptionValue.Within(slots, 8, int.MaxValue, "--epoch-slots")
                : null);
        NodeConfig config = _flags.Resolve(
            parsed,
            chain.NodeFolder,
            ("node.network", "dev"),
            ("node.data", chain.NodeFolder),
            ("node.genesis", chain.GenesisPath),
            ("node.keys", chain.KeyPath),
            ("faucet.key", chain.FaucetKeyPath));
        ShareLog(config);
        string? path = parsed.GetValue(_endpoints);
        RunOptions options = With(parsed, RunOptions.From(config)) with
        {
            IsDevelopment = true,
            Snapshots = chain.Snapshots,
            OnReady = endpoints =>
            {
                chain.WriteEndpoints(Path.Combine(chain.Root, EndpointsFile.Name), endpoints);
                if (path is not null)
                {
                    chain.WriteEndpoints(path, endpoints);
                }
                Console.Error.WriteLine(chain.Banner(endpoints));
            },
        };
        return await ValidatorRunner.RunAsync(options).ConfigureAwait(false);
    }

    private RunOptions With(ParseResult parsed, RunOptions options) => options with
    {
        Json = parsed.GetValue(_json),
        StopWithInput = parsed.GetValue(_stdin),
    };

    private static void ShareLog(NodeConfig config)
    {
        // The table has checked the text.
        bool ok = LogLevels.TryParse(config.Text("log.level")!, out LogLevels? levels);
        Check.That(ok);
        NodeLog.Share(config.Text("log.format")!, levels!);
    }
}
