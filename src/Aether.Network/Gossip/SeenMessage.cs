namespace Aether.Network.Gossip;

/// <summary>What is remembered of a judged message.</summary>
internal sealed class SeenMessage
{
    /// <summary>When it was judged.</summary>
    public required long AtMs { get; init; }

    /// <summary>Who has sent it; null once that does not count any more.</summary>
    public PeerSet? Sources { get; set; }
}
