using System.Net;
using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Discovery;
using Aether.Network.Gossip;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.Network.Transport;

namespace Aether.AttackRunner.Attacks;

/// <summary>Peers without stake in a network that finds its peers: as many identities as one likes.</summary>
internal static class MeshAttacks
{
    private const int Identities = 6;
    private const int Visitors = 24;
    private const int NewPerSecond = 20;
    private const int SpamPerSecond = 3_000;
    private const int FramesPerSecond = 400;
    private const int AsksPerSecond = 300;
    private const int DrainPerSecond = 1_000;
    private const int PayloadBytes = 300;
    private const int IdsOfFrame = 400;
    private const int EntriesOfFrame = 100;
    private const int RecordsOfAnswer = 16;

    /// <summary>Messages of every topic that decode to nothing.</summary>
    public static void Spam(AttackSite site, Tally tally) =>
        Run(site, tally, Identities, SpamPerSecond, static (peer, count) =>
        {
            GossipTopic topic = (GossipTopic)(count % GossipTopics.Count);
            byte[] message = RandomNumberGenerator.GetBytes(1 + PayloadBytes);
            message[0] = (byte)topic;
            peer.Send(GossipTopics.ClassOf(topic), message);
        });

    /// <summary>In and out of every mesh.</summary>
    public static void Grafts(AttackSite site, Tally tally) =>
        Run(site, tally, Identities, FramesPerSecond, static (peer, count) =>
        {
            GossipFrameWriter writer = new();
            for (int entry = 0; entry < EntriesOfFrame; entry++)
            {
                GossipTopic topic = (GossipTopic)(entry % GossipTopics.MeshCount);
                writer.TryAdd(GossipFrameKind.Subscribe, topic);
                writer.TryAdd(GossipFrameKind.Graft, topic);
                writer.TryAddPrune(topic, count);
            }
            peer.Send(MessageClass.Gossip, writer.Take());
        });

    /// <summary>Ids of nothing: shown, asked for, and announced as transactions.</summary>
    public static void Ids(AttackSite site, Tally tally) =>
        Run(site, tally, Identities, FramesPerSecond, static (peer, count) =>
        {
            GossipId[] ids = new GossipId[IdsOfFrame];
            foreach (ref GossipId id in ids.AsSpan())
            {
                id = new GossipId(RandomNumberGenerator.GetBytes(GossipId.Bytes));
            }
            GossipFrameWriter writer = new();
            GossipTopic topic = (GossipTopic)(count % GossipTopics.MeshCount);
            switch (count % 4)
            {
                case 0:
                    writer.TryAddIds(GossipFrameKind.Have, topic, ids);
                    break;
                case 1:
                    writer.TryAddIds(GossipFrameKind.Want, topic, ids);
                    break;
                case 2:
                    writer.TryAddIds(GossipFrameKind.Announce, GossipTopic.Transaction, ids);
                    break;
                default:
                    writer.TryAddIds(GossipFrameKind.Pull, GossipTopic.Transaction, ids);
                    break;
            }
            peer.Send(MessageClass.Gossip, writer.Take());
        });

    /// <summary>Questions for peers without end, and answers full of nodes that are not there.</summary>
    public static void Records(AttackSite site, Tally tally) =>
        Run(site, tally, Identities, AsksPerSecond, static (peer, _) =>
            peer.Ask(Ace.Encode(new FindPeers(new Hash256(RandomNumberGenerator.GetBytes(Hash256.Bytes))))),
            answer: () => Invent(site));

    /// <summary>Identities that come, ask, and leave for the next one to come.</summary>
    public static void Visits(AttackSite site, Tally tally) =>
        Run(site, tally, Visitors, AsksPerSecond, static (peer, count) =>
        {
            peer.Ask(Ace.Encode(new FindPeers(new Hash256(RandomNumberGenerator.GetBytes(Hash256.Bytes)))));
            if (count % Visitors == 0)
            {
                peer.Leave();
            }
        }, isVisit: true);

    /// <summary>Questions for blocks, snapshots and proofs, whose answers are a thousand times as long.</summary>
    public static void Drain(AttackSite site, Tally tally) =>
        Run(site, tally, Identities, DrainPerSecond, static (peer, count) => peer.Ask((count % 4) switch
        {
            0 => Ace.Encode(new BlockRange(true, 1, (byte)Limits.Sync.MaxBlocks)),
            1 => Ace.Encode(new BlockRange(false, 1, (byte)Limits.Sync.MaxBlocks)),
            2 => Ace.Encode(new SnapshotQuery(SnapshotQueryKind.Offers, 0, default, 0)),
            _ => Ace.Encode(new EpochQuery(0, 1)),
        }));

    private static byte[] Invent(AttackSite site)
    {
        NodeRecord[] records = new NodeRecord[RecordsOfAnswer];
        for (int index = 0; index < records.Length; index++)
        {
            byte[] place = RandomNumberGenerator.GetBytes(2);
            PeerAddress.TryFrom(
                new IPEndPoint(new IPAddress([127, 2, place[0], place[1]]), 7_600 + index), out PeerAddress address);
            records[index] = NodeRecord.Sign(AttackSite.StrangerSeed(), site.Genesis.Hash, 1, [address]);
        }
        return FindPeers.Answer(records);
    }

    // A peer that was sent away is followed by another one.
    private static void Run(
        AttackSite site,
        Tally tally,
        int identities,
        int perSecond,
        Action<MeshPeer, int> act,
        bool isVisit = false,
        Func<byte[]>? answer = null)
    {
        List<MeshPeer> peers = [];
        Pace newcomers = new(NewPerSecond);
        Pace pace = new(perSecond);
        int made = 0;
        int count = 0;
        while (!site.Stop.IsCancellationRequested)
        {
            for (int left = newcomers.Take(); left > 0 && peers.Count < identities; left--)
            {
                peers.Add(new MeshPeer(site, tally, made++, isVisit, answer));
            }
            foreach (MeshPeer peer in peers)
            {
                peer.Pump();
            }
            for (int left = pace.Take(); left > 0 && peers.Count > 0; left--, count++)
            {
                act(peers[count % peers.Count], count);
            }
            foreach (MeshPeer gone in peers.Where(static peer => peer.IsOver).ToArray())
            {
                peers.Remove(gone);
                gone.Dispose();
            }
        }
        foreach (MeshPeer peer in peers)
        {
            peer.Dispose();
        }
    }
}
