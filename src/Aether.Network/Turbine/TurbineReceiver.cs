using Aether.Native.Sockets;

namespace Aether.Network.Turbine;

/// <summary>Receives shreds in batches; runs of one sender come in one buffer where the kernel can join them.</summary>
/// <remarks>
/// <b>Ownership</b>: what it lends is overwritten by the next <see cref="Poll"/>. <b>Threads</b>: one at a time.
/// <b>Cost</b>: no allocation after construction.
/// </remarks>
public sealed class TurbineReceiver : IDisposable
{
    private readonly DatagramSocket _socket;
    private readonly ReceiveBatch _batch;

    /// <summary>Creates a receiver over a socket that it does not own.</summary>
    public TurbineReceiver(DatagramSocket socket, int buffers = 32)
    {
        ArgumentNullException.ThrowIfNull(socket);
        _socket = socket;
        IsCoalescing = socket.TryCoalesce();
        _batch = new ReceiveBatch(buffers);
    }

    /// <summary>True when the kernel joins datagrams.</summary>
    public bool IsCoalescing { get; }

    /// <summary>Datagrams lent.</summary>
    public long ReceivedDatagrams { get; private set; }

    /// <summary>Bytes of them.</summary>
    public long ReceivedBytes { get; private set; }

    /// <summary>System calls that received.</summary>
    public long Calls => _batch.Calls;

    /// <summary>Takes what the kernel has.</summary>
    /// <param name="timeoutMs">How long to wait for the first datagram; 0 not at all.</param>
    /// <returns>False when nothing came.</returns>
    public bool Poll(int timeoutMs) =>
        _batch.Receive(_socket) > 0
        || (timeoutMs > 0 && _socket.WaitToReceive(timeoutMs) && _batch.Receive(_socket) > 0);

    /// <summary>Lends the next datagram.</summary>
    /// <param name="datagram">Its bytes.</param>
    /// <param name="sender">A number that stays the same for an address in this process.</param>
    /// <returns>False when all have been lent.</returns>
    public bool TryNext(out ReadOnlySpan<byte> datagram, out int sender)
    {
        sender = 0;
        if (!_batch.TryNext(out datagram, out ReadOnlySpan<byte> address))
            return false;
        HashCode hash = default;
        hash.AddBytes(address);
        sender = hash.ToHashCode();
        ReceivedDatagrams++;
        ReceivedBytes += datagram.Length;
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _batch.Dispose();
}
