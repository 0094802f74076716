using System.Security.Cryptography;
using System.Text;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Keys;
using Aether.Tools.Cli;
using Aether.Tools.Commands;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Reports;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>What every command with a load does around it: connect, fund, report, judge.</summary>
internal sealed class LoadCommand(CommandContext context, LoadOptions options)
{
    // Of the account that passes the faucet's tokens on; no account of a pool has a negative number.
    private const int FunderAccount = -1;

    /// <summary>What is sent.</summary>
    public LoadSpec Spec { get; } = options.Spec(context);

    /// <summary>The nodes.</summary>
    public LoadTarget Target { get; } = options.Target(context);

    /// <summary>What must hold.</summary>
    public IReadOnlyList<Threshold> Thresholds { get; } =
        [.. options.Spec(context).Thresholds.Select(Threshold.Parse)];

    /// <summary>Says what is being done.</summary>
    public void Note(string text) => context.Printer.Note(text);

    /// <summary>The plan of the options.</summary>
    public LoadPlan Plan() => options.Plan(context, Spec);

    /// <summary>Connects and funds.</summary>
    public async Task<(LoadSession Session, EnvironmentInfo Environment)> OpenAsync(
        double sends, double rate, CancellationToken cancellation)
    {
        HttpClient http = new(context.Environment.Http, disposeHandler: false)
        {
            Timeout = TimeSpan.FromSeconds(30),
        };
        AetherClient client = new(http, Target.Endpoints[0], context.Environment.Time);
        NodeInfo node = await client.GetNodeInfoAsync(cancellation).ConfigureAwait(false);
        EnvironmentInfo environment = EnvironmentInfo.Read(
            $"{node.Name} {node.Version}", $"{node.ChainId} {node.GenesisHash}");
        string? from = options.From(context);
        SessionParts parts = new()
        {
            Spec = Spec,
            Endpoints = Target.Endpoints,
            Metrics = Target.Metrics,
            Client = client,
            Http = http,
            OpenFunder = from is null ? DeriveFunder : () => OpenKey(from),
            UsesFaucet = from is null,
            Note = Note,
        };
        LoadSession session = await LoadSession.OpenAsync(parts, sends, rate, cancellation).ConfigureAwait(false);
        return (session, environment);
    }

    /// <summary>A report of runs.</summary>
    public LoadReport Report(
        string kind, EnvironmentInfo environment, IReadOnlyList<RunResult> runs, params (string, string)[] more)
    {
        SortedDictionary<string, string> configuration = options.Describe(context, Target, Spec);
        foreach ((string name, string value) in more)
        {
            configuration[name] = value;
        }
        byte[] text = Encoding.UTF8.GetBytes(
            string.Join('\n', configuration.Select(item => $"{item.Key}={item.Value}")));
        return new LoadReport
        {
            Kind = kind,
            CreatedAt = context.Environment.Time.GetUtcNow(),
            Environment = environment,
            Configuration = configuration,
            ConfigurationHash = Convert.ToHexStringLower(SHA256.HashData(text)),
            Runs = runs,
        };
    }

    /// <summary>Writes the report, judges it and makes the command's result; throws for what did not hold.</summary>
    public CommandResult Finish(LoadReport report, IReadOnlyList<(string Label, string Value)> lines)
    {
        List<(string Label, string Value)> all = [.. lines];
        if (options.Out(context) is { } folder)
        {
            ReportFiles.Write(folder, report);
            all.Add(("report", Path.Combine(folder, "report.html")));
        }
        foreach (string warning in report.Runs[^1].Warnings)
        {
            context.Printer.Warn(warning);
        }
        foreach (ThresholdResult threshold in report.Thresholds)
        {
            all.Add((threshold.Holds ? "holds" : "FAILS", $"{threshold.Expression}: {threshold.Measured}"));
        }
        CommandResult result = new(ReportJson.ToNode(ReportFiles.WithoutSeries(report)), all);
        RunResult last = report.Runs[^1];
        if (last.Partial)
        {
            throw new CliException(
                ExitCode.Interrupted, ErrorCode.Interrupted, "interrupted; the report is of the part that ran",
                "a signal came", "run it again for whole figures")
            {
                Partial = result,
            };
        }
        return Judge(report, result);
    }

    private static CommandResult Judge(LoadReport report, CommandResult result)
    {
        ThresholdResult? failed = report.Thresholds.FirstOrDefault(threshold => !threshold.Holds);
        bool isRun = report.Kind != "knee";
        if (isRun && report.Runs.FirstOrDefault(run => !run.IsValid) is { } invalid)
        {
            throw new CliException(
                ExitCode.GateFailed, ErrorCode.ClientLimited, "INVALID: the client was the bottleneck",
                string.Join("; ", invalid.Client.Faults),
                "lower the rate, use --batch, or run the client on another machine")
            {
                Partial = result,
            };
        }
        return failed is null ? result : throw new CliException(
            ExitCode.GateFailed, ErrorCode.ThresholdFailed, $"{failed.Expression} does not hold",
            $"measured: {failed.Measured}", "see the report for the stage that limits")
        {
            Partial = result,
        };
    }

    private SigningSeed DeriveFunder()
    {
        Span<byte> seed = stackalloc byte[32];
        AccountPool.SeedOf(Spec.Seed, FunderAccount, seed);
        return SigningSeed.FromSeed(seed);
    }

    private SigningSeed OpenKey(string path)
    {
        KeyFileDocument document = KeyFile.Read(path);
        byte[]? password = document.IsEncrypted
            ? Passwords.Find(context, options.PasswordFile(context), $"Password of {path}: ")
            : null;
        try
        {
            return KeyFile.Open(path, document, password);
        }
        finally
        {
            Array.Clear(password ?? []);
        }
    }
}
