using System.CommandLine;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Chaos;
using Aether.Node.Devnet.Links;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>`aether devnet`: a whole network in one process.</summary>
internal sealed class DevnetCommand
{
    private readonly Option<int> _validators = new("--validators")
    {
        Description = "Full validators (1 to 16).",
        DefaultValueFactory = _ => 4,
    };

    private readonly Option<string> _data = new("--data")
    {
        Description = "Data folder; stopping and starting again continues its chain.",
        DefaultValueFactory = _ => "devnet-data",
    };

    private readonly Option<ulong> _seed = new("--seed")
    {
        Description = "Makes keys and accounts of a new data folder.",
        DefaultValueFactory = _ => 1,
    };

    private readonly Option<string?> _duration = new("--for")
    {
        Description = "Stop after this time, such as 60s or 5m.",
    };

    private readonly Option<int?> _epochSlots = new("--epoch-slots")
    {
        Description = "Slots of an epoch, 8 or more, of a new data folder; validator keys last 360 epochs.",
    };

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON line a second on standard output; the last is a summary.",
    };

    private readonly Option<int> _port = new("--rpc-port")
    {
        Description = "JSON-RPC port on 127.0.0.1; 0 picks a free one.",
        DefaultValueFactory = _ => 8545,
    };

    private readonly Option<int?> _metrics = new("--metrics-port")
    {
        Description = "Port of the metrics of validator 0, the others follow; 0 picks free ones. Default 9090.",
    };

    private readonly Option<bool> _noMetrics = new("--no-metrics") { Description = "Serve no metrics." };

    private readonly Option<int?> _firehose = new("--firehose-port")
    {
        Description = "Firehose port on 127.0.0.1 of the first validator [default: 8546, or a free one].",
    };

    private readonly Option<bool> _remote = new("--remote-signer")
    {
        Description = "Hold each validator's keys in a signer process of its own.",
    };

    private readonly Option<int> _snapshots = new("--snapshot-rate")
    {
        Description = "Megabytes a second for each validator's snapshots after epochs; 0 makes none.",
    };

    private readonly Option<string> _index = new("--index")
    {
        Description = "accounts: the first validator keeps history and outputs by account; or none.",
        DefaultValueFactory = _ => "accounts",
    };

    private readonly Option<bool> _processes = new("--processes")
    {
        Description = "Run each validator as a process of its own; QUIC over loopback connects them.",
    };

    private readonly Option<bool> _find = new("--find-peers")
    {
        Description = "With --processes or --netns: each process knows one address and finds the others from there.",
    };

    private readonly Option<int> _observers = new("--observers")
    {
        Description = "Processes without keys that follow the chain, up to 16; with --find-peers.",
    };

    private readonly Option<ProposalForm> _proposals = new("--proposals")
    {
        Description = "How processes send proposals: long ones as shreds with many validators, always, or never.",
    };

    private readonly Option<string?> _chaos = new("--chaos")
    {
        Description = "Script of what happens to processes and links; with --processes or --netns.",
    };

    private readonly LinkOptions _links = new();
    private readonly PruningOptions _pruning = new();

    private DevnetCommand()
    {
    }

    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        DevnetCommand devnet = new();
        devnet._index.AcceptOnlyFromAmong("accounts", "none");
        Command command = new("devnet", "Run a network of validators on this machine.")
        {
            devnet._validators, devnet._data, devnet._seed, devnet._epochSlots, devnet._duration, devnet._json,
            devnet._port, devnet._firehose, devnet._metrics, devnet._noMetrics, devnet._remote, devnet._snapshots,
            devnet._index, devnet._processes,
            devnet._chaos, devnet._find, devnet._observers, devnet._proposals,
        };
        devnet._links.AddTo(command);
        devnet._pruning.AddTo(command);
        command.SetAction(async (parsed, cancellation) =>
            (int)await RunAsync(devnet.Read(parsed)).ConfigureAwait(false));
        return command;
    }

    private DevnetOptions Read(ParseResult parsed)
    {
        LinkShape? shape = _links.Read(parsed);
        DevnetOptions options = new(
            OptionValue.Within(parsed.GetValue(_validators), 1, DevnetOptions.MaxValidators, "--validators"),
            parsed.GetValue(_data)!,
            parsed.GetValue(_seed),
            Duration(parsed.GetValue(_duration)),
            parsed.GetValue(_json),
            OptionValue.Within(parsed.GetValue(_port), 0, 65_535, "--rpc-port"))
        {
            FirehosePort = parsed.GetValue(_firehose) is { } firehose
                ? OptionValue.Within(firehose, 0, 65_535, "--firehose-port")
                : null,
            EpochSlots = parsed.GetValue(_epochSlots) is { } slots
                ? (uint)OptionValue.Within(slots, 8, int.MaxValue, "--epoch-slots")
                : null,
            RemoteSigner = parsed.GetValue(_remote),
            MetricsPort = parsed.GetValue(_noMetrics) ? null : OptionValue.Within(
                parsed.GetValue(_metrics) ?? DevnetOptions.DefaultMetricsPort, 0, 65_500, "--metrics-port"),
            IsMetricsPortNamed = parsed.GetValue(_metrics) is not null,
            Retention = _pruning.Read(parsed),
            SnapshotRate = OptionValue.Within(parsed.GetValue(_snapshots), 0, 100_000, "--snapshot-rate"),
            KeepsIndex = parsed.GetValue(_index) == "accounts",
            Links = shape,
            Proposals = parsed.GetValue(_proposals),
            Processes = shape is not null || parsed.GetValue(_processes),
            FindsPeers = parsed.GetValue(_find),
            Observers = OptionValue.Within(
                parsed.GetValue(_observers), 0, DevnetOptions.MaxValidators, "--observers"),
        };
        if ((options.FindsPeers && !options.Processes) || (options.Observers > 0 && !options.FindsPeers))
        {
            throw new NodeStartException(
                ExitCode.Usage, "--find-peers needs --processes or --netns, and --observers needs --find-peers.");
        }
        return parsed.GetValue(_chaos) is { } path ? options with { Chaos = Script(path, options) } : options;
    }

    private static IReadOnlyList<ChaosEvent> Script(string path, DevnetOptions options)
    {
        if (!options.Processes)
        {
            throw new NodeStartException(ExitCode.Usage, "--chaos needs --processes or --netns.");
        }
        IReadOnlyList<ChaosEvent> script = ChaosScript.Load(path, options.Nodes, options.Links is not null);
        return options.RunFor is not { } end || script[^1].At < end ? script : throw new NodeStartException(
            ExitCode.Usage, $"the last event of {path} is not before the end of the run; make --for longer.");
    }

    private static Task<ExitCode> RunAsync(DevnetOptions options) =>
        options is { Processes: true, RemoteSigner: true }
            ? throw new NodeStartException(
                ExitCode.Usage, "--remote-signer is for validators in one process; leave out --processes.")
            : DevnetRunner.RunAsync(options);

    private static TimeSpan? Duration(string? text)
    {
        if (text is null)
        {
            return null;
        }
        return DurationText.TryParse(text, out TimeSpan value)
            ? value
            : throw new NodeStartException(
                ExitCode.Usage, $"--for is a duration such as 500ms, 60s, 5m or 2h, not '{text}'.");
    }
}
