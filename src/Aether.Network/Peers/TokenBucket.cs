using Aether.Core.Diagnostics;

namespace Aether.Network.Peers;

/// <summary>A budget that refills at a rate, up to a burst. Integers only.</summary>
/// <remarks>Times may stand still or jump; a time before the last one refills nothing.</remarks>
public struct TokenBucket
{
    private const long Scale = 1_000;

    private readonly long _perSecond;
    private readonly long _burst;

    // Thousandths of a token, so that a millisecond's refill is a whole number.
    private long _level;
    private long _lastMs;

    /// <summary>Creates a full bucket.</summary>
    /// <param name="perSecond">Tokens that come in a second, at most 2^40.</param>
    /// <param name="burst">Most tokens it holds, at most 2^40.</param>
    /// <param name="nowMs">The time.</param>
    public TokenBucket(long perSecond, long burst, long nowMs)
    {
        Check.That(perSecond is > 0 and <= 1L << 40 && burst is > 0 and <= 1L << 40);
        _perSecond = perSecond;
        _burst = burst;
        _level = burst * Scale;
        _lastMs = nowMs;
    }

    /// <summary>Takes tokens when there are as many; else takes none.</summary>
    public bool TryTake(long nowMs, long tokens)
    {
        Refill(nowMs);
        if (tokens < 0 || tokens > _level / Scale)
        {
            return false;
        }
        _level -= tokens * Scale;
        return true;
    }

    /// <summary>Tokens there are.</summary>
    public long Available(long nowMs)
    {
        Refill(nowMs);
        return _level / Scale;
    }

    private void Refill(long nowMs)
    {
        if (nowMs <= _lastMs)
        {
            return;
        }
        long room = (_burst * Scale) - _level;
        long elapsed = unchecked(nowMs - _lastMs);
        bool full = elapsed <= 0 || elapsed > room / _perSecond;
        _level += full ? room : elapsed * _perSecond;
        _lastMs = nowMs;
    }
}
