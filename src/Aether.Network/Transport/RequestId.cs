namespace Aether.Network.Transport;

/// <summary>One request on one connection, in the direction of who asked.</summary>
public readonly record struct RequestId(ulong Value);
