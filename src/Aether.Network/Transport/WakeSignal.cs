namespace Aether.Network.Transport;

/// <summary>Wakes one parked thread. It stays set until the thread has seen it, so no wake-up is lost.</summary>
/// <remarks>
/// <b>Threads</b>: any number set, one waits. The waiter clears the signal before it looks for work, so work
/// published before
/// <see cref="Set"/> is never missed. It holds no system handle: a late setter of a node that has stopped does no harm.
/// </remarks>
public sealed class WakeSignal
{
    private readonly object _gate = new();
    private readonly Action? _onSet;
    private bool _set;

    /// <summary>Creates a signal that is not set.</summary>
    /// <param name="onSet">
    /// Called by the setter each time the signal becomes set: for whoever runs the waiter's work without a thread.
    /// </param>
    public WakeSignal(Action? onSet = null) => _onSet = onSet;

    /// <summary>Wakes the waiter, now or at its next wait.</summary>
    public void Set()
    {
        lock (_gate)
        {
            if (_set)
            {
                return;
            }
            _set = true;
            Monitor.Pulse(_gate);
        }
        _onSet?.Invoke();
    }

    /// <summary>
    /// Parks until set or until <paramref name="timeoutMs"/> have passed (-1: no limit). True when it was set.
    /// </summary>
    public bool Wait(int timeoutMs)
    {
        lock (_gate)
        {
            if (!_set)
            {
                Monitor.Wait(_gate, timeoutMs);
            }
            bool set = _set;
            _set = false;
            return set;
        }
    }
}
