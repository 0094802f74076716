using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <summary>Whom to dial next: named peers, validators, anchors, where the node begins, then known peers.</summary>
internal sealed class DialQueue
{
    // A dial that the transport lost: its own limit is the time of a handshake.
    private const long LostMs = 4 * Limits.Peers.HandshakeMs;

    // Connections that are kept are tried again soon, and so is where the node begins.
    private const long LongestKeptWaitMs = 8_000;

    // One that is full is well: asking it more often would only give it a larger say.
    private const long FullKeptWaitMs = 30_000;

    // Below this the node asks where it began rather than strangers.
    private const int FewOutbound = 2;

    private const long FullWaitMs = 60_000;

    // Time to hear of many peers before choosing, and between choices. Who is first to answer is not to fill all
    // places: attackers always have room and always answer.
    private const long WarmUpMs = 6_000;
    private const long LongestWarmUpMs = 20_000;
    private const long PaceMs = 1_500;

    private readonly PeerOptions _options;
    private readonly PeerTable _table;
    private readonly BanList _bans;
    private readonly StakeTable _stakes;
    private readonly PeerRandom _random;
    private readonly Dictionary<PeerAddress, PendingDial> _pending = [];
    private readonly List<FixedPeer> _bootstrap = [];
    private readonly List<FixedPeer> _named = [];
    private readonly Dictionary<PeerId, FixedPeer> _validators = [];
    private readonly Queue<NodeRecord> _anchors;
    private long _nextPickMs = long.MinValue;
    private long _firstHeardMs = -1;

    public DialQueue(
        PeerOptions options, PeerTable table, BanList bans, StakeTable stakes, PeerBook book, PeerRandom random)
    {
        _options = options;
        _table = table;
        _bans = bans;
        _stakes = stakes;
        _random = random;
        Book = book;
        Orders = new SecretOrders(random, Math.Min(options.TargetOutbound, Limits.Peers.MaxOutbound));
        _anchors = new(AnchorList.Open(options.Anchors.Span, options.GenesisHash));
        foreach ((PeerAddress address, PeerId? peer) in options.Bootstrap.Take(Limits.Peers.MaxNamed))
        {
            _bootstrap.Add(new FixedPeer(address, peer));
        }
    }

    /// <summary>Peers that may be dialled.</summary>
    public PeerBook Book { get; }

    /// <summary>True while this node is a validator of the epoch.</summary>
    public bool KeepsValidators => _options.Validator is { } own && _stakes.Contains(own);

    /// <summary>What decides who belongs in the places of this node's choice.</summary>
    public SecretOrders Orders { get; }

    /// <summary>Keeps a peer connected. False when the operator named too many.</summary>
    public bool Name(PeerAddress address, PeerId? peer)
    {
        _named.RemoveAll(named => named.Address == address);
        if (_named.Count >= Limits.Peers.MaxNamed)
        {
            return false;
        }
        _named.Add(new FixedPeer(address, peer));
        return true;
    }

    /// <summary>Keeps a peer connected no longer.</summary>
    public void Unname(PeerId peer) => _named.RemoveAll(named => named.Peer == peer);

    /// <summary>True for a peer that the operator named.</summary>
    public bool IsNamed(PeerId peer, PeerAddress? address) =>
        _named.Exists(named => named.Peer is { } known ? known == peer : named.Address == address);

    /// <summary>Begins a dial for a visit. False when there are enough dials.</summary>
    public bool TryVisit(long nowMs, PeerAddress address, PeerId? peer, Queue<PeerEffect> effects)
    {
        bool free = Visits < Limits.Discovery.MaxQueries && IsAllowed(nowMs, address, peer)
            && !_table.Has(address) && !_pending.ContainsKey(address);
        if (free)
        {
            Begin(nowMs, address, peer, isVisit: true, effects);
        }
        return free;
    }

    /// <summary>Takes a dial that ended, one way or the other.</summary>
    public bool TryTake(PeerAddress? address, out PendingDial dial)
    {
        dial = default;
        return address is { } known && _pending.Remove(known, out dial);
    }

    /// <summary>Dials of which nothing was heard.</summary>
    public List<PeerAddress> Lost(long nowMs) =>
        [.. _pending.Where(pair => nowMs - pair.Value.SinceMs >= LostMs).Select(pair => pair.Key)];

    /// <summary>Notes how a connection that this node wanted went.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="address">Where.</param>
    /// <param name="peer">Who was there, if that is known.</param>
    /// <param name="success">It greeted.</param>
    /// <param name="isVisit">
    /// Only to ask for peers: those are many, and their failures do not make the node wait for whom it keeps.
    /// </param>
    public void Note(long nowMs, PeerAddress address, PeerId? peer, bool success, bool isVisit = false)
    {
        if (success && _firstHeardMs < 0)
        {
            _firstHeardMs = nowMs;
            _nextPickMs = nowMs + WarmUpMs;
        }
        bool counts = success || !isVisit;
        foreach (FixedPeer entry in _named.Concat(_bootstrap).Where(entry => counts && entry.Address == address))
        {
            Note(nowMs, entry, success);
            entry.Peer ??= success ? peer : null;
            entry.HasGreeted |= success;
        }
        if (peer is not { } known)
        {
            return;
        }
        if (counts && _validators.TryGetValue(known, out FixedPeer? validator))
        {
            Note(nowMs, validator, success);
        }
        Book.Note(nowMs, known, success);
    }

    /// <summary>Notes that a peer is well but has no room.</summary>
    public void NoteFull(long nowMs, PeerAddress address, PeerId peer)
    {
        foreach (FixedPeer entry in _named.Concat(_bootstrap).Where(entry => entry.Address == address))
        {
            entry.NextDialMs = nowMs + FullKeptWaitMs;
        }
        if (Book.TryGet(peer, out KnownPeer? known))
        {
            known!.IsProven = true;
            known.NextDialMs = nowMs + FullWaitMs + _random.Below((int)FullWaitMs);
        }
    }

    /// <summary>Begins what is due.</summary>
    public void Plan(long nowMs, Queue<PeerEffect> effects)
    {
        DialFixed(nowMs, _named, effects);
        if (KeepsValidators)
        {
            DialValidators(nowMs, effects);
        }
        int outbound = _table.Count(PeerSlot.Outbound);
        int wanted = Math.Min(_options.TargetOutbound, Limits.Peers.MaxOutbound) - outbound - Chosen();
        while (wanted > 0 && _anchors.TryDequeue(out NodeRecord? anchor))
        {
            Book.Add(anchor, isProven: true);
            wanted -= TryBegin(nowMs, anchor, effects) ? 1 : 0;
        }
        // Each where it begins is heard once: an attacker among them must not be the only one, however well it answers.
        bool few = outbound < FewOutbound && wanted > 0;
        DialFixed(nowMs, few ? _bootstrap : _bootstrap.FindAll(entry => !entry.HasGreeted), effects);
        bool chooses = nowMs >= _nextPickMs && !AwaitsBeginning(nowMs);
        bool replaces = wanted == 0 && outbound == Orders.Count;
        if (!chooses || !HasRoom || (wanted <= 0 && !replaces))
        {
            return;
        }
        KnownPeer? known = Pick(nowMs, replaces);
        if (known is not null || replaces)
        {
            _nextPickMs = nowMs + PaceMs;
        }
        if (known is not null)
        {
            Begin(nowMs, known.Address, known.Record.Peer, isVisit: false, effects);
        }
    }

    // While some of those where the node begins were not heard, the others alone would decide whom it knows.
    private bool AwaitsBeginning(long nowMs) =>
        _firstHeardMs >= 0
        && nowMs - _firstHeardMs < LongestWarmUpMs
        && _bootstrap.Exists(entry => !entry.HasGreeted && entry.Peer != _options.Local);

    private void Note(long nowMs, FixedPeer entry, bool success)
    {
        entry.Failures = success ? 0 : Math.Min(entry.Failures + 1, 1 << 20);
        entry.NextDialMs = nowMs + PeerBook.WaitAfter(entry.Failures, LongestKeptWaitMs, _random);
    }

    private int Visits => _pending.Values.Count(dial => dial.IsVisit);

    private bool HasRoom => _pending.Count - Visits < Limits.Peers.MaxDials;

    private int Chosen()
    {
        int greeting = _table.All.Count(peer => !peer.Inbound && peer.Slot == PeerSlot.Greeting && !peer.WantsVisit);
        return greeting + _pending.Count - Visits;
    }

    private void DialFixed(long nowMs, List<FixedPeer> peers, Queue<PeerEffect> effects)
    {
        foreach (FixedPeer entry in peers)
        {
            bool connected = (entry.Peer is { } peer && _table.Count(peer) > 0) || _table.Has(entry.Address);
            bool due = !connected && nowMs >= entry.NextDialMs && HasRoom;
            if (due && !_pending.ContainsKey(entry.Address) && entry.Peer != _options.Local)
            {
                Begin(nowMs, entry.Address, entry.Peer, isVisit: false, effects);
            }
        }
    }

    // Apart from the book, which may be full of others.
    private void DialValidators(long nowMs, Queue<PeerEffect> effects)
    {
        IReadOnlyList<NodeRecord> records = _stakes.Records;
        if (_validators.Count > 2 * records.Count)
        {
            _validators.Clear();
        }
        int kept = _table.Count(PeerSlot.Reserved);
        foreach (NodeRecord record in records)
        {
            bool other = record.Addresses.Length > 0 && record.Binding!.Validator != _options.Validator;
            if (!other || kept + _pending.Count >= Limits.Peers.MaxReserved)
            {
                continue;
            }
            if (!_validators.TryGetValue(record.Peer, out FixedPeer? entry))
            {
                _validators.Add(record.Peer, entry = new FixedPeer(record.Addresses[0], record.Peer));
            }
            PeerAddress address = record.Addresses[entry.Failures % record.Addresses.Length];
            bool due = nowMs >= entry.NextDialMs && HasRoom;
            if (due && IsFree(nowMs, address, record.Peer))
            {
                Begin(nowMs, address, record.Peer, isVisit: false, effects);
            }
        }
    }

    private bool TryBegin(long nowMs, NodeRecord record, Queue<PeerEffect> effects)
    {
        if (record.Addresses.Length == 0 || !HasRoom)
        {
            return false;
        }
        PeerAddress address = Book.TryGet(record.Peer, out KnownPeer? known) ? known!.Address : record.Addresses[0];
        if (!IsFree(nowMs, address, record.Peer))
        {
            return false;
        }
        Begin(nowMs, address, record.Peer, isVisit: false, effects);
        return true;
    }

    private void Begin(long nowMs, PeerAddress address, PeerId? peer, bool isVisit, Queue<PeerEffect> effects)
    {
        _pending.Add(address, new PendingDial(peer, isVisit, nowMs));
        effects.Enqueue(new PeerEffect.Dial(address, peer));
    }

    private bool IsAllowed(long nowMs, PeerAddress address, PeerId? peer) =>
        (_options.AllowsPrivate || address.IsPublic)
        && peer != _options.Local
        && !(peer is { } known && _bans.IsBanned(nowMs, known, out _))
        && !_bans.IsBanned(nowMs, address);

    private bool IsFree(long nowMs, PeerAddress address, PeerId peer) =>
        IsAllowed(nowMs, address, peer)
        && !_pending.ContainsKey(address)
        && !_table.Has(address)
        && _table.Count(peer) == 0;

    // Peers that were reached once go before those that were only told of: a flood of records is worth nothing.
    private KnownPeer? Pick(long nowMs, bool isReplacing) =>
        Pick(nowMs, isReplacing, provenOnly: true)
        ?? (isReplacing ? null : Pick(nowMs, isReplacing, provenOnly: false));

    // For a place that is drawn, whoever comes first in its order; of places taken, one whose peer comes later.
    private KnownPeer? Pick(long nowMs, bool isReplacing, bool provenOnly)
    {
        int start = _random.Below(Orders.Count);
        for (int step = 0; step < Orders.Count; step++)
        {
            int order = (start + step) % Orders.Count;
            KnownPeer? first = First(nowMs, order, provenOnly);
            if (first is not null && (!isReplacing || Comes(order, first, _table.FirstOutbound(Orders, order))))
            {
                return first;
            }
        }
        return null;
    }

    private bool Comes(int order, KnownPeer known, PeerConnection? before) =>
        before is null
        || Orders.RankOf(order, known.Address, known.Record.Peer)
            .CompareTo(Orders.RankOf(order, before.Address!.Value, before.Peer)) < 0;

    private KnownPeer? First(long nowMs, int order, bool provenOnly)
    {
        KnownPeer? best = null;
        (ulong Network, ulong Peer) least = (ulong.MaxValue, ulong.MaxValue);
        foreach (KnownPeer peer in Book.Peers)
        {
            bool due = nowMs >= peer.NextDialMs && (peer.IsProven || !provenOnly);
            if (!due)
            {
                continue;
            }
            (ulong Network, ulong Peer) rank = Orders.RankOf(order, peer.Address, peer.Record.Peer);
            if (rank.CompareTo(least) < 0 && IsFree(nowMs, peer.Address, peer.Record.Peer) && HasGroup(peer.Address))
            {
                (best, least) = (peer, rank);
            }
        }
        return best;
    }

    private bool HasGroup(PeerAddress address) =>
        !address.IsPublic || _table.Count(address.Group) < Limits.Peers.MaxPerGroup;
}
