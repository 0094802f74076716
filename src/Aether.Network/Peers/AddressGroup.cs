namespace Aether.Network.Peers;

/// <summary>Addresses that likely have one owner: an IPv4 /24 or an IPv6 /48.</summary>
public readonly record struct AddressGroup(ulong Value);
