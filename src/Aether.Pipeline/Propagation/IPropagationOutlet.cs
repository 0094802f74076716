namespace Aether.Pipeline.Propagation;

/// <summary>What <see cref="PropagationCore"/> makes happen. Bytes are borrowed unless they are an array.</summary>
internal interface IPropagationOutlet
{
    /// <summary>Sends a datagram to peers.</summary>
    void Send(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram);

    /// <summary>Sends a consensus message to a peer.</summary>
    void SendMessage(ushort peer, byte[] message);

    /// <summary>Sends a consensus message to all peers.</summary>
    void Broadcast(ReadOnlyMemory<byte> message);

    /// <summary>Hands a whole proposal to consensus, as if this peer had sent it.</summary>
    void Deliver(ushort peer, byte[] message);

    /// <summary>A peer sent what only a faulty one sends.</summary>
    void Report(ushort peer);
}
