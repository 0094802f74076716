using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NetworkTests.Sync;

/// <summary>Serving nodes, some of which lie, and one that fetches from them, in virtual time.</summary>
internal sealed class SyncWorld
{
    /// <summary>Changes an answer; null for no answer at all.</summary>
    public delegate byte[]? Lie(byte[] request, byte[] answer);

    private readonly SimulatedPeers _network;
    private readonly List<(SyncServer Server, Lie? Lie)> _servers = [];
    private readonly Dictionary<(ConnectionId, RequestId), ulong> _tokens = [];
    private readonly Dictionary<ConnectionId, int> _outstanding = [];
    private readonly Dictionary<ConnectionId, PeerId> _peers = [];
    private SimulatedPeer _client;
    private bool _stopped;

    public SyncWorld(ulong seed)
    {
        _network = new SimulatedPeers(
            seed,
            (_, _) => new SimulatedLink(20_000, 10_000, LossPpm: 10_000),
            new SimulatedPeersSettings { RequestTimeoutUs = 60_000_000 });
        _client = _network.Add(PeerKeys.Name(0), PeerKeys.Address(0).ToEndPoint());
    }

    public List<SyncEffect> Effects { get; } = [];

    public List<(PeerId Peer, byte[] Request)> Asked { get; } = [];

    public long NowMs => _network.NowUs / 1_000;

    public (PeerId Peer, BanReason Reason)[] Named =>
        [.. Effects.OfType<SyncEffect.Misbehaved>().Select(effect => (effect.Peer, effect.Reason))];

    public void Serve(int index, ISyncSource source, Lie? lie = null)
    {
        Assert.Equal(index, _servers.Count + 1);
        _network.Add(PeerKeys.Name(index), PeerKeys.Address(index).ToEndPoint());
        _servers.Add((new SyncServer(source, 0), lie));
    }

    /// <summary>Connects the client with all and runs until it is done or time is over.</summary>
    /// <param name="step">The client's core.</param>
    /// <param name="take">Its effects.</param>
    /// <param name="height">What peers claim, by index.</param>
    /// <param name="done">Asked after each step.</param>
    /// <param name="seconds">Virtual time at most.</param>
    /// <param name="each">Called after each step.</param>
    public bool Run(
        Action<long, SyncInput> step,
        Func<SyncEffect?> take,
        Func<int, ulong> height,
        Func<bool> done,
        int seconds = 120,
        Action<SyncEffect>? each = null)
    {
        for (int index = 1; index <= _servers.Count; index++)
        {
            Assert.True(_client.TryDial(PeerKeys.Address(index).ToEndPoint(), PeerKeys.Name(index), out _));
        }
        long end = _network.NowUs + (seconds * 1_000_000L);
        long tick = _network.NowUs;
        _network.WakeAt(0, tick);
        while (!done() && !_stopped && _network.TryAdvance(end, out SimulatedPeer? node))
        {
            if (node.Index != 0)
            {
                Answer(node);
                continue;
            }
            while (node.TryReceive(out PeerEvent peerEvent))
            {
                Handle(step, peerEvent, height);
                Carry(step, take, each);
            }
            if (_network.NowUs >= tick)
            {
                tick += 100_000;
                _network.WakeAt(0, tick);
                step(NowMs, new SyncInput.Tick());
                Carry(step, take, each);
            }
        }
        return done();
    }

    /// <summary>The client stops in the middle of a run and starts again without memory.</summary>
    public void Crash()
    {
        _network.Crash(0);
        _client = _network.Restart(0);
        _tokens.Clear();
        _outstanding.Clear();
    }

    public void Stop() => _stopped = true;

    public void GoOn() => _stopped = false;

    private void Answer(SimulatedPeer node)
    {
        (SyncServer server, Lie? lie) = _servers[node.Index - 1];
        while (node.TryReceive(out PeerEvent peerEvent))
        {
            if (peerEvent.Kind != PeerEventKind.Request)
            {
                continue;
            }
            byte[] request = peerEvent.Bytes.ToArray();
            Assert.True(server.TryAnswer(NowMs, peerEvent.Peer, request, out byte[]? answer));
            if (answer is null)
            {
                node.Cancel(peerEvent.Connection, peerEvent.Request);
                continue;
            }
            byte[]? said = lie is null ? answer : lie(request, answer);
            if (said is not null)
            {
                node.TryRespond(peerEvent.Connection, peerEvent.Request, said);
            }
        }
    }

    private void Handle(Action<long, SyncInput> step, in PeerEvent peerEvent, Func<int, ulong> height)
    {
        ConnectionId connection = peerEvent.Connection;
        PeerId peer = peerEvent.Peer;
        switch (peerEvent.Kind)
        {
            case PeerEventKind.Connected:
                _peers[connection] = peer;
                int index = Enumerable.Range(1, _servers.Count).First(number => PeerKeys.Name(number) == peer);
                step(NowMs, new SyncInput.PeerUp(connection, peer, height(index)));
                break;
            case PeerEventKind.Closed:
                step(NowMs, new SyncInput.PeerDown(connection));
                break;
            case PeerEventKind.Response or PeerEventKind.RequestFailed
                when _tokens.Remove((connection, peerEvent.Request), out ulong token):
                _outstanding[connection]--;
                step(
                    NowMs,
                    peerEvent.Kind == PeerEventKind.Response
                        ? new SyncInput.Answered(token, peerEvent.Bytes)
                        : new SyncInput.Failed(token));
                break;
        }
    }

    private void Carry(Action<long, SyncInput> step, Func<SyncEffect?> take, Action<SyncEffect>? each)
    {
        while (take() is { } effect)
        {
            Effects.Add(effect);
            if (effect is SyncEffect.Ask ask)
            {
                Assert.True(_client.TryRequest(ask.Connection, ask.Request.Span, out RequestId id));
                _tokens[(ask.Connection, id)] = ask.Token;
                int outstanding = _outstanding[ask.Connection] = _outstanding.GetValueOrDefault(ask.Connection) + 1;
                Assert.InRange(outstanding, 1, Limits.Sync.MaxOutstanding);
                Asked.Add((_peers[ask.Connection], ask.Request.ToArray()));
            }
            else if (effect is SyncEffect.GiveUp given)
            {
                foreach (((ConnectionId Connection, RequestId Id) key, ulong _) in
                    _tokens.Where(pair => pair.Value == given.Token).ToArray())
                {
                    _tokens.Remove(key);
                    _outstanding[key.Connection]--;
                    _client.Cancel(key.Connection, key.Id);
                }
            }
            each?.Invoke(effect);
        }
    }
}
