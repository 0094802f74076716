using Aether.Network.Gossip;

namespace Aether.Network.Links;

/// <summary>How messages of consensus travel beside those of gossip on the same streams.</summary>
internal static class GossipFraming
{
    /// <summary>First byte of a message for the peer alone, where gossip has the topic.</summary>
    public const byte Direct = 0x80;

    /// <summary>First bytes on the stream of gossip that are the mesh's.</summary>
    public const byte MeshEnd = 0x40;

    // Tags of ConsensusMessage.
    public const byte BlockRequest = 5;
    public const byte BlockResponse = 6;
    public const byte EpochProof = 7;
    public const byte EpochProofRequest = 8;
    public const byte BlocksRequest = 10;

    private const byte Proposal = 0;
    private const byte LastVote = 4;
    private const byte Evidence = 9;

    /// <summary>The topic of an encoded consensus message; null for one that is for a single peer.</summary>
    public static GossipTopic? TopicOf(ReadOnlySpan<byte> message) => message.IsEmpty ? null : message[0] switch
    {
        Proposal => GossipTopic.Header,
        <= LastVote => GossipTopic.Vote,
        Evidence => GossipTopic.Evidence,
        _ => null,
    };

    /// <summary>Blocks that a message asks for; 0 when it asks for none.</summary>
    public static int AskedBlocks(ReadOnlySpan<byte> message) => message.IsEmpty ? 0 : message[0] switch
    {
        BlockRequest or EpochProofRequest => 1,
        // The count is the last byte: tag, first height u64, count u8.
        BlocksRequest when message.Length == 10 => Math.Max((int)message[9], 1),
        BlocksRequest => Core.Limits.Consensus.MaxBlocksPerRequest,
        _ => 0,
    };
}
