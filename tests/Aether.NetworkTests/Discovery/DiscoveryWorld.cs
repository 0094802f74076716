using Aether.Network.Discovery;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Network;

namespace Aether.NetworkTests.Discovery;

/// <summary>Nodes in virtual time that know a bootstrapper, and attackers that tell only of one another.</summary>
internal sealed class DiscoveryWorld
{
    private const long TickUs = 100_000;

    private readonly List<Action<long, bool>> _hosts = [];
    private readonly List<NodeRecord> _attackers = [];
    private readonly ulong _seed;

    public DiscoveryWorld(ulong seed)
    {
        _seed = seed;
        Network = new SimulatedPeers(seed, (_, _) => new SimulatedLink(20_000, 30_000, LossPpm: 5_000));
    }

    public SimulatedPeers Network { get; }

    public Dictionary<int, PeerDriver> Nodes { get; } = [];

    public long NowMs => Network.NowUs / 1_000;

    public int Connections { get; private set; }

    /// <summary>Adds an honest node by number.</summary>
    public PeerDriver Add(int index, params int[] bootstrap)
    {
        PeerOptions options = PeerDesk.OptionsOf(index) with
        {
            Bootstrap = [.. bootstrap.Select(other => (PeerKeys.Address(other), (PeerId?)PeerKeys.Id(other)))],
        };
        SimulatedPeer transport = Network.Add(options.Local, PeerKeys.Address(index).ToEndPoint());
        PeerDriver driver = new(transport, new NoTraffic(), options, _seed + (ulong)index, NowMs);
        Nodes.Add(index, driver);
        Host(transport, (now, tick) =>
        {
            driver.Pump(now);
            if (tick)
            {
                driver.Tick(now);
            }
        });
        return driver;
    }

    /// <summary>
    /// Adds an attacker: it greets like anyone, answers only with other attackers, and dials whom it is told to.
    /// </summary>
    public void AddAttacker(int index, PeerAddress address, params int[] targets)
    {
        NodeRecord record = NodeRecord.Sign(PeerKeys.Seed(index), PeerKeys.Genesis, 1, [address]);
        _attackers.Add(record);
        PeerOptions options = PeerDesk.OptionsOf(index) with
        {
            LocalRecord = record,
            TargetOutbound = 0,
        };
        SimulatedPeer transport = Network.Add(options.Local, address.ToEndPoint());
        SybilNode sybil = new(transport, options, _attackers, _seed + (ulong)index, NowMs);
        foreach (int target in targets)
        {
            sybil.Target(PeerKeys.Address(target), PeerKeys.Id(target));
        }
        Host(transport, sybil.Run);
    }

    public void Run(long seconds)
    {
        long end = Network.NowUs + (seconds * 1_000_000);
        while (Network.TryAdvance(end, out SimulatedPeer? node))
        {
            _hosts[node.Index](NowMs, false);
        }
    }

    /// <summary>Peers of a node in places that it chose or gave.</summary>
    public PeerStatus[] PeersOf(int index) =>
        [.. Nodes[index].Manager.Describe(NowMs).Where(peer => peer.IsConnected && peer.Slot >= PeerSlot.Outbound)];

    public bool IsAttacker(PeerId peer) => _attackers.Exists(record => record.Peer == peer);

    private void Host(SimulatedPeer transport, Action<long, bool> run)
    {
        int index = transport.Index;
        long nextUs = Network.NowUs + (index % 10 * (TickUs / 10));
        Network.WakeAt(index, nextUs);
        _hosts.Add((now, _) =>
        {
            bool tick = Network.NowUs >= nextUs;
            run(now, tick);
            if (tick)
            {
                nextUs += TickUs;
                Network.WakeAt(index, nextUs);
            }
        });
    }
}
