using Aether.Core;

namespace Aether.Node.Rpc.Submissions;

/// <summary>How many transactions a second the chain makes final when it can: its highest rate of the last seconds.
/// </summary>
/// <remarks><b>Threads</b>: any, behind one lock. <b>Memory</b>: constant.</remarks>
internal sealed class InclusionRate
{
    private const int Window = Limits.Admission.RateMs / Limits.Admission.RateStepMs;
    private const int Steps = Limits.Admission.RateMemoryMs / Limits.Admission.RateStepMs;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly long _begin;
    private readonly long[] _counts = new long[Steps];
    private long _step;

    /// <summary>No rate yet.</summary>
    public InclusionRate(TimeProvider time)
    {
        _time = time;
        _begin = time.GetTimestamp();
    }

    /// <summary>Notes a final block.</summary>
    public void Add(int transactions)
    {
        lock (_lock)
        {
            Move();
            _counts[_step % Steps] += transactions;
        }
    }

    /// <summary>Transactions a second.</summary>
    public double PerSecond
    {
        get
        {
            lock (_lock)
            {
                Move();
                long sum = 0;
                long most = 0;
                // From the oldest step on; a window leaves behind what is older than itself.
                for (int index = 0; index < Steps; index++)
                {
                    sum += _counts[(_step + 1 + index) % Steps];
                    sum -= index >= Window ? _counts[(_step + 1 + index - Window) % Steps] : 0;
                    most = Math.Max(most, sum);
                }
                return most * 1_000.0 / Limits.Admission.RateMs;
            }
        }
    }

    // Empties the steps that have passed since the last look.
    private void Move()
    {
        long now = (long)(_time.GetElapsedTime(_begin).TotalMilliseconds / Limits.Admission.RateStepMs);
        for (long step = Math.Max(_step + 1, now - Steps + 1); step <= now; step++)
        {
            _counts[step % Steps] = 0;
        }
        _step = Math.Max(_step, now);
    }
}
