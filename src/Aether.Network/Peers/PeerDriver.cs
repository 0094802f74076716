using Aether.Core;
using Aether.Network.Discovery;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Carries a transport's events to the cores of peers and discovery, and their wishes back.</summary>
/// <remarks>
/// Everything else that peers send goes to an <see cref="IPeerTraffic"/>, once the peer has greeted and within its
/// budget. <b>Threads</b>: the network's. <b>Ownership</b>: the transport stays the caller's.
/// </remarks>
public sealed class PeerDriver
{
    // What an answer about peers costs, in microseconds of the budget of work.
    private const long FindPeersUs = 200;

    private readonly IPeerTransport _transport;
    private readonly IPeerTraffic _traffic;
    private readonly Dictionary<ConnectionId, EarlyMessages> _greeting = [];
    private readonly Dictionary<ConnectionId, PeerSlot> _ready = [];
    private readonly HashSet<(ConnectionId Connection, RequestId Id)> _asked = [];

    /// <summary>Starts without connections.</summary>
    /// <param name="transport">The connections.</param>
    /// <param name="traffic">Takes what is not about peers.</param>
    /// <param name="options">Chain, identity and where to begin.</param>
    /// <param name="seed">Decides all random choices; from the system in a node.</param>
    /// <param name="nowMs">The time.</param>
    public PeerDriver(IPeerTransport transport, IPeerTraffic traffic, PeerOptions options, ulong seed, long nowMs)
    {
        _transport = transport;
        _traffic = traffic;
        Manager = new PeerManager(options, seed, nowMs);
        Discovery = new DiscoveryCore(options, ~seed, nowMs);
    }

    /// <summary>The connections' core; its inputs that come from the node go in by <see cref="Tell"/>.</summary>
    public PeerManager Manager { get; }

    /// <summary>The core that finds nodes.</summary>
    public DiscoveryCore Discovery { get; }

    /// <summary>Handles all that the transport has to tell.</summary>
    public void Pump(long nowMs)
    {
        while (Pump(nowMs, int.MaxValue))
        {
            // Until nothing is left.
        }
    }

    /// <summary>Handles at most so many things that the transport has to tell; true when there may be more.</summary>
    public bool Pump(long nowMs, int most)
    {
        for (int count = 0; count < most; count++)
        {
            if (!_transport.TryReceive(out PeerEvent peerEvent))
            {
                return false;
            }
            Handle(nowMs, peerEvent);
            Carry(nowMs);
        }
        return true;
    }

    /// <summary>Time has passed; to be called every 100 ms or so.</summary>
    public void Tick(long nowMs)
    {
        Discovery.Step(nowMs, new DiscoveryInput.Tick());
        Tell(nowMs, new PeerInput.Tick());
    }

    /// <summary>Tells the peer manager something and carries out what follows.</summary>
    public void Tell(long nowMs, PeerInput input)
    {
        Manager.Step(nowMs, input);
        Carry(nowMs);
    }

    /// <summary>Counts work that a peer's message caused.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="connection">Whose.</param>
    /// <param name="microseconds">How long it took, by the cost of its kind rather than by a clock.</param>
    /// <returns>False when the peer has caused too much: what it sent is to be left.</returns>
    public bool TryWork(long nowMs, ConnectionId connection, long microseconds)
    {
        bool fits = Manager.Charge(nowMs, connection, BudgetKind.Work, microseconds) == BudgetVerdict.Take;
        Carry(nowMs);
        return fits;
    }

    private static PeerAddress? AddressOf(in PeerEvent peerEvent) =>
        PeerAddress.TryFrom(peerEvent.Address, out PeerAddress address) ? address : null;

    private void Handle(long nowMs, in PeerEvent peerEvent)
    {
        ConnectionId connection = peerEvent.Connection;
        switch (peerEvent.Kind)
        {
            case PeerEventKind.Connected:
                _greeting[connection] = new EarlyMessages();
                Manager.Step(
                    nowMs,
                    new PeerInput.Connected(connection, peerEvent.Peer, AddressOf(peerEvent), peerEvent.Inbound));
                break;
            case PeerEventKind.Closed:
                _greeting.Remove(connection);
                if (peerEvent.IsPeersFault)
                {
                    bool isFlood = peerEvent.Close == CloseCode.OverBudget;
                    BanReason reason = isFlood ? BanReason.OverBudget : BanReason.BadMessage;
                    Manager.Step(nowMs, new PeerInput.Misbehaved(peerEvent.Peer, reason));
                }
                Manager.Step(nowMs, new PeerInput.Closed(connection, AddressOf(peerEvent), peerEvent.Close));
                break;
            case PeerEventKind.Message when peerEvent.Class == MessageClass.Control:
                Manager.Step(nowMs, new PeerInput.Control(connection, peerEvent.Bytes));
                break;
            case PeerEventKind.Message:
                OnMessage(nowMs, peerEvent);
                break;
            case PeerEventKind.Datagram:
                bool pass = Charge(nowMs, connection, BudgetKind.Datagrams, peerEvent.Bytes.Length);
                if (pass && _ready.ContainsKey(connection))
                {
                    _traffic.OnDatagram(connection, peerEvent.Peer, peerEvent.Bytes);
                }
                break;
            case PeerEventKind.Request:
                OnRequest(nowMs, peerEvent);
                break;
            default:
                OnOutcome(nowMs, peerEvent);
                break;
        }
    }

    private bool Charge(long nowMs, ConnectionId connection, BudgetKind kind, long amount) =>
        Manager.Charge(nowMs, connection, kind, amount) == BudgetVerdict.Take;

    private void OnMessage(long nowMs, in PeerEvent peerEvent)
    {
        bool pass = Charge(nowMs, peerEvent.Connection, (BudgetKind)peerEvent.Class, peerEvent.Bytes.Length);
        if (pass && _ready.ContainsKey(peerEvent.Connection))
        {
            _traffic.OnMessage(peerEvent.Connection, peerEvent.Peer, peerEvent.Class, peerEvent.Bytes);
        }
        else if (_greeting.TryGetValue(peerEvent.Connection, out EarlyMessages? early))
        {
            early.Keep(peerEvent.Class, peerEvent.Bytes.Span);
        }
    }

    private void OnRequest(long nowMs, in PeerEvent peerEvent)
    {
        ConnectionId connection = peerEvent.Connection;
        bool pass = Charge(nowMs, connection, BudgetKind.Requests, peerEvent.Bytes.Length)
            && _ready.ContainsKey(connection);
        bool aboutPeers = peerEvent.Bytes.Length > 0 && peerEvent.Bytes.Span[0] == FindPeers.Protocol;
        if (pass && aboutPeers && Charge(nowMs, connection, BudgetKind.Work, FindPeersUs))
        {
            Discovery.Step(nowMs, new DiscoveryInput.Request(connection, peerEvent.Request, peerEvent.Bytes));
            return;
        }
        bool taken = pass && !aboutPeers && _ready[connection] != PeerSlot.Visit
            && _traffic.OnRequest(connection, peerEvent.Peer, peerEvent.Request, peerEvent.Bytes);
        if (!taken)
        {
            _transport.Cancel(connection, peerEvent.Request);
        }
    }

    private void OnOutcome(long nowMs, in PeerEvent peerEvent)
    {
        ConnectionId connection = peerEvent.Connection;
        bool answered = peerEvent.Kind == PeerEventKind.Response;
        if (_asked.Remove((connection, peerEvent.Request)))
        {
            Discovery.Step(
                nowMs,
                answered
                    ? new DiscoveryInput.Answered(connection, peerEvent.Bytes)
                    : new DiscoveryInput.AskFailed(connection));
        }
        else if (!_ready.ContainsKey(connection))
        {
            return;
        }
        else if (answered)
        {
            _traffic.OnResponse(connection, peerEvent.Peer, peerEvent.Request, peerEvent.Bytes);
        }
        else
        {
            _traffic.OnRequestFailed(connection, peerEvent.Peer, peerEvent.Request);
        }
    }

    // Each core's wishes may give the other something to do; both queues run dry because every one of them ends a
    // step of a search or a connection.
    private void Carry(long nowMs)
    {
        while (true)
        {
            if (Manager.TryTakeEffect(out PeerEffect effect))
            {
                Carry(nowMs, effect);
            }
            else if (Discovery.TryTakeEffect(out DiscoveryEffect wish))
            {
                Carry(nowMs, wish);
            }
            else
            {
                return;
            }
        }
    }

    private void Carry(long nowMs, PeerEffect effect)
    {
        switch (effect)
        {
            case PeerEffect.Dial dial when !_transport.TryDial(dial.Address.ToEndPoint(), dial.Expected, out _):
                Manager.Step(nowMs, new PeerInput.DialRefused(dial.Address));
                break;
            case PeerEffect.Send send:
                _transport.TrySend(send.Connection, MessageClass.Control, send.Message.Span);
                break;
            case PeerEffect.Close close:
                _greeting.Remove(close.Connection);
                _transport.Close(close.Connection, close.Code);
                break;
            case PeerEffect.Ready ready:
                OnReady(nowMs, ready);
                break;
            case PeerEffect.Gone gone:
                OnGone(nowMs, gone);
                break;
            case PeerEffect.Height height:
                _traffic.OnHeight(height.Connection, height.FinalHeight);
                break;
            case PeerEffect.VisitFailed failed:
                Discovery.Step(nowMs, new DiscoveryInput.VisitFailed(failed.Address, failed.Outcome));
                break;
            case PeerEffect.Banned banned:
                Discovery.Step(nowMs, new DiscoveryInput.Banned(banned.Ban.Peer));
                _traffic.OnBanned(banned.Ban);
                break;
            case PeerEffect.SaveAnchors anchors:
                _traffic.SaveAnchors(anchors.Bytes);
                break;
        }
    }

    private void Carry(long nowMs, DiscoveryEffect wish)
    {
        switch (wish)
        {
            case DiscoveryEffect.Visit visit:
                Manager.Step(nowMs, new PeerInput.Visit(visit.Address, visit.Peer));
                break;
            case DiscoveryEffect.EndVisit end:
                Manager.Step(nowMs, new PeerInput.EndVisit(end.Connection));
                break;
            case DiscoveryEffect.Ask ask when _transport.TryRequest(ask.Connection, ask.Request.Span, out RequestId id):
                _asked.Add((ask.Connection, id));
                Manager.CountSent(ask.Connection, ask.Request.Length);
                break;
            case DiscoveryEffect.Ask ask:
                Discovery.Step(nowMs, new DiscoveryInput.AskFailed(ask.Connection));
                break;
            case DiscoveryEffect.Answer answer:
                _transport.TryRespond(answer.Connection, answer.Id, answer.Bytes.Span);
                Manager.CountSent(answer.Connection, answer.Bytes.Length);
                break;
            case DiscoveryEffect.Refuse refuse:
                _transport.Cancel(refuse.Connection, refuse.Id);
                break;
            case DiscoveryEffect.Found found:
                Manager.Step(nowMs, new PeerInput.Learned(found.Record, found.Source));
                break;
            case DiscoveryEffect.Misbehaved misbehaved:
                Manager.Step(nowMs, new PeerInput.Misbehaved(misbehaved.Peer, misbehaved.Reason));
                break;
        }
    }

    private void OnReady(long nowMs, PeerEffect.Ready ready)
    {
        _ready[ready.Connection] = ready.Slot;
        Discovery.Step(
            nowMs,
            new DiscoveryInput.Ready(
                ready.Connection,
                ready.Peer,
                ready.Address,
                ready.Record,
                ready.Inbound,
                ready.Slot == PeerSlot.Visit));
        _greeting.Remove(ready.Connection, out EarlyMessages? early);
        if (ready.Slot == PeerSlot.Visit)
        {
            return;
        }
        _traffic.OnReady(ready);
        while (early is not null && early.TryTake(out MessageClass messageClass, out byte[] message))
        {
            _traffic.OnMessage(ready.Connection, ready.Peer, messageClass, message);
        }
    }

    private void OnGone(long nowMs, PeerEffect.Gone gone)
    {
        _asked.RemoveWhere(asked => asked.Connection == gone.Connection);
        Discovery.Step(nowMs, new DiscoveryInput.Gone(gone.Connection));
        bool known = _ready.Remove(gone.Connection, out PeerSlot slot);
        if (known && slot != PeerSlot.Visit)
        {
            _traffic.OnGone(gone.Connection, gone.Peer);
        }
    }
}
