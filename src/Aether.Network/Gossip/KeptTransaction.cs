namespace Aether.Network.Gossip;

/// <summary>An accepted transaction, kept for a time for peers that pull it.</summary>
internal sealed class KeptTransaction(GossipId id, ReadOnlyMemory<byte> frame, PeerSet knownBy, long atMs)
{
    public GossipId Id => id;

    /// <summary>As sent: topic byte and payload.</summary>
    public ReadOnlyMemory<byte> Frame => frame;

    /// <summary>Peers that sent it, announced it or were sent it.</summary>
    public PeerSet KnownBy => knownBy;

    public long AtMs => atMs;
}
