namespace Aether.AttackRunner;

/// <summary>
/// Keeps an attacker at a rate: it shares the machine with its victims and must not win by taking cores.
/// </summary>
internal sealed class Pace(int perSecond)
{
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _given;

    /// <summary>How many may be sent now; waits a millisecond when there are none.</summary>
    public int Take()
    {
        long due = (long)(TimeProvider.System.GetElapsedTime(_start).TotalSeconds * perSecond);
        // What was missed while the machine did something else is not made up for at once.
        int now = (int)Math.Min(due - _given, Math.Max(1, perSecond / 10));
        _given = due;
        if (now <= 0)
        {
            Thread.Sleep(1);
        }
        return Math.Max(0, now);
    }
}
