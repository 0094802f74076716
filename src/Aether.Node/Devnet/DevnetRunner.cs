using Aether.Node.Devnet.Processes;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Pipeline;
using Spectre.Console;

namespace Aether.Node.Devnet;

/// <summary>Runs a devnet until its time is up, a signal comes, or a validator stops itself.</summary>
internal static class DevnetRunner
{
    private const int UsualFirehosePort = 8546;

    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Runs; returns the exit code. Figures go to standard output, everything else to standard error.
    /// </summary>
    public static async Task<ExitCode> RunAsync(DevnetOptions options)
    {
        NativeSupport.RequireNode();
        using DataFolderLock folderLock = DataFolderLock.Acquire(options.DataFolder, "aether devnet");
        DevnetFolder folder = OpenFolder(options);
        if (options.Processes)
        {
            return await ProcessRunner.RunAsync(options, folder, places => CreateView(options, places))
                .ConfigureAwait(false);
        }
        using StopSignal signal = new();
        DevnetNetwork network = await DevnetNetwork.OpenAsync(
            folder, new PipelineOptions(), options.RemoteSigner, options.Retention, keepsIndex: options.KeepsIndex)
            .ConfigureAwait(false);
        await using (network.ConfigureAwait(false))
        {
            if (options.SnapshotRate > 0)
            {
                network.KeepSnapshots(
                    options.SnapshotRate * 1_000_000L,
                    (number, text) => Console.Error.WriteLine($"aether: validator {number}: {text}"));
            }
            if (options.MetricsPort is { } port)
            {
                await network.ServeMetricsAsync(port, orOthers: !options.IsMetricsPortNamed).ConfigureAwait(false);
            }
            for (int index = 0; index < network.Nodes.Count; index++)
            {
                network.Nodes[index].View.Telemetry.Record(folder.NodeFolder(index), NodeLog.Shared);
            }
            DevnetMeter meter = new(network, TimeProvider.System);
            Uri rpc = await network.StartAsync(options.RpcPort, options.Seed).ConfigureAwait(false);
            Uri firehose = await network.Nodes[0].ServeFirehoseAsync(
                options.FirehosePort ?? UsualFirehosePort, orOther: options.FirehosePort is null)
                .ConfigureAwait(false);
            folder.WriteEndpoints(rpc, options.Seed, network.Endpoints(rpc));
            string places = DevnetBanner.Format(folder, rpc, options.Seed, firehose);
            using IDevnetView view = CreateView(options, places);
            ExitCode code = await WatchAsync(network, meter, view, signal, options.RunFor).ConfigureAwait(false);
            await network.StopAsync().ConfigureAwait(false);
            // First: a validator that stopped itself may have a store that cannot be read for the summary.
            ExitCode? fault = ReportFault(network);
            DevnetSummary summary = meter.Summarise();
            view.ShowSummary(summary);
            return fault ?? Judge(summary, code);
        }
    }

    private static DevnetFolder OpenFolder(DevnetOptions options)
    {
        try
        {
            return DevnetFolder.OpenOrCreate(options);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Refused, $"cannot write to the data folder {options.DataFolder}: {error.Message}");
        }
    }

    private static IDevnetView CreateView(DevnetOptions options, string places)
    {
        Console.Error.WriteLine(places);
        if (options.Json)
        {
            return new JsonLinesView(Console.OpenStandardOutput());
        }
        if (!Console.IsOutputRedirected && AnsiConsole.Profile.Capabilities.Ansi)
        {
            return new LiveView(AnsiConsole.Console, "Ctrl-C stops; the next start continues this chain.");
        }
        return new PlainView(Console.Out);
    }

    // A sample a second until the first of: time is up, a signal, a fault.
    private static async Task<ExitCode> WatchAsync(
        DevnetNetwork network, DevnetMeter meter, IDevnetView view, StopSignal signal, TimeSpan? runFor)
    {
        using CancellationTokenSource ended = new();
        if (runFor is { } duration)
        {
            ended.CancelAfter(duration);
        }
        Task stopped = Task.WhenAny([signal.Received, .. network.Nodes.Select(node => node.Faulted)]);
        using PeriodicTimer timer = new(s_interval);
        while (!ended.IsCancellationRequested && !stopped.IsCompleted)
        {
            try
            {
                Task<bool> tick = timer.WaitForNextTickAsync(ended.Token).AsTask();
                await Task.WhenAny(tick, stopped).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                // The time is up.
            }
            view.Show(meter.Sample());
        }
        return signal.Received.IsCompletedSuccessfully
            ? await signal.Received.ConfigureAwait(false)
            : ExitCode.Success;
    }

    /// <summary>Says on standard error why a validator stopped itself; null when none did.</summary>
    internal static ExitCode? ReportFault(DevnetNetwork network)
    {
        foreach (NodeHost node in network.Nodes)
        {
            if (node.View.Pipeline.Fault is { } fault)
            {
                Console.Error.WriteLine(
                    $"aether: validator {node.View.Pipeline.Parts.OwnIndex} stopped ({fault.Source}): "
                    + fault.Reason.ReplaceLineEndings(" "));
                return NodeHost.CodeOf(fault);
            }
        }
        return null;
    }

    // A disagreement is worth more than how the run was ended.
    private static ExitCode Judge(DevnetSummary summary, ExitCode ended)
    {
        if (summary.StateRootEqual)
        {
            return ended;
        }
        Console.Error.WriteLine($"aether: the validators disagree at height {summary.CommonHeight}");
        return ExitCode.Unexpected;
    }
}
