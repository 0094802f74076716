namespace Aether.Node.Firehose;

/// <summary>The place of one stream.</summary>
internal sealed class StreamSlot(StreamSlots slots, string connection) : IDisposable
{
    private int _returned;

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _returned, 1) == 0)
        {
            slots.Return(connection);
        }
    }
}
