using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Decides with whom a node is connected, and what each connection may cost.</summary>
/// <remarks>
/// A state machine: time is a value, choices come from a seed, what is to be done comes out as effects that the host
/// takes and carries out in order. Every table is bounded by <see cref="Limits.Peers"/>.
/// <b>Threads</b>: one. <b>Errors</b>: nothing that a peer does throws.
/// </remarks>
public sealed partial class PeerManager
{
    private const long AnchorsMs = 30_000;
    // A node that is killed soon after its start knows its peers again all the same.
    private const long FirstAnchorsMs = 5_000;
    private const long SweepMs = 10_000;
    private const long RotateMs = 120_000;
    private const long SteadyMs = 60_000;

    private readonly PeerOptions _options;
    private readonly PeerTable _table = new();
    private readonly BanList _bans = new();
    private readonly StakeTable _stakes = new();
    private readonly DialQueue _dials;
    private readonly ArrivalRates _arrivals;
    private readonly PeerRandom _random;
    private readonly Queue<PeerEffect> _effects = new();
    private readonly Dictionary<PeerId, int> _scores = [];
    private readonly VerifiedRecords _verified;

    // Closed by this node; the transport has not said so yet. Their addresses must not end a dial of the same address.
    private readonly HashSet<ConnectionId> _closing = [];
    private NodeRecord? _localRecord;
    private PeerId[] _anchors = [];
    private ulong _finalHeight;
    private long _anchorsDueMs;
    private long _sweepDueMs;
    private long _rotateDueMs;

    /// <summary>Starts without connections.</summary>
    /// <param name="options">Chain, identity and where to begin.</param>
    /// <param name="seed">Decides all random choices; from the system in a node.</param>
    /// <param name="nowMs">The time.</param>
    public PeerManager(PeerOptions options, ulong seed, long nowMs)
    {
        _options = options;
        _localRecord = options.LocalRecord;
        _random = new PeerRandom(seed);
        _verified = new VerifiedRecords(options.GenesisHash);
        _arrivals = new ArrivalRates(nowMs);
        _dials = new DialQueue(options, _table, _bans, _stakes, new PeerBook(_random), _random);
        _anchorsDueMs = nowMs + FirstAnchorsMs;
        _rotateDueMs = nowMs + RotateMs;
        foreach (BanEntry ban in options.Bans)
        {
            _bans.Restore(ban, isValidator: false);
        }
    }

    /// <summary>Connections of all kinds.</summary>
    public int ConnectionCount => _table.All.Count;

    /// <summary>Records of peers that may be dialled.</summary>
    public int KnownCount => _dials.Book.Count;

    /// <summary>Bans, those that are over too.</summary>
    public IReadOnlyCollection<BanEntry> Bans => _bans.Entries;

    /// <summary>Takes the oldest effect.</summary>
    public bool TryTakeEffect(out PeerEffect effect) => _effects.TryDequeue(out effect!);

    /// <summary>Takes one step.</summary>
    public void Step(long nowMs, PeerInput input)
    {
        switch (input)
        {
            case PeerInput.Tick:
                OnTick(nowMs);
                break;
            case PeerInput.Connected connected:
                OnConnected(nowMs, connected);
                break;
            case PeerInput.Closed closed:
                OnClosed(nowMs, closed);
                break;
            case PeerInput.DialRefused refused:
                EndDial(nowMs, refused.Address);
                break;
            case PeerInput.Control control:
                OnControl(nowMs, control);
                break;
            case PeerInput.Learned learned:
                Learn(learned.Record, isProven: false, learned.Source);
                break;
            case PeerInput.Misbehaved misbehaved:
                Ban(nowMs, misbehaved.Peer, misbehaved.Reason);
                break;
            case PeerInput.Scored scored:
                OnScored(scored);
                break;
            case PeerInput.Validators validators:
                _stakes.Set(validators.Set);
                Restake(nowMs);
                break;
            case PeerInput.Final final:
                _finalHeight = Math.Max(_finalHeight, final.Height);
                break;
            case PeerInput.LocalRecord local:
                _localRecord = local.Record;
                break;
            default:
                OnWish(nowMs, input);
                break;
        }
    }

    /// <summary>
    /// Counts what a connection brought or caused; to be asked for everything but control, before it is read.
    /// </summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="connection">Where from.</param>
    /// <param name="kind">What.</param>
    /// <param name="amount">Bytes, or microseconds of work.</param>
    public BudgetVerdict Charge(long nowMs, ConnectionId connection, BudgetKind kind, long amount)
    {
        if (!_table.TryGet(connection, out PeerConnection? peer))
        {
            return BudgetVerdict.Drop;
        }
        peer!.HeardMs = nowMs;
        peer.ReceivedBytes += kind == BudgetKind.Work ? 0 : amount;
        BudgetVerdict verdict = peer.Budget.Take(nowMs, kind, amount);
        if (verdict == BudgetVerdict.Close)
        {
            Ban(nowMs, peer.Peer, BanReason.OverBudget);
            return verdict;
        }
        // A visitor may ask and nothing else.
        bool mayPass = peer.IsActive || (peer.Slot == PeerSlot.Visit && kind is BudgetKind.Requests or BudgetKind.Work);
        return mayPass ? verdict : BudgetVerdict.Drop;
    }

    /// <summary>Counts what was sent to a connection.</summary>
    public void CountSent(ConnectionId connection, long bytes)
    {
        if (_table.TryGet(connection, out PeerConnection? peer))
        {
            peer!.SentBytes += bytes;
        }
    }

    /// <summary>All peers, and those only banned, as an operator sees them.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="rttUs">Tells a connection's round-trip time in microseconds; null where it is not known.</param>
    public PeerStatus[] Describe(long nowMs, Func<ConnectionId, long?>? rttUs = null)
    {
        IEnumerable<PeerStatus> connected = _table.All.Select(
            peer => Describe(nowMs, peer) with { RttUs = rttUs?.Invoke(peer.Id) });
        IEnumerable<PeerStatus> banned = _bans.Entries
            .Where(entry => nowMs < entry.UntilMs && _table.Count(entry.Peer) == 0)
            .OrderBy(entry => entry.Peer)
            .Select(entry => new PeerStatus(
                entry.Peer, entry.Address, false, false, PeerSlot.Greeting, null, 0, 0, 0, 0, 0, 0, 0, entry.Reason,
                entry.UntilMs));
        return [.. connected, .. banned];
    }

    private PeerStatus Describe(long nowMs, PeerConnection peer)
    {
        bool banned = _bans.IsBanned(nowMs, peer.Peer, out BanEntry ban);
        return new PeerStatus(
            peer.Peer,
            peer.Address,
            true,
            peer.Inbound,
            peer.Slot,
            peer.Record?.Binding?.Validator,
            peer.Stake,
            _scores.GetValueOrDefault(peer.Peer),
            peer.ReceivedBytes,
            peer.SentBytes,
            peer.Budget.Dropped,
            peer.FinalHeight,
            peer.SinceMs,
            banned ? ban.Reason : BanReason.None,
            banned ? ban.UntilMs : 0);
    }

    private void OnWish(long nowMs, PeerInput input)
    {
        switch (input)
        {
            case PeerInput.Visit visit when !_dials.TryVisit(nowMs, visit.Address, visit.Peer, _effects):
                _effects.Enqueue(new PeerEffect.VisitFailed(visit.Address, VisitOutcome.NotTried));
                break;
            case PeerInput.EndVisit end when _table.TryGet(end.Connection, out PeerConnection? peer):
                if (peer!.Slot == PeerSlot.Visit)
                {
                    Close(nowMs, peer, CloseCode.Done);
                }
                break;
            case PeerInput.Add add:
                _dials.Name(add.Address, add.Peer);
                break;
            case PeerInput.Remove remove:
                _dials.Unname(remove.Peer);
                _dials.Book.Remove(remove.Peer);
                if (remove.Ban)
                {
                    Ban(nowMs, remove.Peer, BanReason.Operator);
                }
                CloseAll(nowMs, remove.Peer, CloseCode.Done);
                break;
            case PeerInput.Unban unban:
                _bans.Remove(unban.Peer);
                break;
        }
    }

    private void OnTick(long nowMs)
    {
        foreach (PeerConnection peer in _table.All.ToArray())
        {
            if (IsOver(nowMs, peer))
            {
                Close(nowMs, peer, peer.Slot == PeerSlot.Visit ? CloseCode.Done : CloseCode.Timeout);
            }
            else if (peer.IsActive && nowMs - peer.PingedMs >= Limits.Peers.PingMs)
            {
                peer.PingedMs = nowMs;
                peer.PingNonce = _random.Next() | 1;
                Send(peer, new ControlMessage(ControlKind.Ping, null, peer.PingNonce, _finalHeight));
            }
        }
        foreach (PeerAddress address in _dials.Lost(nowMs))
        {
            EndDial(nowMs, address);
        }
        if (nowMs >= _sweepDueMs)
        {
            _sweepDueMs = nowMs + SweepMs;
            _bans.Sweep(nowMs);
            Restake(nowMs);
        }
        _dials.Plan(nowMs, _effects);
        Rotate(nowMs);
        if (nowMs >= _anchorsDueMs)
        {
            SaveAnchors();
            _anchorsDueMs = nowMs + (_anchors.Length < Limits.Peers.MaxAnchors ? FirstAnchorsMs : AnchorsMs);
        }
    }

    private static bool IsOver(long nowMs, PeerConnection peer) => peer.Slot switch
    {
        PeerSlot.Greeting => nowMs - peer.SinceMs >= Limits.Peers.HandshakeMs,
        PeerSlot.Visit => nowMs - peer.SinceMs >= Limits.Peers.VisitMs,
        _ => nowMs - peer.HeardMs >= Limits.Peers.IdleMs,
    };

    // Honest nodes come and go where attackers stay: without a new choice now and then these would gather.
    private void Rotate(long nowMs)
    {
        if (nowMs >= _rotateDueMs)
        {
            _rotateDueMs = nowMs + RotateMs;
            _dials.Orders.Renew();
        }
    }

    // The oldest connections of this node's own choice, then those that are kept: stake or the operator stands for
    // them.
    private void SaveAnchors()
    {
        NodeRecord[] records =
        [
            .. _table.All
                .Where(peer => peer is
                    { Slot: PeerSlot.Outbound or PeerSlot.Reserved, Record.Addresses.Length: > 0 })
                .OrderBy(peer => peer.Slot == PeerSlot.Reserved)
                .Select(peer => peer.Record!)
                .Take(Limits.Peers.MaxAnchors),
        ];
        PeerId[] peers = [.. records.Select(record => record.Peer)];
        if (peers.Length > 0 && !peers.SequenceEqual(_anchors))
        {
            _anchors = peers;
            _effects.Enqueue(new PeerEffect.SaveAnchors(Ace.Encode(new AnchorList(records))));
        }
    }

    private void OnClosed(long nowMs, PeerInput.Closed closed)
    {
        if (_table.Remove(closed.Connection, out PeerConnection? peer))
        {
            Forget(nowMs, peer!);
        }
        else if (!_closing.Remove(closed.Connection))
        {
            EndDial(nowMs, closed.Address);
        }
    }

    private void EndDial(long nowMs, PeerAddress? address)
    {
        if (_dials.TryTake(address, out PendingDial dial))
        {
            FailDial(nowMs, address!.Value, dial, VisitOutcome.Unreachable);
        }
    }

    private void FailDial(long nowMs, PeerAddress address, PendingDial dial, VisitOutcome outcome)
    {
        _dials.Note(nowMs, address, dial.Expected, success: false, dial.IsVisit);
        if (dial.IsVisit)
        {
            _effects.Enqueue(new PeerEffect.VisitFailed(address, outcome));
        }
    }

    private void OnControl(long nowMs, PeerInput.Control control)
    {
        if (!_table.TryGet(control.Connection, out PeerConnection? peer))
        {
            return;
        }
        peer!.HeardMs = nowMs;
        peer.ReceivedBytes += control.Bytes.Length;
        BudgetVerdict verdict = peer.Budget.Take(nowMs, BudgetKind.Control, control.Bytes.Length);
        if (verdict == BudgetVerdict.Close)
        {
            Ban(nowMs, peer.Peer, BanReason.OverBudget);
            return;
        }
        if (verdict == BudgetVerdict.Drop)
        {
            return;
        }
        bool read = ControlMessage.TryDecode(control.Bytes.Span, out ControlMessage message);
        bool greets = read && message.Kind == ControlKind.Hello;
        if (!read || greets != (peer.Slot == PeerSlot.Greeting))
        {
            Ban(nowMs, peer.Peer, BanReason.BadMessage, CloseCode.BadMessage);
        }
        else if (greets)
        {
            OnHello(nowMs, peer, message.Hello!);
        }
        else
        {
            OnAlive(peer, message);
        }
    }

    private void OnAlive(PeerConnection peer, ControlMessage message)
    {
        if (message.Kind == ControlKind.Ping)
        {
            Send(peer, new ControlMessage(ControlKind.Pong, null, message.Nonce, _finalHeight));
        }
        else if (message.Nonce == peer.PingNonce)
        {
            peer.PingNonce = 0;
        }
        if (message.FinalHeight != peer.FinalHeight)
        {
            peer.FinalHeight = message.FinalHeight;
            _effects.Enqueue(new PeerEffect.Height(peer.Id, message.FinalHeight));
        }
    }

    private void Learn(NodeRecord record, bool isProven, AddressGroup? source = null)
    {
        bool dialable = record.Peer != _options.Local
            && record.Addresses.Length > 0
            && (_options.AllowsPrivate || Array.TrueForAll(record.Addresses, address => address.IsPublic));
        if (dialable)
        {
            _dials.Book.Add(record, isProven, source);
        }
        _stakes.Learn(record, _finalHeight);
    }

    private void OnScored(PeerInput.Scored scored)
    {
        if (_table.Count(scored.Peer) > 0)
        {
            _scores[scored.Peer] = scored.Score;
        }
    }

    // The epoch or the final height changed: who has stake now keeps its place under the new count.
    private void Restake(long nowMs)
    {
        foreach (PeerConnection peer in _table.All)
        {
            peer.Stake = _stakes.StakeOf(peer.Record, _finalHeight);
            peer.Budget = peer.Budget.For(nowMs, peer.Stake > 0);
            if (peer.Record is not null)
            {
                _stakes.Learn(peer.Record, _finalHeight);
            }
            if (!peer.IsActive)
            {
                continue;
            }
            bool reserved = IsReserved(peer);
            peer.Slot = reserved ? PeerSlot.Reserved
                : !peer.Inbound ? PeerSlot.Outbound
                : peer.Stake > 0 ? PeerSlot.StakedInbound
                : PeerSlot.Inbound;
        }
    }

    private bool IsReserved(PeerConnection peer) =>
        _dials.IsNamed(peer.Peer, peer.Address) || (peer.Stake > 0 && _dials.KeepsValidators);

    private void Ban(long nowMs, PeerId peer, BanReason reason, CloseCode code = CloseCode.Banned)
    {
        PeerAddress? address = _table.All.FirstOrDefault(connection => connection.Peer == peer)?.Address;
        BanEntry entry = _bans.Add(nowMs, peer, address, reason, _stakes.IsValidatorPeer(peer));
        _effects.Enqueue(new PeerEffect.Banned(entry));
        CloseAll(nowMs, peer, code);
    }

    private void CloseAll(long nowMs, PeerId peer, CloseCode code)
    {
        foreach (PeerConnection connection in _table.All.Where(connection => connection.Peer == peer).ToArray())
        {
            Close(nowMs, connection, code);
        }
    }

    private void Close(long nowMs, PeerConnection peer, CloseCode code)
    {
        if (_table.Remove(peer.Id, out _))
        {
            End(peer.Id, code);
            Forget(nowMs, peer);
        }
    }

    private void End(ConnectionId connection, CloseCode code)
    {
        _closing.Add(connection);
        _effects.Enqueue(new PeerEffect.Close(connection, code));
    }

    // After the connection left the table.
    private void Forget(long nowMs, PeerConnection peer)
    {
        if (peer.Slot != PeerSlot.Greeting)
        {
            _effects.Enqueue(new PeerEffect.Gone(peer.Id, peer.Peer));
        }
        if (_table.Count(peer.Peer) == 0)
        {
            _scores.Remove(peer.Peer);
        }
        if (peer.Inbound || peer.Address is not { } address)
        {
            return;
        }
        bool greeted = peer.Slot != PeerSlot.Greeting;
        if (!greeted && peer.WantsVisit)
        {
            _effects.Enqueue(new PeerEffect.VisitFailed(address, VisitOutcome.Reached));
        }
        bool steady = peer.Slot == PeerSlot.Visit || (greeted && nowMs - peer.SinceMs >= SteadyMs);
        if (!steady)
        {
            _dials.Note(nowMs, address, peer.Peer, success: false, peer.WantsVisit);
        }
    }

    private void Send(PeerConnection peer, ControlMessage message)
    {
        byte[] bytes = Ace.Encode(message);
        peer.SentBytes += bytes.Length;
        _effects.Enqueue(new PeerEffect.Send(peer.Id, bytes));
    }
}
