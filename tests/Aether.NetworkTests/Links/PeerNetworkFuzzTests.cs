using System.Diagnostics;
using System.Net;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Discovery;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Generators;
using Aether.TestKit.Network;
using Xunit;
using NetworkAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.NetworkTests.Links;

/// <summary>
/// Strangers that greet and then send mutants of everything there is, on every stream, as datagrams, requests and
/// answers; whoever is sent away is followed by another one.
/// </summary>
public sealed class PeerNetworkFuzzTests
{
    private const int Strangers = 3;
    private const int InputsOfRound = 8;
    private const int RoundUs = 20_000;
    private const long MostInSuite = 20_000;

    [Fact]
    public void RunOnce_MutantsOfStrangers_NeitherThrowNorPartTheHonest()
    {
        long count = Math.Max(DecoderFuzz.Count / 10, MostInSuite);
        long start = Stopwatch.GetTimestamp();
        using World world = new();
        world.Run(200);
        Assert.Equal(1, world.Nodes[0].Status.Connected);
        long sent = 0;
        int strangers = 0;
        List<Stranger> present = [];
        while (sent < count)
        {
            while (present.Count < Strangers)
            {
                present.Add(new Stranger(world, ++strangers));
            }
            foreach (Stranger stranger in present)
            {
                sent += stranger.Act(world.Random, InputsOfRound);
            }
            world.Run(1);
            present.RemoveAll(static stranger => stranger.IsGone);
        }
        DecoderFuzz.Report("PeerNetwork", sent, strangers, Stopwatch.GetElapsedTime(start));
        Assert.True(strangers > Strangers, "nobody was sent away");
        PeerNetworkStatus status = world.Nodes[0].Status;
        Assert.True(status.Banned > 0, "nobody was banned");
        // Node 1 is there to the end, and is heard when the strangers' budget has come back.
        world.Run(200);
        while (world.TookOne(0))
        {
        }
        byte[] question = Ace.Encode(ConsensusMessage.OfBlockRequest(new Hash256(new byte[32])));
        world.Nodes[1].Send(1, TransportChannel.Consensus, question);
        world.Run(20);
        Assert.True(world.TookOne(0), "the honest neighbour is not heard any more");
    }

    /// <summary>Two honest nodes in virtual time, and room for strangers.</summary>
    private sealed class World : IDisposable
    {
        public World()
        {
            Network = new SimulatedPeers(seed: 5, (_, _) => new SimulatedLink(LatencyUs: 1_000));
            SimulatedPeer first = Network.Add(PeerKeys.Id(1), AddressOf(1));
            SimulatedPeer second = Network.Add(PeerKeys.Id(2), AddressOf(2));
            Nodes = [Open(first, null, 1), Open(second, AddressOf(1), 2)];
        }

        public SimulatedPeers Network { get; }

        public PeerNetwork[] Nodes { get; }

        public SeededRandom Random { get; } = new(9);

        // Each in a group of its own.
        public static IPEndPoint AddressOf(int number) => new(
            new IPAddress([(byte)(20 + (number / 62_500)), (byte)(number / 250 % 250), (byte)(number % 250), 1]),
            7_600);

        // Every node looks around each twenty milliseconds of virtual time.
        public void Run(int rounds)
        {
            for (int round = 0; round < rounds; round++)
            {
                long until = Network.NowUs + RoundUs;
                Network.WakeAt(0, until);
                while (Network.TryAdvance(until, out _))
                {
                }
                foreach (PeerNetwork node in Nodes)
                {
                    while (node.RunOnce(Network.NowUs / 1_000))
                    {
                    }
                    Judge(node);
                }
            }
        }

        public bool TookOne(int node) => Nodes[node].TryReceive(TransportChannel.Consensus, out _);

        public void Dispose()
        {
            foreach (PeerNetwork node in Nodes)
            {
                node.Dispose();
            }
        }

        // What a pipeline makes of bytes that it cannot read.
        private static void Judge(PeerNetwork node)
        {
            while (node.TryTake(out GossipMessage message))
            {
                node.Judge(message, ValidationOutcome.Reject);
            }
            while (node.TryReceive(TransportChannel.Transactions, out TransportMessage transaction))
            {
                node.Judge(transaction.Handle, ValidationOutcome.Reject);
            }
        }

        private static PeerNetwork Open(SimulatedPeer peer, IPEndPoint? bootstrap, ulong seed)
        {
            NetworkAddress.TryFrom(bootstrap, out NetworkAddress first);
            PeerNetworkOptions options = new()
            {
                Peers = new PeerOptions
                {
                    GenesisHash = PeerKeys.Genesis,
                    Local = peer.Local,
                    Bootstrap = bootstrap is null ? [] : [(first, null)],
                    AllowsPrivate = true,
                },
            };
            return new PeerNetwork(peer, options, seed, 0);
        }
    }

    private sealed class Stranger
    {
        private static readonly byte[][] s_sources = Sources();

        private readonly SimulatedPeer _peer;
        private readonly byte[] _mutant = new byte[16_384];
        private ConnectionId _connection;
        private bool _isOpen;
        private bool _hasGreeted;
        private int _idle;

        public Stranger(World world, int number)
        {
            _peer = world.Network.Add(PeerKeys.Id(1_000 + number), World.AddressOf(10 + number));
            _isOpen = _peer.TryDial(World.AddressOf(1), null, out _connection);
        }

        // Closed, or never let in.
        public bool IsGone => !_isOpen || _idle > 200;

        public int Act(SeededRandom random, int inputs)
        {
            while (_peer.TryReceive(out PeerEvent happened))
            {
                Take(happened, random);
            }
            _idle++;
            int sent = 0;
            for (int input = 0; input < inputs && _isOpen && _hasGreeted; input++)
            {
                sent += Send(random) ? 1 : 0;
            }
            _idle = sent > 0 ? 0 : _idle;
            return sent;
        }

        private void Take(in PeerEvent happened, SeededRandom random)
        {
            switch (happened.Kind)
            {
                case PeerEventKind.Connected:
                    PeerHello hello = new(PeerOptions.ProtocolVersion, PeerKeys.Genesis, 0, random.OneIn(8), null);
                    _hasGreeted = _peer.TrySend(
                        happened.Connection,
                        MessageClass.Control,
                        Ace.Encode(new ControlMessage(ControlKind.Hello, hello, 0, 0)));
                    break;
                case PeerEventKind.Closed:
                    _isOpen = false;
                    break;
                case PeerEventKind.Request:
                    _peer.TryRespond(happened.Connection, happened.Request, Mutate(random));
                    break;
            }
        }

        private bool Send(SeededRandom random)
        {
            ReadOnlySpan<byte> mutant = Mutate(random);
            return random.Below(8) switch
            {
                0 => _peer.TrySendDatagram(_connection, mutant[..Math.Min(mutant.Length, 1_000)]),
                1 => _peer.TryRequest(_connection, mutant, out _),
                _ => _peer.TrySend(_connection, (MessageClass)random.Below(6), mutant),
            };
        }

        private ReadOnlySpan<byte> Mutate(SeededRandom random)
        {
            byte[] source = s_sources[random.Below(s_sources.Length)];
            byte[] other = s_sources[random.Below(s_sources.Length)];
            return _mutant.AsSpan(0, ByteMutator.Mutate(random, source, other, _mutant));
        }

        private static byte[][] Sources()
        {
            SeededRandom random = new(31);
            List<byte[]> sources =
            [
                Ace.Encode(new ControlMessage(ControlKind.Ping, null, 3, 4)),
                Ace.Encode(new FindPeers(PeerKeys.Genesis)),
                FindPeers.Answer([PeerKeys.Record(1), PeerKeys.Record(2, validator: 3)]),
            ];
            for (int count = 0; count < 32; count++)
            {
                byte[] message = Ace.Encode(ConsensusGenerator.Message(random, 1));
                if (message.Length < 7_000)
                {
                    sources.Add([0x80, .. message]);
                    sources.Add([(byte)random.Below(GossipTopics.Count), .. message]);
                }
                GossipFrameWriter writer = new();
                writer.TryAdd(GossipFrameKind.Subscribe, (GossipTopic)random.Below(GossipTopics.Count));
                writer.TryAdd(GossipFrameKind.Graft, (GossipTopic)random.Below(GossipTopics.MeshCount));
                writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, [new GossipId(random.Bytes(GossipId.Bytes))]);
                sources.Add(writer.Take());
            }
            return [.. sources];
        }
    }
}
