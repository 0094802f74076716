namespace Aether.Node.Rpc.JsonRpc;

/// <summary>Who asks: what is left of its budget.</summary>
/// <remarks><b>Threads</b>: any; a client has one budget for all of its connections.</remarks>
internal sealed class RpcClient
{
    private readonly Lock _lock = new();
    private readonly long _burst;
    private readonly long _perSecond;
    private readonly TimeProvider _time;
    private long _units;
    private long _at;

    private RpcClient(long perSecond, long burst, TimeProvider time)
    {
        _perSecond = perSecond;
        _burst = burst;
        _units = burst;
        _time = time;
        _at = time.GetTimestamp();
    }

    /// <summary>A client without a budget: the operator's own programs.</summary>
    public static RpcClient Unmetered { get; } = new(0, 0, TimeProvider.System);

    /// <summary>True when calls take units.</summary>
    public bool IsMetered => _perSecond > 0;

    /// <summary>A client with a full bucket.</summary>
    /// <param name="perSecond">Units that come back each second; above 0.</param>
    /// <param name="burst">Most units at a time; a call that costs more takes a full bucket.</param>
    /// <param name="time">The clock.</param>
    public static RpcClient Metered(long perSecond, long burst, TimeProvider time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(perSecond, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(burst, 1);
        return new RpcClient(perSecond, burst, time);
    }

    /// <summary>True when nothing is missing in the bucket: forgetting such a client changes nothing.</summary>
    public bool IsFull
    {
        get
        {
            lock (_lock)
            {
                Refill();
                return _units >= _burst;
            }
        }
    }

    /// <summary>Takes the units of a call.</summary>
    /// <returns>Null when they were there, else the error with the time until they will be.</returns>
    public RpcException? Charge(int cost)
    {
        if (!IsMetered)
        {
            return null;
        }
        lock (_lock)
        {
            Refill();
            long price = Math.Min(cost, _burst);
            if (_units >= price)
            {
                _units -= price;
                return null;
            }
            long wait = (((price - _units) * 1_000) + _perSecond - 1) / _perSecond;
            return new RpcException(
                RpcErrorCode.LimitExceeded,
                "this client's budget is used up; wait, or ask less often",
                ("limit", _perSecond),
                ("requested", (long)cost),
                ("retryAfterMs", wait))
            { RetryAfterMs = wait };
        }
    }

    private void Refill()
    {
        long now = _time.GetTimestamp();
        long frequency = _time.TimestampFrequency;
        long elapsed = Math.Min(Math.Max(now - _at, 0), 3_600 * frequency);
        long gained = (long)((Int128)elapsed * _perSecond / frequency);
        if (gained > 0)
        {
            _units = Math.Min(_burst, _units + gained);
            // What is not a whole unit yet stays on the clock.
            _at += (long)((Int128)gained * frequency / _perSecond);
            _at = _units == _burst ? now : _at;
        }
    }
}
