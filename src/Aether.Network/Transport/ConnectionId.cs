namespace Aether.Network.Transport;

/// <summary>One connection of this process; never used again after it closed.</summary>
public readonly record struct ConnectionId(ulong Value);
