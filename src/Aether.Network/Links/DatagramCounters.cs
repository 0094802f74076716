namespace Aether.Network.Links;

/// <summary>What the datagrams of a node's links came to.</summary>
/// <param name="Sent">Handed to a connection; one to several peers counts for each.</param>
/// <param name="Unsent">Lost here: no room, or no connection.</param>
/// <param name="Received">Taken from connections.</param>
/// <param name="Dropped">Of a peer above its budget, or more than fit.</param>
public readonly record struct DatagramCounters(long Sent, long Unsent, long Received, long Dropped);
