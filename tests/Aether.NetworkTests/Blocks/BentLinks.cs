using Aether.Core;
using Aether.Network.Links;
using Aether.Network.Transport;

namespace Aether.NetworkTests.Blocks;

/// <summary>Datagrams of a node that does not send what it should.</summary>
internal sealed class BentLinks(IDatagramLinks inner) : IDatagramLinks
{
    /// <summary>Drops everything it should pass on or send.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Changes a byte of everything it sends, at this place.</summary>
    public int? LiesAt { get; set; }

    public int MaxDatagramBytes => inner.MaxDatagramBytes;

    public bool TrySend(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram)
    {
        if (IsSilent)
        {
            return true;
        }
        Span<byte> bent = stackalloc byte[Limits.Network.MaxDatagramBytes];
        bent = bent[..datagram.Length];
        datagram.CopyTo(bent);
        if (LiesAt is { } place)
        {
            bent[place % bent.Length] ^= 1;
        }
        return inner.TrySend(peers, bent);
    }

    public bool TryReceiveDatagram(Span<byte> buffer, out ushort peer, out int bytes) =>
        inner.TryReceiveDatagram(buffer, out peer, out bytes);

    public void SetDatagramSignal(WakeSignal signal) => inner.SetDatagramSignal(signal);

    public DatagramCounters ReadDatagramCounters() => inner.ReadDatagramCounters();
}
