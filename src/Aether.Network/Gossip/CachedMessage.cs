namespace Aether.Network.Gossip;

/// <summary>A message that peers may ask for.</summary>
internal sealed class CachedMessage(GossipTopic topic, ReadOnlyMemory<byte> frame)
{
    private byte[]? _servedByPlace;

    public GossipTopic Topic => topic;

    /// <summary>As sent: topic byte and payload.</summary>
    public ReadOnlyMemory<byte> Frame => frame;

    /// <summary>Counts one more service of a peer and gives how many there were before.</summary>
    public int Serve(int place)
    {
        _servedByPlace ??= new byte[Core.Limits.Gossip.MaxPeers];
        byte served = _servedByPlace[place];
        _servedByPlace[place] = (byte)Math.Min(served + 1, byte.MaxValue);
        return served;
    }
}
