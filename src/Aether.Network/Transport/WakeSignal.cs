namespace Aether.Network.Transport;

/// <summary>
/// Wakes one parked thread. Setting an already set signal costs one interlocked exchange and no system call.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any number set, one waits. States: idle (0), set (1). A setter that moves 0 to 1 raises the event;
/// the waiter moves 1 to 0 before it looks for work, so work published before <see cref="Set"/> is never missed.
/// </remarks>
public sealed class WakeSignal : IDisposable
{
    private readonly AutoResetEvent _event = new(initialState: false);
    private int _set;

    /// <summary>Wakes the waiter, now or at its next wait.</summary>
    public void Set()
    {
        // Pairs with the exchange in Wait: of several setters only the first pays for the event.
        if (Interlocked.Exchange(ref _set, 1) == 0)
        {
            _event.Set();
        }
    }

    /// <summary>
    /// Parks until set or until <paramref name="timeoutMs"/> have passed (-1: no limit). True when set.
    /// </summary>
    public bool Wait(int timeoutMs)
    {
        bool set = _event.WaitOne(timeoutMs);
        Interlocked.Exchange(ref _set, 0);
        return set;
    }

    /// <inheritdoc/>
    public void Dispose() => _event.Dispose();
}
