namespace Aether.Network.Transport;

/// <summary>Encoded bytes from one peer.</summary>
/// <param name="Peer">The transport's number of the sender.</param>
/// <param name="Bytes">The message. Shared with other receivers: read only.</param>
public readonly record struct TransportMessage(ushort Peer, ReadOnlyMemory<byte> Bytes)
{
    /// <summary>Number by which its judgement is told to who brought it; 0 when nobody waits for one.</summary>
    public ulong Handle { get; init; }
}
