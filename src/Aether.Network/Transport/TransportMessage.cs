namespace Aether.Network.Transport;

/// <summary>Encoded bytes from one peer.</summary>
/// <param name="Peer">Validator index of the sender.</param>
/// <param name="Bytes">The message. Shared with other receivers: read only.</param>
public readonly record struct TransportMessage(ushort Peer, ReadOnlyMemory<byte> Bytes);
