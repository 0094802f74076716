using Aether.Core;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>
/// How long the oldest pending transaction waits: numbers of arrival, looked at whenever somebody asks, tell when a
/// transaction had come at the latest.
/// </summary>
/// <remarks>
/// The mempool knows an order and no time. The flight record asks each second, so an age is short by no more than that.
/// The oldest looks are forgotten: what waits for longer than those that are left is told to wait as long as they
/// reach, most of an hour at least. <b>Threads</b>: any, behind a lock. <b>Memory</b>:
/// <see cref="Limits.Telemetry.ArrivalLooks"/> looks.
/// </remarks>
internal sealed class PendingAge(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly List<(ulong Arrivals, long Timestamp)> _looks = new(Limits.Telemetry.ArrivalLooks);

    /// <summary>The age after a look at the mempool; zero when nothing waits.</summary>
    public TimeSpan Look(in MempoolWaiting waiting)
    {
        lock (_lock)
        {
            long now = time.GetTimestamp();
            if (_looks.Count == 0 || _looks[^1].Arrivals < waiting.Arrivals)
            {
                Add(waiting.Arrivals, now);
            }
            if (waiting.OldestReady is not { } oldest)
            {
                return TimeSpan.Zero;
            }
            int first = FirstAbove(oldest);
            return first == _looks.Count ? TimeSpan.Zero : time.GetElapsedTime(_looks[first].Timestamp, now);
        }
    }

    private void Add(ulong arrivals, long now)
    {
        if (_looks.Count == Limits.Telemetry.ArrivalLooks)
        {
            _looks.RemoveRange(0, _looks.Count / 4);
        }
        _looks.Add((arrivals, now));
    }

    // The first look that saw a transaction with this number.
    private int FirstAbove(ulong arrival)
    {
        int low = 0;
        int high = _looks.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            (low, high) = _looks[middle].Arrivals > arrival ? (low, middle) : (middle + 1, high);
        }
        return low;
    }
}
