using Aether.Pipeline.Propagation;

namespace Aether.NetworkTests.Blocks;

/// <summary>What one core does, without any network.</summary>
internal sealed class CoreDesk : IPropagationOutlet
{
    public List<(ushort[] Peers, byte[] Bytes)> Sent { get; } = [];

    public List<(ushort Peer, byte[] Bytes)> Messages { get; } = [];

    public List<byte[]> Broadcasts { get; } = [];

    public List<(ushort Peer, byte[] Bytes)> Delivered { get; } = [];

    public List<ushort> Reported { get; } = [];

    public void Send(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram) =>
        Sent.Add((peers.ToArray(), datagram.ToArray()));

    public void SendMessage(ushort peer, byte[] message) => Messages.Add((peer, message));

    public void Broadcast(ReadOnlyMemory<byte> message) => Broadcasts.Add(message.ToArray());

    public void Deliver(ushort peer, byte[] message) => Delivered.Add((peer, message));

    public void Report(ushort peer) => Reported.Add(peer);
}
