using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Discovery;

/// <summary>Finds other nodes of the chain and tells others of those that it reached.</summary>
/// <remarks>
/// A state machine as <see cref="PeerManager"/>, which makes the connections. Searches begin when a first peer is
/// there, soon again while few are known, and then once in a while: for this node's own place and for random ones.
/// <b>Threads</b>: one. <b>Errors</b>: nothing that a peer sends throws.
/// </remarks>
public sealed class DiscoveryCore
{
    private readonly PeerOptions _options;
    private readonly PeerRandom _random;
    private readonly NodeTable _table;
    private readonly Queue<DiscoveryEffect> _effects = new();
    private readonly Dictionary<ConnectionId, DiscoveryLink> _links = [];
    private readonly Dictionary<PeerId, NodeQuery> _queries = [];
    private readonly List<Lookup> _lookups = [];
    private readonly VerifiedRecords _verified;
    private readonly HeardRecords _heard;
    private long _nextLookMs;
    private long _nextSearchMs;
    private long _nextAskMs;
    private int _searches;
    private int _looks;
    private int _asks;

    /// <summary>Starts knowing nobody.</summary>
    /// <param name="options">As the peer manager's.</param>
    /// <param name="seed">Decides all random choices; from the system in a node.</param>
    /// <param name="nowMs">The time.</param>
    public DiscoveryCore(PeerOptions options, ulong seed, long nowMs)
    {
        _options = options;
        _random = new PeerRandom(seed);
        _table = new NodeTable(options.Local);
        _verified = new VerifiedRecords(options.GenesisHash);
        _heard = new HeardRecords(_random);
        _nextSearchMs = nowMs;
    }

    /// <summary>Nodes that were reached and are told to others.</summary>
    public int NodeCount => _table.Count;

    /// <summary>Searches that go on.</summary>
    public int LookupCount => _lookups.Count;

    /// <summary>Records of nodes of the table, nearest to a place first.</summary>
    public NodeRecord[] Nearest(Hash256 target, int count) =>
        [.. _table.Nearest(target, count).Select(node => node.Record)];

    /// <summary>Takes the oldest effect.</summary>
    public bool TryTakeEffect(out DiscoveryEffect effect) => _effects.TryDequeue(out effect!);

    /// <summary>Takes one step.</summary>
    public void Step(long nowMs, DiscoveryInput input)
    {
        switch (input)
        {
            case DiscoveryInput.Tick:
                OnTick(nowMs);
                break;
            case DiscoveryInput.Ready ready:
                OnReady(nowMs, ready);
                break;
            case DiscoveryInput.Gone gone when _links.Remove(gone.Connection, out DiscoveryLink? link):
                if (link.Query is { } lost)
                {
                    Finish(lost, answered: false);
                }
                break;
            case DiscoveryInput.VisitFailed failed:
                OnVisitFailed(nowMs, failed);
                break;
            case DiscoveryInput.Request request:
                OnRequest(request);
                break;
            case DiscoveryInput.Answered answered:
                OnAnswered(nowMs, answered);
                break;
            case DiscoveryInput.AskFailed failed when _links.TryGetValue(failed.Connection, out DiscoveryLink? link):
                EndQuery(failed.Connection, link, answered: false);
                break;
            case DiscoveryInput.Banned banned:
                _table.Remove(banned.Peer);
                break;
        }
        Advance(nowMs);
    }

    private void OnTick(long nowMs)
    {
        foreach (NodeQuery query in _queries.Values.ToArray())
        {
            if (nowMs - query.SinceMs < Limits.Discovery.QueryMs)
            {
                continue;
            }
            if (query.Connection is { } connection && _links.TryGetValue(connection, out DiscoveryLink? link))
            {
                EndQuery(connection, link, answered: false);
            }
            else
            {
                Unreached(query);
            }
        }
        if (nowMs >= _nextSearchMs && _lookups.Count < Limits.Discovery.MaxLookups)
        {
            Search(nowMs);
            Advance(nowMs);
        }
        Look(nowMs);
        TableNode? stale = _table.Stalest(nowMs, node => !_queries.ContainsKey(node.Record.Peer));
        if (stale is not null)
        {
            LookFor(nowMs, stale.Record, lookup: null);
        }
    }

    // Nodes of searches lie where others led. These were only told of, by anyone, or are asked for the nodes near some
    // place out of all: whoever surrounds this node's own place, or names only its own kind, is not all that is heard.
    private void Look(long nowMs)
    {
        if (nowMs < _nextLookMs || _queries.Count >= Limits.Discovery.MaxQueries / 2)
        {
            return;
        }
        bool asks = _looks % 2 == 0 && nowMs >= _nextAskMs;
        NodeRecord? next = asks ? _table.Any(_random)?.Record : _heard.Any();
        _looks++;
        if (next is null || _queries.ContainsKey(next.Peer))
        {
            return;
        }
        _nextLookMs = nowMs + Limits.Discovery.LookMs;
        if (asks)
        {
            _asks++;
            bool eager = _asks < Limits.Discovery.EagerAsks;
            _nextAskMs = nowMs + (eager ? Limits.Discovery.LookMs : Limits.Discovery.AskMs);
        }
        LookFor(nowMs, next, lookup: null);
    }

    // This node's own place among random ones: near neighbours, and every other distance in time.
    private void Search(long nowMs)
    {
        Lookup lookup = new(_searches % 4 == 0 ? _table.Place : RandomPlace());
        foreach (TableNode node in _table.Nearest(lookup.Target, Limits.Discovery.BucketNodes))
        {
            lookup.Offer(node.Record);
        }
        foreach (NodeRecord record in _heard.Nearest(lookup.Target, Limits.Discovery.BucketNodes))
        {
            lookup.Offer(record);
        }
        if (lookup.IsOver)
        {
            return;
        }
        _lookups.Add(lookup);
        _searches++;
        bool few = _table.Count < Limits.Discovery.BucketNodes || _searches <= Limits.Discovery.EagerSearches;
        long wait = few ? Limits.Discovery.EagerRefreshMs : Limits.Discovery.RefreshMs;
        _nextSearchMs = nowMs + wait + _random.Below((int)(wait / 4));
    }

    // In a bucket chosen evenly: most places of all are far away, where a search would find the same nodes each time.
    private Hash256 RandomPlace()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        AnyPlace().Span.CopyTo(bytes);
        int shared = _random.Below(_table.DeepestBucket() + 1);
        for (int bit = 0; bit <= shared; bit++)
        {
            int mask = 0x80 >> (bit & 7);
            bool own = (_table.Place.Span[bit >> 3] & mask) != 0;
            bool set = own != (bit == shared);
            bytes[bit >> 3] = (byte)(set ? bytes[bit >> 3] | mask : bytes[bit >> 3] & ~mask);
        }
        return new Hash256(bytes);
    }

    private Hash256 AnyPlace()
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        for (int offset = 0; offset < bytes.Length; offset += 8)
        {
            BitConverter.TryWriteBytes(bytes[offset..], _random.Next());
        }
        return new Hash256(bytes);
    }

    private void OnReady(long nowMs, DiscoveryInput.Ready ready)
    {
        DiscoveryLink link = new(ready.Peer, ready.Address);
        _links[ready.Connection] = link;
        bool wasAlone = _table.Count == 0;
        // The transport proved who is there: of who dialled in, only where it listens remains to be seen.
        bool reached = ready.Record is { } record
            && (!ready.Inbound || (ready.Address is { } address && record.Addresses.AsSpan().Contains(address)));
        if (reached && IsAllowed(ready.Record!))
        {
            _table.Add(nowMs, ready.Record!, isSought: !ready.Inbound);
        }
        link.IsVisit = ready.IsVisit && !ready.Inbound;
        if (_queries.TryGetValue(ready.Peer, out NodeQuery? query) && query.Connection is null)
        {
            Ask(ready.Connection, link, query);
        }
        else if (link.IsVisit && query is null && reached)
        {
            // A peer without room, dialled to be kept: it may be asked, and is left free soon.
            query = new NodeQuery(ready.Record!, null, ready.Address ?? ready.Record!.Addresses[0], nowMs);
            _queries.Add(ready.Peer, query);
            Ask(ready.Connection, link, query);
        }
        else if (link.IsVisit)
        {
            _effects.Enqueue(new DiscoveryEffect.EndVisit(ready.Connection));
        }
        if (wasAlone && _table.Count > 0)
        {
            _nextSearchMs = nowMs;
        }
    }

    private void OnVisitFailed(long nowMs, DiscoveryInput.VisitFailed failed)
    {
        NodeQuery? query = _queries.Values.FirstOrDefault(
            candidate => candidate.Connection is null && candidate.Address == failed.Address);
        if (query is null)
        {
            return;
        }
        if (failed.Outcome == VisitOutcome.Unreachable)
        {
            Unreached(query);
            return;
        }
        if (failed.Outcome == VisitOutcome.Reached)
        {
            _table.Add(nowMs, query.Record, isSought: true);
        }
        Finish(query, answered: false);
    }

    private void OnRequest(DiscoveryInput.Request request)
    {
        if (!_links.TryGetValue(request.Connection, out DiscoveryLink? link))
        {
            return;
        }
        if (!Ace.TryDecode(request.Bytes.Span, out FindPeers find, out DecodeError _))
        {
            _effects.Enqueue(new DiscoveryEffect.Refuse(request.Connection, request.Id));
            _effects.Enqueue(new DiscoveryEffect.Misbehaved(link.Peer, BanReason.BadMessage));
            return;
        }
        NodeRecord[] records =
        [
            .. _table.Nearest(find.Target, Limits.Discovery.BucketNodes + 1)
                .Select(node => node.Record)
                .Where(record => record.Peer != link.Peer)
                .Take(Limits.Discovery.BucketNodes),
        ];
        _effects.Enqueue(new DiscoveryEffect.Answer(request.Connection, request.Id, FindPeers.Answer(records)));
    }

    private void OnAnswered(long nowMs, DiscoveryInput.Answered answered)
    {
        if (!_links.TryGetValue(answered.Connection, out DiscoveryLink? link) || link.Query is not { } query)
        {
            return;
        }
        bool read = FindPeers.TryReadAnswer(answered.Bytes.Span, out NodeRecord[] records)
            && Array.TrueForAll(records, _verified.Verify);
        if (!read)
        {
            _effects.Enqueue(new DiscoveryEffect.Misbehaved(link.Peer, BanReason.BadAnswer));
        }
        foreach (NodeRecord record in read ? records : [])
        {
            if (record.Peer == _options.Local || !IsAllowed(record))
            {
                continue;
            }
            _effects.Enqueue(new DiscoveryEffect.Found(record, link.Address?.Group));
            query.Lookup?.Offer(record);
            if (!_table.Contains(record.Peer))
            {
                _heard.Add(record, link.Address?.Group);
            }
        }
        _table.Add(nowMs, query.Record, isSought: true);
        EndQuery(answered.Connection, link, read);
    }

    // Addresses that only a private network has are no use from a public peer, and might point at this node's own.
    private bool IsAllowed(NodeRecord record) =>
        record.Addresses.Length > 0
        && (_options.AllowsPrivate || Array.TrueForAll(record.Addresses, address => address.IsPublic));

    private void EndQuery(ConnectionId connection, DiscoveryLink link, bool answered)
    {
        if (link.Query is not { } query)
        {
            return;
        }
        link.Query = null;
        if (link.IsVisit)
        {
            link.IsVisit = false;
            _effects.Enqueue(new DiscoveryEffect.EndVisit(connection));
        }
        Finish(query, answered);
    }

    private void Unreached(NodeQuery query)
    {
        Finish(query, answered: false);
        NodeRecord? next = _table.Fail(query.Record.Peer);
        if (next is not null && !_queries.ContainsKey(next.Peer))
        {
            LookFor(query.SinceMs, next, lookup: null);
        }
    }

    private void Finish(NodeQuery query, bool answered)
    {
        if (_queries.Remove(query.Record.Peer))
        {
            query.Lookup?.Finish(query.Record.Peer, answered);
        }
    }

    private void Advance(long nowMs)
    {
        for (int index = _lookups.Count - 1; index >= 0; index--)
        {
            Lookup lookup = _lookups[index];
            while (_queries.Count < Limits.Discovery.MaxQueries && lookup.TryTake(out NodeRecord record))
            {
                if (_queries.ContainsKey(record.Peer))
                {
                    lookup.Finish(record.Peer, answered: false);
                    continue;
                }
                LookFor(nowMs, record, lookup);
            }
            if (lookup.IsOver)
            {
                _lookups.RemoveAt(index);
            }
        }
    }

    private void LookFor(long nowMs, NodeRecord record, Lookup? lookup)
    {
        if (_queries.Count >= Limits.Discovery.MaxQueries)
        {
            return;
        }
        _heard.Remove(record.Peer);
        NodeQuery query = new(record, lookup, record.Addresses[_random.Below(record.Addresses.Length)], nowMs);
        _queries.Add(record.Peer, query);
        foreach ((ConnectionId connection, DiscoveryLink link) in _links)
        {
            if (link.Peer == record.Peer && link.Query is null)
            {
                Ask(connection, link, query);
                return;
            }
        }
        _effects.Enqueue(new DiscoveryEffect.Visit(query.Address, record.Peer));
    }

    private void Ask(ConnectionId connection, DiscoveryLink link, NodeQuery query)
    {
        query.Connection = connection;
        link.Query = query;
        Hash256 target = query.Lookup?.Target ?? AnyPlace();
        _effects.Enqueue(new DiscoveryEffect.Ask(connection, Ace.Encode(new FindPeers(target))));
    }
}
