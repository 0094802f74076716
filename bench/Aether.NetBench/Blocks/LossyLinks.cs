using Aether.Network.Links;
using Aether.Network.Transport;

namespace Aether.NetBench.Blocks;

/// <summary>Datagrams of which some are lost on arrival, drawn by a seed.</summary>
internal sealed class LossyLinks(IDatagramLinks inner, int lossPercent, int seed) : IDatagramLinks
{
    private readonly Random _random = new(seed);

    public int MaxDatagramBytes => inner.MaxDatagramBytes;

    public bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram) => inner.TrySend(peers, datagram);

    public bool TryReceiveDatagram(Span<byte> buffer, out ushort peer, out int bytes)
    {
        while (inner.TryReceiveDatagram(buffer, out peer, out bytes))
        {
            if (lossPercent == 0 || _random.Next(100) >= lossPercent)
                return true;
        }

        return false;
    }

    public void SetDatagramSignal(WakeSignal signal) => inner.SetDatagramSignal(signal);

    public DatagramCounters ReadDatagramCounters() => inner.ReadDatagramCounters();
}
