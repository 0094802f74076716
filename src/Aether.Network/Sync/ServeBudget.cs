namespace Aether.Network.Sync;

/// <summary>Bytes that may be given, with one answer's overdraft. Integers only.</summary>
internal sealed class ServeBudget
{
    private const long Scale = 1_000;

    private readonly long _perSecond;

    // Thousandths of a byte; below zero after an answer that was longer than what was left.
    private long _level;
    private long _lastMs;

    /// <summary>Starts with a second's bytes, the most it holds.</summary>
    public ServeBudget(long perSecond, long nowMs)
    {
        _perSecond = perSecond;
        _level = perSecond * Scale;
        _lastMs = nowMs;
    }

    /// <summary>True when something may be given.</summary>
    public bool HasSome(long nowMs) => Refill(nowMs) > 0;

    /// <summary>True when nothing was given for a second.</summary>
    public bool IsFull(long nowMs) => Refill(nowMs) == _perSecond * Scale;

    /// <summary>Counts what was given.</summary>
    public void Spend(long nowMs, long bytes) => _level = Refill(nowMs) - (bytes * Scale);

    private long Refill(long nowMs)
    {
        long elapsed = Math.Clamp(nowMs - _lastMs, 0, 60_000);
        _level = Math.Min(_perSecond * Scale, _level + (elapsed * _perSecond));
        _lastMs = Math.Max(nowMs, _lastMs);
        return _level;
    }
}
