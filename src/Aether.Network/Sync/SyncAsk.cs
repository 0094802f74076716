namespace Aether.Network.Sync;

/// <summary>A request without an answer.</summary>
/// <param name="Token">Its number.</param>
/// <param name="Peer">Who was asked.</param>
/// <param name="What">What was asked for.</param>
/// <param name="SinceMs">When.</param>
internal sealed record SyncAsk(ulong Token, SyncPeer Peer, object What, long SinceMs);
