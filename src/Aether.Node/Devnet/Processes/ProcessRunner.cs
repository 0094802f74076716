using Aether.Node.Options;

namespace Aether.Node.Devnet.Processes;

/// <summary>Runs a devnet of processes until its time is up, a signal comes, or a process ends.</summary>
internal static class ProcessRunner
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);

    /// <summary>Runs; returns the exit code.</summary>
    /// <param name="options">What was asked for.</param>
    /// <param name="folder">Genesis, keys and data; its lock is held.</param>
    /// <param name="createView">Makes what shows it, from the text that says where everything is.</param>
    public static async Task<ExitCode> RunAsync(
        DevnetOptions options, DevnetFolder folder, Func<string, IDevnetView> createView)
    {
        using StopSignal signal = new();
        (ProcessDevnet devnet, Uri rpc) = await ProcessDevnet.StartAsync(folder, options).ConfigureAwait(false);
        using (devnet)
        {
            folder.WriteEndpoints(rpc, options.Seed);
            using IDevnetView view = createView(DevnetBanner.Format(folder, rpc, options.Seed));
            ExitCode code = await WatchAsync(devnet, view, signal, options.RunFor).ConfigureAwait(false);
            DevnetSummary summary = devnet.Meter.Summarise();
            view.ShowSummary(summary);
            return Judge(devnet, summary, code);
        }
    }

    private static async Task<ExitCode> WatchAsync(
        ProcessDevnet devnet, IDevnetView view, StopSignal signal, TimeSpan? runFor)
    {
        using CancellationTokenSource ended = new();
        if (runFor is { } duration)
        {
            ended.CancelAfter(duration);
        }
        Task stopped = Task.WhenAny([signal.Received, .. devnet.Nodes.Select(node => node.Exited)]);
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
            view.Show(devnet.Meter.Sample());
        }
        return signal.Received.IsCompletedSuccessfully
            ? await signal.Received.ConfigureAwait(false)
            : ExitCode.Success;
    }

    // A disagreement is worth more than a process that ended, and that more than how the run was ended.
    private static ExitCode Judge(ProcessDevnet devnet, DevnetSummary summary, ExitCode ended)
    {
        if (!summary.StateRootEqual)
        {
            Console.Error.WriteLine($"aether: the validators disagree at height {summary.CommonHeight}");
            return ExitCode.Unexpected;
        }
        foreach (NodeProcess node in devnet.Nodes.Where(node => node.Exited.IsCompleted && ended == ExitCode.Success))
        {
            Console.Error.WriteLine($"aether: process {node.Id} ended by itself: {node.LastWords}");
            return ExitCode.Unexpected;
        }
        return ended;
    }
}
