using System.Buffers.Binary;
using Aether.Network.Gossip;
using Aether.Network.Transport;

namespace Aether.TestKit.Network.Mesh;

/// <summary>What spamming nodes send past their cores, each time that it is their turn.</summary>
internal static class MeshAttack
{
    private const int Ways = 5;

    /// <summary>One turn of an attacker against all its connections; each attacker has its own way.</summary>
    public static void Spam(MeshNode node)
    {
        int way = node.Transport.Index % Ways;
        byte[] bytes = new byte[64];
        foreach (ConnectionId connection in node.Peers.Keys.OrderBy(static id => id.Value).ToArray())
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), node.Random.Bits());
            switch (way)
            {
                case 0:
                    bytes[0] = (byte)GossipTopic.Vote;
                    bytes[1] = 0xBD;
                    node.SendRaw(connection, MessageClass.Votes, bytes);
                    break;
                case 1:
                    node.SendRaw(connection, MessageClass.Gossip, Ids(node, GossipFrameKind.Have, 500));
                    break;
                case 2:
                    node.SendRaw(connection, MessageClass.Gossip, Grafts());
                    break;
                case 3:
                    node.SendRaw(connection, MessageClass.Gossip, Announcements(node));
                    break;
                default:
                    bytes[0] = (byte)GossipTopic.Transaction;
                    bytes[1] = 0xBD;
                    node.SendRaw(connection, MessageClass.Transactions, bytes);
                    node.SendRaw(connection, MessageClass.Transactions, bytes);
                    break;
            }
        }
    }

    private static byte[] Ids(MeshNode node, GossipFrameKind kind, int count)
    {
        GossipId[] ids = new GossipId[count];
        byte[] bytes = new byte[GossipId.Bytes];
        for (int index = 0; index < count; index++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(bytes, node.Random.Bits());
            ids[index] = new GossipId(bytes);
        }
        GossipFrameWriter writer = new();
        GossipTopic topic = kind == GossipFrameKind.Announce ? GossipTopic.Transaction : GossipTopic.Vote;
        writer.TryAddIds(kind, topic, ids);
        return writer.Take();
    }

    private static byte[] Announcements(MeshNode node) => Ids(node, GossipFrameKind.Announce, 1_000);

    private static byte[] Grafts()
    {
        GossipFrameWriter writer = new();
        for (int topic = 0; topic < GossipTopics.MeshCount; topic++)
        {
            writer.TryAdd(GossipFrameKind.Graft, (GossipTopic)topic);
            writer.TryAddPrune((GossipTopic)topic, 1);
        }
        return writer.Take();
    }
}
