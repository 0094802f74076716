using Aether.Core.Diagnostics;

namespace Aether.Network.Transport;

/// <summary>Endpoints of one process connected by queues. Messages are encoded bytes, as on a wire.</summary>
public sealed class InMemoryNetwork
{
    private readonly InMemoryEndpoint[] _endpoints;

    /// <summary>Creates <paramref name="count"/> endpoints.</summary>
    public InMemoryNetwork(int count)
    {
        Check.That(count is > 0 and <= ushort.MaxValue);
        _endpoints = new InMemoryEndpoint[count];
        for (int index = 0; index < count; index++)
        {
            _endpoints[index] = new InMemoryEndpoint(this, (ushort)index);
        }
    }

    /// <summary>Number of endpoints.</summary>
    public int Count => _endpoints.Length;

    /// <summary>The endpoint with this index. One node uses it.</summary>
    public InMemoryEndpoint this[int index] => _endpoints[index];

    /// <summary>Cuts or restores the connection between two endpoints, both ways. Messages in queues stay.</summary>
    public void SetConnected(ushort first, ushort second, bool connected)
    {
        _endpoints[first].SetConnected(second, connected);
        _endpoints[second].SetConnected(first, connected);
    }

    internal bool Deliver(ushort from, ushort to, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        to < _endpoints.Length && _endpoints[to].Arrive(channel, new TransportMessage(from, message));
}
