using System.Net;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Network.Mesh;

/// <summary>A whole mesh in virtual time: honest nodes publish, attackers attack, deliveries are counted.</summary>
public sealed class MeshSimulation
{
    private const long SlotUs = 500_000;
    private const long TurnUs = 100_000;
    private const long DialUs = 1_000_000;

    private readonly MeshSettings _settings;
    private readonly SimulatedPeers _network;
    private readonly SimulationRandom _random;
    private readonly MeshMessages _messages = new();
    private readonly List<MeshNode> _nodes = [];
    private readonly Dictionary<PeerId, int> _indexOf = [];
    private readonly int _honest;
    private readonly int _validators;
    private ulong _digest;
    private long _controlBefore;

    /// <summary>Builds the nodes; nothing is connected yet.</summary>
    public MeshSimulation(MeshSettings settings)
    {
        _settings = settings;
        _random = new SimulationRandom(settings.Seed, "mesh");
        int nodes = settings.Nodes;
        _honest = nodes - (nodes * settings.AttackerPercent / 100);
        _validators = _honest * settings.ValidatorPercent / 100;
        long[] latencies = new long[nodes * nodes];
        RegionTable.Fill(latencies, nodes, _random);
        _network = new SimulatedPeers(
            settings.Seed,
            (from, to) => new SimulatedLink(latencies[(from * nodes) + to], settings.JitterUs, settings.LossPpm),
            new SimulatedPeersSettings { BytesPerUs = settings.BytesPerUs });
        for (int index = 0; index < nodes; index++)
        {
            bool isHonest = index < _honest;
            PeerId id = new(new PublicKey(new Hash256([(byte)index, (byte)(index >> 8), .. new byte[30]])));
            byte[] address = !isHonest && settings.Attack == MeshRole.Sybil
                ? [203, 0, 113, (byte)(index - _honest + 1)]
                : [10, (byte)(index >> 8), (byte)index, 1];
            SimulatedPeer transport = _network.Add(id, new IPEndPoint(new IPAddress(address), 9_000));
            _indexOf.Add(id, index);
            _nodes.Add(new MeshNode(
                _network, transport, _messages, settings, StakeOf, isHonest ? MeshRole.Honest : settings.Attack));
        }
    }

    /// <summary>Runs it to its end.</summary>
    public MeshResult Run()
    {
        long endUs = 1_000L * (_settings.WarmUpMs + _settings.RunMs);
        long attackUs = 1_000L * _settings.WarmUpMs;
        _messages.FromUs = attackUs;

        // What is published in the last seconds has no time to be asked for.
        _messages.UntilUs = endUs - 6_000_000;
        long sentBefore = 0;
        for (long turn = 0; turn * TurnUs < endUs; turn++)
        {
            long nowUs = turn * TurnUs;
            if (nowUs % DialUs == 0)
            {
                KeepDialling();
            }
            if (nowUs == attackUs)
            {
                _nodes.ForEach(static node => node.IsAttacking = true);
                sentBefore = HonestBytes(false);
                _controlBefore = HonestBytes(true);
            }
            if (nowUs >= SlotUs * 4 && nowUs % SlotUs == 0 && nowUs < _messages.UntilUs)
            {
                PublishSlot();
            }
            if (nowUs >= attackUs && _settings.Attack is MeshRole.Spam or MeshRole.Flash)
            {
                Attack();
            }
            Advance(nowUs + TurnUs);
        }
        return Sum(attackUs, sentBefore);
    }

    private int StakeOf(PeerId peer) =>
        _indexOf[peer] < _validators ? 1_000_000 / Math.Max(1, _validators) : 0;

    private void Advance(long untilUs)
    {
        while (_network.TryAdvance(untilUs, out SimulatedPeer? peer))
        {
            _nodes[peer.Index].Pump();
        }
    }

    private void KeepDialling()
    {
        foreach (MeshNode node in _nodes)
        {
            int wanted = node.Role == MeshRole.Sybil ? _settings.SybilDials : _settings.Dials;
            int targets = node.Role == MeshRole.Sybil ? _honest : _nodes.Count;
            for (int missing = wanted - node.Dialled.Count - node.Dialling.Count; missing > 0; missing--)
            {
                MeshNode target = _nodes[node.Random.Below(targets)];
                if (!node.Peers.Values.Any(at => at.Peer == target.Transport.Local))
                {
                    node.Dial(target.Transport.LocalAddress);
                }
            }
            node.Pump();
        }
    }

    private void PublishSlot()
    {
        int first = _random.Below(_validators);
        Publish(first, GossipTopic.Header, _settings.HeaderBytes);
        for (int vote = 0; vote < _settings.VotesPerSlot; vote++)
        {
            Publish((first + vote) % _validators, GossipTopic.Vote, _settings.SmallBytes);
        }
        for (int transaction = 0; transaction < _settings.TransactionsPerSlot; transaction++)
        {
            Publish(_random.Below(_honest), GossipTopic.Transaction, _settings.SmallBytes);
        }
    }

    private void Publish(int node, GossipTopic topic, int bytes) =>
        _nodes[node].Publish(topic, _messages.Create(topic, node, _network.NowUs, bytes));

    private void Attack()
    {
        for (int index = _honest; index < _nodes.Count; index++)
        {
            if (_settings.Attack == MeshRole.Spam || index % 2 == 0)
            {
                MeshAttack.Spam(_nodes[index]);
            }
        }
    }

    private long HonestBytes(bool onlyControl)
    {
        long bytes = 0;
        for (int index = 0; index < _honest; index++)
        {
            foreach (MessageClass messageClass in Enum.GetValues<MessageClass>())
            {
                if (!onlyControl || messageClass == MessageClass.Gossip)
                {
                    bytes += _nodes[index].Transport.Counters.SentBytes(messageClass);
                }
            }
        }
        return bytes;
    }

    private MeshResult Sum(long attackUs, long sentBefore)
    {
        List<MeshNode> honest = _nodes[.._honest];
        double nodeSeconds = _honest * (_settings.RunMs / 1_000.0);
        PairTally tally = CountPairs(honest, attackUs);
        MeshTopicResult[] topics = [.. new[] { GossipTopic.Vote, GossipTopic.Header, GossipTopic.Transaction }
            .Select(topic => _messages.Sum(topic, _honest - 1))];
        foreach (MeshTopicResult topic in topics)
        {
            _digest = (_digest * 31) + (ulong)topic.Delivered + (ulong)(topic.P99Ms * 1_000);
        }
        return new MeshResult
        {
            Settings = _settings,
            Topics = topics,
            DuplicatesPerMessage = honest.Sum(static node => (double)node.Core.Counters.Duplicates)
                / Math.Max(1, honest.Sum(static node => node.Core.Counters.Accepted)),
            BytesPerNodeSecond = (HonestBytes(false) - sentBefore) / nodeSeconds,
            ControlBytesPerNodeSecond = (HonestBytes(true) - _controlBefore) / nodeSeconds,
            DeliveredTwice = _messages.DeliveredTwice,
            MaxHeldBytes = honest.Max(static node => node.MaxHeldBytes),
            AttackedPairs = tally.Pairs.Count,
            EndedPairs = tally.Ends.Count,
            MedianEndMs = At(tally.Ends, 50),
            P95EndMs = At(tally.Ends, 95),
            MedianAttackerScore = At(tally.AttackerScores, 50),
            AttackersInMeshPercent = AttackersInMesh(honest),
            LeastHonestScore = tally.HonestScores.Count == 0 ? 0 : tally.HonestScores.Min(),
            NegativeHonestPairs = tally.HonestScores.Count(static score => score < 0),
            EndedHonestPairs = tally.HonestEnds,
            Digest = _digest,
        };
    }

    private PairTally CountPairs(List<MeshNode> honest, long attackUs)
    {
        PairTally tally = new();
        HashSet<(int Honest, int Attacker)> ended = [];
        foreach (MeshNode node in honest)
        {
            int at = node.Transport.Index;
            foreach ((PeerId peer, long sinceUs, long endedUs, GossipOffence offence) in node.Ended)
            {
                int other = _indexOf[peer];
                _digest = (_digest * 31) + (ulong)endedUs + (ulong)offence;
                if (other < _honest)
                {
                    tally.HonestEnds++;
                }
                else if (ended.Add((at, other)))
                {
                    tally.Pairs.Add((at, other));
                    tally.Ends.Add((endedUs - Math.Max(attackUs, sinceUs)) / 1_000.0);
                }
            }
            foreach ((ConnectionId connection, (PeerId peer, long _)) in node.Peers)
            {
                if (node.Core.ScoreOf(connection) is not { } score)
                {
                    continue;
                }
                if (_indexOf[peer] < _honest)
                {
                    tally.HonestScores.Add(score);
                }
                else
                {
                    tally.Pairs.Add((at, _indexOf[peer]));
                    tally.AttackerScores.Add(score);
                }
            }
        }
        tally.Ends.Sort();
        tally.AttackerScores.Sort();
        return tally;
    }

    private double AttackersInMesh(List<MeshNode> honest)
    {
        int members = 0;
        int attackers = 0;
        foreach (MeshNode node in honest)
        {
            foreach (ConnectionId member in node.Core.Mesh(GossipTopic.Vote))
            {
                members++;
                attackers += _indexOf[node.Peers[member].Peer] >= _honest ? 1 : 0;
            }
        }
        return members == 0 ? 0 : 100.0 * attackers / members;
    }

    private static double At(List<double> sorted, int percent) =>
        sorted.Count == 0 ? 0 : sorted[Math.Min(sorted.Count - 1, sorted.Count * percent / 100)];

    private sealed class PairTally
    {
        public HashSet<(int Honest, int Attacker)> Pairs { get; } = [];

        public List<double> Ends { get; } = [];

        public List<double> AttackerScores { get; } = [];

        public List<long> HonestScores { get; } = [];

        public int HonestEnds { get; set; }
    }
}
