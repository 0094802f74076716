using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <content>Datagrams between the nodes of validators.</content>
public sealed partial class PeerNetwork : IDatagramLinks
{
    private readonly DatagramLanes _datagrams;
    private readonly DatagramLanes.Give _giveDatagram;

    /// <inheritdoc/>
    public int MaxDatagramBytes => _peers.MaxDatagramBytes;

    /// <inheritdoc/>
    public bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram) =>
        !_stopped && _datagrams.TrySend(peers, datagram);

    /// <inheritdoc/>
    public bool TryReceiveDatagram(Span<byte> buffer, out ushort peer, out int bytes) =>
        _datagrams.TryReceive(buffer, out peer, out bytes);

    /// <inheritdoc/>
    public void SetDatagramSignal(WakeSignal signal) => _datagrams.SetSignal(signal);

    /// <inheritdoc/>
    public DatagramCounters ReadDatagramCounters() => _datagrams.ReadCounters();

    // Within its budget already; strangers have no place in the tree of shreds.
    private void OnDatagram(PeerChannel channel, ReadOnlySpan<byte> datagram) =>
        _datagrams.OnArrived(channel.Slot, datagram, isAllowed: channel.IsValidator && channel.Slot != 0);

    private bool? GiveDatagram(ushort slot, ReadOnlySpan<byte> datagram)
    {
        if (_slots.At(slot) is not { } channel)
        {
            return null;
        }
        bool sent = _peers.TrySendDatagram(channel.Connection, datagram);
        if (sent)
        {
            _driver.Manager.CountSent(channel.Connection, datagram.Length);
        }
        return sent;
    }
}
