using Aether.Node.Logging;

namespace Aether.Node.Lifecycle;

/// <summary>Watches the free space of a disk and says what follows from it.</summary>
/// <remarks>
/// A level is left only when a tenth more than its threshold is free, so that a value at the border does not flicker.
/// <b>Threads</b>: <see cref="Look"/> by one; the rest by any.
/// </remarks>
/// <param name="probe">The disk.</param>
/// <param name="limits">The thresholds.</param>
/// <param name="log">Told of each change.</param>
internal sealed class DiskGuard(IDiskProbe probe, DiskLimits limits, NodeLog log)
{
    private volatile DiskLevel _level;
    private long _free;
    private long _total;

    /// <summary>What was found last.</summary>
    public DiskLevel Level => _level;

    /// <summary>Free bytes that were found last.</summary>
    public long FreeBytes => Volatile.Read(ref _free);

    /// <summary>Bytes of the disk.</summary>
    public long TotalBytes => Volatile.Read(ref _total);

    /// <summary>Asks the disk; returns the level.</summary>
    public DiskLevel Look()
    {
        if (!probe.TryRead(out long free, out long total))
        {
            return _level;
        }
        Volatile.Write(ref _free, free);
        Volatile.Write(ref _total, total);
        DiskLevel now = LevelOf(free, total);
        // Upwards at once; downwards only with some room to spare.
        if (now < _level)
        {
            now = LevelOf((long)((Int128)free * 10 / 11), total) < _level ? now : _level;
        }
        if (now != _level)
        {
            Tell(now, free, total);
            _level = now;
        }
        return now;
    }

    /// <summary>The disk as a part of the node's health.</summary>
    public (HealthState State, string Reason) Check() => _level switch
    {
        DiskLevel.Ample => (HealthState.Ok, ""),
        DiskLevel.Full => (HealthState.Failed, $"{FreeBytes} of {TotalBytes} bytes are free; the node stops"),
        DiskLevel.Paused => (HealthState.Degraded, $"{FreeBytes} bytes are free; no snapshots are made"),
        _ => (HealthState.Degraded, $"{FreeBytes} of {TotalBytes} bytes are free"),
    };

    private DiskLevel LevelOf(long free, long total) =>
        free < limits.Stop.Of(total) ? DiskLevel.Full
        : free < limits.Pause.Of(total) ? DiskLevel.Paused
        : free < limits.Warn.Of(total) ? DiskLevel.Low
        : DiskLevel.Ample;

    private void Tell(DiskLevel level, long free, long total)
    {
        (LogEvent what, string sentence) = level switch
        {
            DiskLevel.Full => (NodeEvents.DiskFull, "the disk is nearly full: the node stops"),
            DiskLevel.Paused => (NodeEvents.DiskPaused, "the disk has little room: no snapshots are made"),
            DiskLevel.Low => (NodeEvents.DiskLow, "the disk is getting full"),
            _ => (NodeEvents.DiskRecovered, "the disk has room again"),
        };
        log.Write(what, sentence, ("free_bytes", free), ("total_bytes", total));
    }
}
