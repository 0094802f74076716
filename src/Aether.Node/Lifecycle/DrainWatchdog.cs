using Aether.Node.Logging;
using Aether.Node.Options;

namespace Aether.Node.Lifecycle;

/// <summary>Ends the process when a stop takes longer than it may.</summary>
/// <remarks>What is durable is whole at any instant, so this loses nothing that was promised.</remarks>
internal sealed class DrainWatchdog : IDisposable
{
    private readonly TimeProvider _time;
    private readonly long _start;
    private readonly TimeSpan _limit;
    private readonly ITimer _timer;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">Longest time of the stop.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Told when the time is up, with the threads.</param>
    /// <param name="exit">Ends the process.</param>
    public DrainWatchdog(TimeSpan limit, TimeProvider time, NodeLog log, Action<ExitCode> exit)
    {
        _time = time;
        _limit = limit;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => End(log, exit), null, limit, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Milliseconds since the stop began.</summary>
    public long ElapsedMs => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>Milliseconds that are left.</summary>
    public long RemainingMs => Math.Max((long)_limit.TotalMilliseconds - ElapsedMs, 0);

    /// <inheritdoc/>
    public void Dispose() => _timer.Dispose();

    private void End(NodeLog log, Action<ExitCode> exit)
    {
        string threads = string.Join("; ", ThreadDump.Read().Select(
            thread => $"{thread.Id} {thread.Name} {thread.State} {thread.CpuMs}ms"));
        log.Write(
            NodeEvents.DrainTimeout,
            "the stop took too long: giving up",
            ("limit_ms", (long)_limit.TotalMilliseconds),
            ("threads", threads));
        exit(ExitCode.DrainTimeout);
    }
}
