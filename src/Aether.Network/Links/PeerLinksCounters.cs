namespace Aether.Network.Links;

/// <summary>What has been kept away from a node since its start.</summary>
/// <param name="Strangers">Connections of identities that are not in the list.</param>
/// <param name="Cut">Connections of peers that ended for what they sent.</param>
/// <param name="Refused">Connections of peers that came back too early after that.</param>
/// <param name="Dropped">Transactions above a peer's budget, and messages of peers that were cut.</param>
/// <param name="Offences">Messages that only a faulty peer sends.</param>
public readonly record struct PeerLinksCounters(long Strangers, long Cut, long Refused, long Dropped, long Offences);
