using System.Net;
using Aether.Network.Gossip;
using Aether.Network.Transport;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Network.Mesh;

/// <summary>A host of <see cref="GossipCore"/> over a simulated transport: what a node's network thread does.</summary>
internal sealed class MeshNode
{
    private readonly SimulatedPeers _network;
    private readonly SimulatedPeer _transport;
    private readonly MeshMessages _messages;
    private readonly GossipEffects _effects = new();
    private readonly Queue<(ulong Handle, long DueUs, bool IsValid, byte[] Payload)> _judging = new();
    private readonly MeshSettings _settings;
    private readonly Func<PeerId, int> _stakeOf;
    private readonly HashSet<PeerId> _banned = [];
    private long _wakeUs = -1;

    public MeshNode(
        SimulatedPeers network, SimulatedPeer transport, MeshMessages messages, MeshSettings settings,
        Func<PeerId, int> stakeOf, MeshRole role)
    {
        _network = network;
        _transport = transport;
        _messages = messages;
        _settings = settings;
        _stakeOf = stakeOf;
        Role = role;
        IsAttacking = role is MeshRole.Silent or MeshRole.Sybil;
        ulong seed = settings.Seed + (ulong)transport.Index;
        Core = new GossipCore(SimulationRandom.SplitMix(ref seed), 0xAE7E12, NowMs);
        Random = new SimulationRandom(settings.Seed, $"mesh node {transport.Index}");
    }

    public GossipCore Core { get; }

    public MeshRole Role { get; }

    public SimulationRandom Random { get; }

    public SimulatedPeer Transport => _transport;

    /// <summary>Open connections and who is there.</summary>
    public Dictionary<ConnectionId, (PeerId Peer, long SinceUs)> Peers { get; } = [];

    /// <summary>Who was banned or sent away, since when it was connected, and when.</summary>
    public List<(PeerId Peer, long SinceUs, long AtUs, GossipOffence Offence)> Ended { get; } = [];

    /// <summary>The attack has begun.</summary>
    public bool IsAttacking { get; set; }

    /// <summary>Dials under way.</summary>
    public HashSet<ConnectionId> Dialling { get; } = [];

    /// <summary>Connections that this node dialled.</summary>
    public HashSet<ConnectionId> Dialled { get; } = [];

    /// <summary>Most bytes that gossip held.</summary>
    public long MaxHeldBytes { get; private set; }

    private long NowMs => _network.NowUs / 1_000;

    private bool PassesNothingOn => IsAttacking && Role != MeshRole.Honest;

    /// <summary>Does what is due.</summary>
    public void Pump()
    {
        while (_transport.TryReceive(out PeerEvent what))
        {
            Handle(what);
        }
        while (_judging.TryPeek(out (ulong Handle, long DueUs, bool IsValid, byte[] Payload) next)
            && next.DueUs <= _network.NowUs)
        {
            _judging.Dequeue();
            if (next.IsValid && Role == MeshRole.Honest)
            {
                _messages.NoteDelivery(_transport.Index, next.Payload, _network.NowUs);
            }
            Step(GossipInput.Validated(
                next.Handle, next.IsValid ? ValidationOutcome.Accept : ValidationOutcome.Reject));
        }
        if (NowMs >= Core.NextTickMs)
        {
            Step(GossipInput.Tick);
        }
        long wakeUs = 1_000 * Core.NextTickMs;
        if (_judging.Count > 0)
        {
            wakeUs = Math.Min(wakeUs, _judging.Peek().DueUs);
        }
        if (_wakeUs <= _network.NowUs || wakeUs < _wakeUs)
        {
            _wakeUs = wakeUs;
            _network.WakeAt(_transport.Index, wakeUs);
        }
    }

    /// <summary>Publishes a message of this node.</summary>
    public void Publish(GossipTopic topic, byte[] payload)
    {
        Step(GossipInput.Publish(topic, payload));
        Pump();
    }

    /// <summary>Connects, unless to itself or to whom it is connected.</summary>
    public void Dial(IPEndPoint address)
    {
        if (!address.Equals(_transport.LocalAddress) && _transport.TryDial(address, null, out ConnectionId connection))
        {
            Dialling.Add(connection);
        }
    }

    /// <summary>Sends bytes as an attacker does: past the core.</summary>
    public void SendRaw(ConnectionId connection, MessageClass messageClass, ReadOnlySpan<byte> bytes) =>
        _transport.TrySend(connection, messageClass, bytes);

    private void Handle(in PeerEvent what)
    {
        switch (what.Kind)
        {
            case PeerEventKind.Connected:
                Dialling.Remove(what.Connection);
                PeerId peer = what.Peer;
                if (_banned.Contains(peer) || Peers.Any(at => at.Value.Peer == peer))
                {
                    _transport.Close(
                        what.Connection, _banned.Contains(what.Peer) ? CloseCode.Banned : CloseCode.Duplicate);
                    break;
                }
                if (!what.Inbound)
                {
                    Dialled.Add(what.Connection);
                }
                Peers.Add(what.Connection, (what.Peer, _network.NowUs));
                Step(GossipInput.Connected(
                    what.Connection, what.Peer, !what.Inbound, _stakeOf(what.Peer),
                    IpGroup.Of(what.Address!.Address)));
                break;
            case PeerEventKind.Closed:
                Dialling.Remove(what.Connection);
                Dialled.Remove(what.Connection);
                if (Peers.Remove(what.Connection))
                {
                    Step(GossipInput.Disconnected(what.Connection));
                }
                break;
            case PeerEventKind.Message when Peers.ContainsKey(what.Connection):
                Step(GossipInput.Received(what.Connection, what.Class, what.Bytes));
                break;
            default:
                break;
        }
    }

    private void Step(in GossipInput input)
    {
        Core.Step(NowMs, input, _effects);
        MaxHeldBytes = Math.Max(MaxHeldBytes, Core.HeldBytes);
        List<ConnectionId>? refused = null;
        for (int index = 0; index < _effects.Count; index++)
        {
            if (!Carry(_effects[index]))
            {
                (refused ??= []).Add(_effects[index].Connection);
            }
        }
        _effects.Clear();
        foreach (ConnectionId connection in refused ?? [])
        {
            Step(new GossipInput(GossipInputKind.SendRefused) { Connection = connection });
        }
    }

    private bool Carry(in GossipEffect effect)
    {
        switch (effect.Kind)
        {
            case GossipEffectKind.Send:
                return (PassesNothingOn && effect.Class != MessageClass.Gossip)
                    || _transport.TrySend(effect.Connection, effect.Class, effect.Bytes.Span);
            case GossipEffectKind.Validate:
                bool isValid = MeshMessages.IsValid(effect.Bytes.Span);
                _judging.Enqueue((
                    effect.Handle, _network.NowUs + _settings.ValidationUs, isValid,
                    effect.Bytes.Span[..Math.Min(8, effect.Bytes.Length)].ToArray()));
                return true;
            case GossipEffectKind.Ban or GossipEffectKind.Close:
                if (Peers.TryGetValue(effect.Connection, out (PeerId Peer, long SinceUs) at))
                {
                    Ended.Add((at.Peer, at.SinceUs, _network.NowUs, effect.Offence));
                    if (effect.Kind == GossipEffectKind.Ban)
                    {
                        _banned.Add(at.Peer);
                    }
                }
                _transport.Close(
                    effect.Connection, effect.Kind == GossipEffectKind.Ban ? CloseCode.Banned : effect.Close);
                return true;
            default:
                return true;
        }
    }
}
