using System.Globalization;
using System.Text;
using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <summary>What is fixed about each topic.</summary>
public static class GossipTopics
{
    /// <summary>Number of topics.</summary>
    public const int Count = 5;

    /// <summary>Topics with a mesh: all but transactions.</summary>
    public const int MeshCount = 4;

    /// <summary>True for a byte that names a topic.</summary>
    public static bool IsTopic(byte value) => value < Count;

    /// <summary>The stream that carries the topic's full messages.</summary>
    public static MessageClass ClassOf(GossipTopic topic) => topic switch
    {
        GossipTopic.Vote => MessageClass.Votes,
        GossipTopic.Header or GossipTopic.Shred => MessageClass.Headers,
        GossipTopic.Evidence => MessageClass.Evidence,
        _ => MessageClass.Transactions,
    };

    /// <summary>Longest payload: the limit of the type that it encodes.</summary>
    public static int MaxBytes(GossipTopic topic) => topic switch
    {
        GossipTopic.Vote => Limits.Gossip.MaxVoteBytes,
        GossipTopic.Header => Limits.Block.MaxHeaderBytes,
        GossipTopic.Evidence => Limits.Evidence.MaxBytes,
        GossipTopic.Shred => Limits.Gossip.MaxShredBytes,
        _ => Limits.Transaction.MaxBytes,
    };

    /// <summary>The publisher sends to every validator it is connected with, not only to its mesh.</summary>
    public static bool IsFlooded(GossipTopic topic) =>
        topic is GossipTopic.Vote or GossipTopic.Header or GossipTopic.Evidence;

    /// <summary>Messages of this node that may be in validation at a time, for each topic its own.</summary>
    internal static int MaxInWork(GossipTopic topic) => topic switch
    {
        GossipTopic.Vote => Limits.Gossip.VotesInWork,
        GossipTopic.Transaction => 256,
        GossipTopic.Header => 64,
        _ => 16,
    };

    /// <summary>The topic's name: `/aeth/`, eight digits of the genesis hash, and what it is about.</summary>
    internal static byte[] NameOf(GossipTopic topic, uint genesisPrefix) => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"/aeth/{genesisPrefix:x8}/") + topic switch
        {
            GossipTopic.Vote => "vote",
            GossipTopic.Header => "header",
            GossipTopic.Evidence => "evidence",
            GossipTopic.Shred => "shred",
            _ => "tx",
        });
}
