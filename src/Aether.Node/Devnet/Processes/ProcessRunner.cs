using Aether.Node.Devnet.Chaos;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Processes;

/// <summary>Runs a devnet of processes until its time is up, a signal comes, or a process ends.</summary>
internal static class ProcessRunner
{
    private static readonly TimeSpan s_interval = TimeSpan.FromSeconds(1);
    // Timers may fire a little early.
    private static readonly TimeSpan s_grain = TimeSpan.FromMilliseconds(1);

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
            ChaosRun chaos = new(options.Chaos, devnet);
            ExitCode code = await WatchAsync(devnet, chaos, view, signal, options.RunFor).ConfigureAwait(false);
            DevnetSummary summary = devnet.Meter.Summarise() with { Events = chaos.Done };
            view.ShowSummary(summary);
            return Judge(devnet, summary, code);
        }
    }

    private static async Task<ExitCode> WatchAsync(
        ProcessDevnet devnet, ChaosRun chaos, IDevnetView view, StopSignal signal, TimeSpan? runFor)
    {
        TimeSpan end = runFor ?? TimeSpan.MaxValue;
        TimeSpan show = s_interval;
        long start = TimeProvider.System.GetTimestamp();
        TimeSpan elapsed = TimeSpan.Zero;
        while (elapsed < end && !signal.Received.IsCompleted && devnet.Ended is null)
        {
            TimeSpan due = chaos.Next is { } next && next < show ? next : show;
            due = due < end ? due : end;
            TimeSpan wait = due > elapsed ? due - elapsed : TimeSpan.Zero;
            await Task.WhenAny(Task.Delay(wait + s_grain), signal.Received).ConfigureAwait(false);
            elapsed = TimeProvider.System.GetElapsedTime(start);
            chaos.RunDue(elapsed, view.ShowEvent);
            if (elapsed >= show)
            {
                view.Show(devnet.Meter.Sample());
                show = elapsed + s_interval;
            }
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
        if (devnet.Ended is { } node && ended == ExitCode.Success)
        {
            Console.Error.WriteLine($"aether: process {node.Id} ended by itself: {node.LastWords}");
            return ExitCode.Unexpected;
        }
        return ended;
    }
}
