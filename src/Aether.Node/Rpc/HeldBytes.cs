namespace Aether.Node.Rpc;

/// <summary>Bytes that all clients together make the server hold, up to a limit.</summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal sealed class HeldBytes(long limit)
{
    private long _held;

    /// <summary>How many are held.</summary>
    public long Count => Volatile.Read(ref _held);

    /// <summary>Holds more; false, and nothing is held, when that is over the limit.</summary>
    public bool TryAdd(long bytes)
    {
        if (Interlocked.Add(ref _held, bytes) <= limit)
        {
            return true;
        }
        Interlocked.Add(ref _held, -bytes);
        return false;
    }

    /// <summary>Holds more, limit or not.</summary>
    public void Add(long bytes) => Interlocked.Add(ref _held, bytes);
}
