using System.CommandLine;
using System.Globalization;
using Aether.Core;
using Aether.Tools.Cli;
using Aether.Tools.Commands;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>The options that all commands of `loadgen` with a load share.</summary>
internal sealed class LoadOptions
{
    private const string Drop = "drop";
    private const string Retry = "retry";

    private readonly Option<string?> _devnet = new("--devnet")
    {
        Description = "Data folder of a devnet or node: its endpoints.json names JSON-RPC and metrics",
        HelpName = "FOLDER",
    };

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = "Addresses of the nodes' metrics, with commas between them",
        HelpName = "URL,...",
    };

    private readonly Option<string?> _workload = new("--workload")
    {
        Description = "Workload file [default: transfers]; `loadgen workloads` shows examples",
        HelpName = "FILE",
    };

    private readonly Option<ulong?> _seed = new("--seed")
    {
        Description = "Decides keys, choices and gaps [default: that of the workload file, else 1]",
        HelpName = "N",
    };

    private readonly Option<int?> _accounts = new("--accounts")
    {
        Description = "Senders [default: that of the workload file, else half a second of the rate]",
        HelpName = "N",
    };

    private readonly Option<string?> _from = new("--from")
    {
        Description = "Key file that funds the accounts [default: the faucet of the development chain]",
        HelpName = "KEYFILE",
    };

    private readonly Option<string?> _passwordFile = Passwords.CreateOption();

    private readonly Option<bool> _poisson = new("--poisson")
    {
        Description = "Independent arrivals instead of equal gaps",
    };

    private readonly Option<int> _connections = new("--connections")
    {
        Description = "Keep-alive connections to all nodes together",
        HelpName = "N",
        DefaultValueFactory = _ => 32,
    };

    private readonly Option<int> _batch = new("--batch")
    {
        Description = "Most transactions in one HTTP request: what is due at the same time goes together",
        HelpName = "N",
        DefaultValueFactory = _ => 64,
    };

    private readonly Option<string> _onBusy = CreateOnBusy();

    private readonly Option<int> _validity = new("--validity")
    {
        Description = "Views in which a transaction may be included",
        HelpName = "VIEWS",
        DefaultValueFactory = _ => 60,
    };

    private readonly Option<string> _poll = new("--poll")
    {
        Description = "How often the next block is asked for: latencies are late by at most this",
        HelpName = "DURATION",
        DefaultValueFactory = _ => "20ms",
    };

    private readonly Option<int> _maxLag = new("--max-lag")
    {
        Description = "Send lag p99 in milliseconds above which the client was the bottleneck",
        HelpName = "MS",
        DefaultValueFactory = _ => 50,
    };

    private readonly Option<string[]> _thresholds = new("--threshold")
    {
        Description = "What must hold, such as \"finality.p95 < 2s\"; else exit 10. May be repeated",
        HelpName = "EXPRESSION",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "Folder for report.html, report.md, report.json and the histograms",
        HelpName = "FOLDER",
    };

    /// <summary>The options.</summary>
    public Symbol[] Symbols =>
    [
        _devnet, _metrics, _workload, _seed, _accounts, _from, _passwordFile, _poisson, _connections, _batch, _onBusy,
        _validity, _poll, _maxLag, _thresholds, _out,
    ];

    /// <summary>The nodes.</summary>
    public LoadTarget Target(CommandContext context)
    {
        string? metrics = context.Arguments.GetValue(_metrics);
        if (context.Arguments.GetValue(_devnet) is { } folder)
        {
            LoadTarget read = LoadTarget.Read(folder);
            return metrics is null ? read : read with { Metrics = LoadTarget.Of(string.Empty, metrics).Metrics };
        }
        string? rpc = context.Arguments.GetValue(GlobalOptions.Rpc);
        bool several = rpc is not null && rpc.Contains(',', StringComparison.Ordinal);
        return LoadTarget.Of(several ? rpc! : context.Endpoint.Address.ToString(), metrics);
    }

    /// <summary>What is sent.</summary>
    public LoadSpec Spec(CommandContext context)
    {
        LoadSpec spec = context.Arguments.GetValue(_workload) is { } path
            ? WorkloadFile.Read(path)
            : LoadSpec.Default;
        return spec with
        {
            Seed = context.Arguments.GetValue(_seed) ?? spec.Seed,
            Accounts = context.Arguments.GetValue(_accounts) is { } count
                ? Within(count, 1, Limits.LoadGen.MaxAccounts, "--accounts")
                : spec.Accounts,
            Thresholds = [.. spec.Thresholds, .. context.Arguments.GetValue(_thresholds) ?? []],
        };
    }

    /// <summary>A plan whose rate and times the caller sets.</summary>
    public LoadPlan Plan(CommandContext context, LoadSpec spec) => new()
    {
        Rate = 1,
        Duration = TimeSpan.FromSeconds(1),
        Poisson = context.Arguments.GetValue(_poisson),
        Connections = Within(
            context.Arguments.GetValue(_connections), 1, Limits.LoadGen.MaxConnections, "--connections"),
        Batch = Within(context.Arguments.GetValue(_batch), 1, Limits.LoadGen.MaxBatch, "--batch"),
        Retries = context.Arguments.GetRequiredValue(_onBusy) == Retry,
        ValidityViews = (ulong)Within(
            context.Arguments.GetValue(_validity), 4, (int)Limits.Transaction.MaxValidityViews, "--validity"),
        Poll = Inputs.Timeout(context.Arguments.GetRequiredValue(_poll)),
        MaxWakeLagMs = Within(context.Arguments.GetValue(_maxLag), 1, 60_000, "--max-lag"),
        Seed = spec.Seed,
    };

    /// <summary>Folder of the report; null for none.</summary>
    public string? Out(CommandContext context) => context.Arguments.GetValue(_out);

    /// <summary>Key file of who funds; null for the faucet.</summary>
    public string? From(CommandContext context) => context.Arguments.GetValue(_from);

    /// <summary>File with the password of that key file.</summary>
    public string? PasswordFile(CommandContext context) => context.Arguments.GetValue(_passwordFile);

    /// <summary>What the report says was asked for; secrets are not among it.</summary>
    public SortedDictionary<string, string> Describe(CommandContext context, LoadTarget target, LoadSpec spec)
    {
        SortedDictionary<string, string> text = new(StringComparer.Ordinal)
        {
            ["rpc"] = string.Join(",", target.Endpoints),
            ["metrics"] = string.Join(",", target.Metrics.Select(node => node.Address.ToString())),
            ["seed"] = spec.Seed.ToString(CultureInfo.InvariantCulture),
            ["accounts"] = spec.Accounts == 0 ? "by rate" : spec.Accounts.ToString(CultureInfo.InvariantCulture),
            ["workloads"] = string.Join("; ", spec.Workloads.Select(item => item.Describe())),
            ["thresholds"] = string.Join("; ", spec.Thresholds),
            ["on busy"] = context.Arguments.GetRequiredValue(_onBusy),
            ["funding"] = From(context) is null ? "faucet" : "key file",
        };
        return text;
    }

    private static Option<string> CreateOnBusy()
    {
        Option<string> option = new("--on-busy")
        {
            Description = "What a node is too busy for has failed (drop), or is sent again until it is taken (retry)",
            HelpName = "OUTCOME",
            DefaultValueFactory = _ => Drop,
        };
        option.AcceptOnlyFromAmong(Drop, Retry);
        return option;
    }

    /// <summary>A number within bounds, or a refusal that names the option.</summary>
    public static int Within(int value, int least, int most, string option) => value >= least && value <= most
        ? value
        : throw new CliException(
            ExitCode.Usage, ErrorCode.Usage, FormattableString.Invariant($"{option} {value} is out of bounds"),
            FormattableString.Invariant($"it is from {least} to {most}"), $"give another {option}");
}
