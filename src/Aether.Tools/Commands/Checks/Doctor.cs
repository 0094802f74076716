using System.Globalization;
using System.Reflection;
using System.Text.Json;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Metrics;
using Aether.Tools.Cli.Networks;

namespace Aether.Tools.Commands.Checks;

/// <summary>The checks of `doctor`, each with what was measured, what was wanted, why, and what to do.</summary>
internal sealed class Doctor(CommandContext context, MetricsSource metrics, string[] keyFiles)
{
    private const double MinFreeShare = 0.15;
    private const UnixFileMode Others =
        UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private static readonly TimeSpan s_mostAhead = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_mostBehind = TimeSpan.FromSeconds(30);

    private readonly List<CheckResult> _results = [];

    /// <summary>Runs all of them; what one finds does not stop the next.</summary>
    public async Task<IReadOnlyList<CheckResult>> RunAsync(CancellationToken cancellation)
    {
        NodeInfo? node = await CheckEndpointAsync(cancellation).ConfigureAwait(false);
        CheckVersion(node);
        CheckGenesis(node);
        await CheckReadyAsync(node, cancellation).ConfigureAwait(false);
        await CheckClockAsync(node, cancellation).ConfigureAwait(false);
        CheckKeys();
        await CheckMetricsAsync(cancellation).ConfigureAwait(false);
        CheckDisk();
        return _results;
    }

    private async Task<NodeInfo?> CheckEndpointAsync(CancellationToken cancellation)
    {
        const string Why = "every other command asks this address";
        TimeProvider time = context.Environment.Time;
        long start = time.GetTimestamp();
        try
        {
            string address = $"{Secrets.Mask(context.Endpoint.Address)} (by {context.Endpoint.Explain()})";
            NodeInfo node = await context.Client.GetNodeInfoAsync(cancellation).ConfigureAwait(false);
            string took = time.GetElapsedTime(start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
            Add("endpoint", true, $"{address} answers in {took} ms", "an answer", Why, "");
            return node;
        }
        catch (Exception error) when (error is EndpointException or RpcErrorException or CliException)
        {
            CliException told = ErrorTranslator.Translate(error)!;
            Add("endpoint", false, told.Message, "an answer", $"{told.Why}; {Why}", told.Hint);
            return null;
        }
    }

    private void CheckVersion(NodeInfo? node)
    {
        string own = Assembly.GetExecutingAssembly().GetName().Version?.ToString(2) ?? "";
        string wanted = $"version {own} as aetherctl";
        if (node is null)
        {
            Skip("version", "no node answers", wanted);
            return;
        }
        Add("version", node.Version.StartsWith(own + ".", StringComparison.Ordinal) || node.Version == own,
            $"{node.Name} {node.Version}", wanted, "methods and forms of answers differ between versions",
            "use the aetherctl that came with the node");
    }

    private void CheckGenesis(NodeInfo? node)
    {
        string wanted = "the chain that is pinned";
        if (node is null || context.Endpoint.Network is not { } name)
        {
            Skip("genesis", node is null ? "no node answers" : $"{node.ChainId} {node.GenesisHash}, no named network",
                wanted);
            return;
        }
        string? pinned = NetworkFile.Read(context.Environment.GetVariable).Require(name).GenesisHash;
        Add("genesis", pinned == node.GenesisHash.ToString(), $"{node.ChainId} {node.GenesisHash}",
            $"{pinned} of network {name}", "transactions for another chain do not hold here",
            $"check the address, or aetherctl network rm {name} when the chain was made anew");
    }

    private async Task CheckReadyAsync(NodeInfo? node, CancellationToken cancellation)
    {
        const string Wanted = "ready, no part failed";
        if (node is null)
        {
            Skip("ready", "no node answers", Wanted);
            return;
        }
        try
        {
            using HttpResponseMessage answer = await context.Http
                .GetAsync(new Uri(context.Endpoint.Address, "/ready"), cancellation).ConfigureAwait(false);
            string body = await answer.Content.ReadAsStringAsync(cancellation).ConfigureAwait(false);
            string measured = answer.IsSuccessStatusCode ? "ready" : $"not ready: {Reason(body)}";
            Add("ready", answer.IsSuccessStatusCode, measured, Wanted,
                "a node that is not ready answers with old data and takes no transactions",
                "aetherctl ready --wait 60s, then look at the node's log");
        }
        catch (HttpRequestException error)
        {
            Add("ready", false, $"no answer: {error.HttpRequestError}", Wanted,
                "probes and load balancers ask this path", "ask the node itself instead of a proxy before it");
        }
    }

    private async Task CheckClockAsync(NodeInfo? node, CancellationToken cancellation)
    {
        string wanted = $"a newest block between {Seconds(-s_mostAhead)} and {Seconds(s_mostBehind)} old";
        if (node is null)
        {
            Skip("clock", "no node answers", wanted);
            return;
        }
        try
        {
            HeaderInfo? head = await context.Client.GetHeaderAsync(BlockTag.Latest, cancellation)
                .ConfigureAwait(false);
            if (head is null || head.Height == 0)
            {
                Skip("clock", "there is no block yet", wanted);
                return;
            }
            long aheadMs = await ReadAheadMsAsync(cancellation).ConfigureAwait(false);
            long now = context.Environment.Time.GetUtcNow().ToUnixTimeMilliseconds() + aheadMs;
            double ageMs = now - (double)head.TimestampMs;
            string put = aheadMs == 0
                ? ""
                : $", with the {Seconds(TimeSpan.FromMilliseconds(aheadMs))} that the chain's was put forward";
            Add("clock", ageMs >= -s_mostAhead.TotalMilliseconds && ageMs <= s_mostBehind.TotalMilliseconds,
                $"the newest block is {Seconds(TimeSpan.FromMilliseconds(ageMs))} old by this clock{put}", wanted,
                ageMs < 0 ? "this clock is behind that of the chain" : "this clock is ahead, or the chain stands still",
                ageMs < 0
                    ? "set the clock: timedatectl set-ntp true"
                    : "compare `date -u` with another machine; if it is right, see aetherctl status and the log");
        }
        catch (Exception error) when (error is EndpointException or RpcErrorException)
        {
            Skip("clock", error.Message, wanted);
        }
    }

    // How far somebody has put the time of a development chain forward; other chains refuse the question.
    private async Task<long> ReadAheadMsAsync(CancellationToken cancellation)
    {
        try
        {
            JsonElement clock = await context.Client.CallAsync("aeth_dev_clock", [], cancellation)
                .ConfigureAwait(false);
            return clock.ValueKind == JsonValueKind.Object
                && clock.TryGetProperty("offsetMs", out JsonElement offset)
                && offset.ValueKind == JsonValueKind.Number && offset.TryGetInt64(out long ms) && ms > 0
                ? ms
                : 0;
        }
        catch (RpcErrorException)
        {
            return 0;
        }
    }

    private void CheckKeys()
    {
        const string Wanted = "mode 0600";
        foreach (string path in keyFiles)
        {
            if (OperatingSystem.IsWindows())
            {
                Skip($"key {path}", "this system has no modes", Wanted);
                continue;
            }
            UnixFileMode? mode = File.Exists(path) ? File.GetUnixFileMode(path) : null;
            string measured = mode is { } bits ? $"mode 0{Convert.ToString((int)bits, 8)}" : "it does not exist";
            Add($"key {path}", mode is { } found && (found & Others) == 0, measured, Wanted,
                "whoever reads the file may try passwords, or owns it", $"chmod 600 {CommandText.Quote(path)}");
        }
    }

    private async Task CheckMetricsAsync(CancellationToken cancellation)
    {
        const string Wanted = "a page with a node's metrics";
        const string Why = "top, dashboards and alerts read them";
        try
        {
            Uri address = metrics.Address(context);
            MetricsPage page = await MetricsSource.FetchAsync(context, address, cancellation).ConfigureAwait(false);
            Add("metrics", true, $"{page.Count} values at {Secrets.Mask(address)}", Wanted, Why, "");
        }
        catch (Exception error) when (error is EndpointException or CliException)
        {
            Add("metrics", false, error.Message, Wanted, Why,
                "give --metrics URL or --data DIR; a node with --no-metrics serves none");
        }
    }

    private void CheckDisk()
    {
        string wanted = string.Create(CultureInfo.InvariantCulture, $"more than {MinFreeShare:P0} free");
        if (context.Arguments.GetValue(metrics.Data) is not { } path)
        {
            Skip("disk", "no --data", wanted);
            return;
        }
        try
        {
            DriveInfo drive = new(Path.GetFullPath(path));
            double share = drive.TotalSize > 0 ? (double)drive.AvailableFreeSpace / drive.TotalSize : 0;
            string measured = string.Create(
                CultureInfo.InvariantCulture, $"{drive.AvailableFreeSpace / 1e9:0.0} GB, {share:P0} free");
            Add("disk", share > MinFreeShare, measured, wanted, "a node stops before its disk is full",
                "free space, move the data folder, or keep less with --pruning");
        }
        catch (Exception error) when (error is IOException or ArgumentException or UnauthorizedAccessException)
        {
            Add("disk", false, $"cannot look at {path}", wanted, error.Message, "check --data");
        }
    }

    private void Add(string name, bool passed, string measured, string wanted, string why, string fix) =>
        _results.Add(new CheckResult(
            name, passed ? CheckState.Passed : CheckState.Failed, measured, wanted, why, passed ? "" : fix));

    private void Skip(string name, string measured, string wanted) =>
        _results.Add(new CheckResult(name, CheckState.Skipped, measured, wanted, "", ""));

    private static string Seconds(TimeSpan time) =>
        time.TotalSeconds.ToString("0.#", CultureInfo.InvariantCulture) + " s";

    private static string Reason(string body)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            return document.RootElement.ValueKind == JsonValueKind.Object
                && document.RootElement.TryGetProperty("reason", out JsonElement reason)
                ? reason.ToString()
                : "it does not say why";
        }
        catch (JsonException)
        {
            return "it does not say why";
        }
    }
}
