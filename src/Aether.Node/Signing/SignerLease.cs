namespace Aether.Node.Signing;

/// <summary>The right of one connection to ask for one key's signatures, at a limited rate.</summary>
internal sealed class SignerLease : IDisposable
{
    private readonly SignerService _service;
    private readonly TimeProvider _time;
    private readonly int _perSecond;
    private double _turns;
    private long _lastTicks;

    /// <summary>Creates a lease; the service keeps one for each key.</summary>
    public SignerLease(SignerService service, SignerKey key, int perSecond, TimeProvider time, string warning)
    {
        _service = service;
        Key = key;
        _perSecond = perSecond;
        _turns = perSecond;
        _time = time;
        _lastTicks = time.GetTimestamp();
        Warning = warning;
    }

    /// <summary>The key.</summary>
    public SignerKey Key { get; }

    /// <summary>What the node should know; empty when nothing.</summary>
    public string Warning { get; }

    /// <summary>Takes one request's turn; false above the limit.</summary>
    public bool TryTakeTurn()
    {
        long now = _time.GetTimestamp();
        double seconds = _time.GetElapsedTime(_lastTicks, now).TotalSeconds;
        _lastTicks = now;
        _turns = Math.Min(_perSecond, _turns + (seconds * _perSecond));
        if (_turns < 1)
        {
            return false;
        }
        _turns--;
        return true;
    }

    /// <summary>Gives the key back.</summary>
    public void Dispose() => _service.Release(this);
}
