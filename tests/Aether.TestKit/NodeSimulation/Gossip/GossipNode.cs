using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.TestKit.Network;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>One life of a node's network, and what runs it in place of its thread.</summary>
internal sealed class GossipNode
{
    private readonly NodeProcess _node;
    private readonly GossipNetwork _ways;
    private readonly int _incarnation;
    private readonly WakeSignal _wake;
    private bool _queued;
    private bool _signalled;
    private long _timer;

    /// <summary>Begins a life: the endpoint listens, nothing is dialled before the first turn.</summary>
    public GossipNode(NodeProcess node, GossipNetwork ways, ulong finalHeight)
    {
        _node = node;
        _ways = ways;
        _incarnation = node.Incarnation;
        _wake = new WakeSignal(OnSet);
        Endpoint = ways.Peers.Restart(node.Index);
        Network = new PeerNetwork(
            Endpoint,
            new PeerNetworkOptions
            {
                Peers = ways.OptionsOf(node.Index, node.Incarnation, node.Anchors),
                Validators = ways.Validators,
                FinalHeight = finalHeight,
                SaveAnchors = bytes => node.Anchors = bytes.ToArray(),
                OnBan = OnBan,
            },
            node.Random.Bits(),
            NowMs,
            _wake);
        Queue(node.Random.Between(0, node.Simulation.Settings.StageUs));
    }

    /// <summary>The network as in production.</summary>
    public PeerNetwork Network { get; }

    /// <summary>Its connections.</summary>
    public SimulatedPeer Endpoint { get; }

    private NodeSimulation Simulation => _node.Simulation;

    private long NowMs => PeerNetwork.MillisecondsOf(_node.Clock);

    /// <summary>The end of the life, as others see it: silence.</summary>
    public void Stop() => _ways.Peers.Crash(_node.Index);

    /// <summary>Its peers and what gossip made of their messages.</summary>
    public string Describe()
    {
        PeerNetworkStatus status = Network.Status;
        string peers = string.Join(' ', status.Peers
            .Where(peer => peer.IsConnected)
            .Select(peer => $"{_ways.IndexOf(peer.Peer)}:{peer.Slot}{(peer.Inbound ? "<" : ">")}{peer.FinalHeight}"));
        return $"peers {peers}; accepted {status.GossipAccepted}, rejected {status.GossipRejected}, ignored "
            + $"{status.GossipIgnored}, unwanted {status.Unwanted}, offences {status.Offences}";
    }

    // I-20: whatever the faults are, nobody honest does what a ban is for.
    private void OnBan(BanEntry ban)
    {
        int index = _ways.IndexOf(ban.Peer);
        bool isStranger = index >= Simulation.Nodes.Count;
        Simulation.Check(isStranger, "I-20", $"node {_node.Index} bans honest node {index}: {ban.Reason}");
        Simulation.Coverage.Banned++;
    }

    private void OnSet()
    {
        _signalled = true;
        if (!_queued)
        {
            Queue(_node.Random.Between(0, 60));
        }
    }

    private void Queue(long delayUs)
    {
        _queued = true;
        Simulation.At(Simulation.NowUs + delayUs, Run);
    }

    private void Run()
    {
        if (_node.Incarnation != _incarnation)
        {
            return;
        }
        if (_node.PausedUntilUs > Simulation.NowUs)
        {
            Simulation.At(_node.PausedUntilUs, Run);
            return;
        }
        _queued = false;
        if (_signalled)
        {
            _signalled = false;
            _wake.Wait(0);
        }
        bool more = Network.RunOnce(NowMs);
        Simulation.Fold((ulong)((_node.Index << 3) | 7), (ulong)Simulation.NowUs);
        if (_queued || _node.Incarnation != _incarnation)
        {
            return;
        }
        if (more || _signalled)
        {
            Queue(_node.Random.Between(10, Simulation.Settings.StageUs));
            return;
        }
        long timer = ++_timer;
        long waitUs = 1_000 * Math.Clamp(Network.NextDueMs - NowMs, 1, 100);
        Simulation.At(Simulation.NowUs + waitUs + _node.Random.Between(1, 1_000), () => Expire(timer));
    }

    private void Expire(long timer)
    {
        if (timer == _timer && !_queued && _node.Incarnation == _incarnation)
        {
            Queue(0);
        }
    }
}
