using System.Runtime.InteropServices;
using Aether.Core;

namespace Aether.Network.Gossip;

/// <summary>Transactions are announced by id and pulled from one peer at a time; a few get them at once.</summary>
/// <remarks>
/// A new transaction goes in full to the square root of the peers and as an id, with others of the same 50 ms, to the
/// rest. Who hears of an unknown id asks the first announcer, and after a second without an answer the best other one.
/// </remarks>
internal sealed class TransactionExchange(GossipContext context)
{
    private readonly Dictionary<GossipId, KeptTransaction> _kept = [];
    private readonly KeptTransaction?[] _ring = new KeptTransaction?[Limits.Gossip.MaxKeptTransactions];
    private readonly Dictionary<GossipId, WantedTransaction> _wanted = [];
    private readonly Queue<(WantedTransaction Wanted, GossipPeer Peer, long DueMs)> _pulls = new();
    private readonly List<GossipPeer> _peers = [];
    private readonly List<GossipId> _ids = [];
    private readonly List<GossipId> _missing = [];
    private readonly List<GossipPeer> _pulling = [];
    private long _firstKept;
    private long _endKept;
    private long _nextAnnounceMs = long.MaxValue;

    /// <summary>Transactions kept.</summary>
    public int KeptCount => _kept.Count;

    /// <summary>Their bytes.</summary>
    public long KeptBytes { get; private set; }

    /// <summary>Transactions announced that have not come.</summary>
    public int WantedCount => _wanted.Count;

    /// <summary>When there is something to announce or to give up.</summary>
    public long NextMs => Math.Min(
        _nextAnnounceMs,
        _pulls.TryPeek(out (WantedTransaction Wanted, GossipPeer Peer, long DueMs) pull) ? pull.DueMs : long.MaxValue);

    /// <summary>A peer has come: it hears of transactions from now on.</summary>
    public void Start(GossipPeer peer)
    {
        peer.AnnounceFrom = _endKept;
        peer.TokensAtMs = context.NowMs;
        peer.TransactionTokens = 1_000L * Limits.Gossip.TransactionsPerSecond;
        for (long number = _firstKept; number < _endKept; number++)
        {
            Kept(number).KnownBy.Remove(peer.Place);
        }
    }

    /// <summary>A peer is gone: others are asked for what it owed.</summary>
    public void Stop(GossipPeer peer)
    {
        foreach ((WantedTransaction wanted, GossipPeer asked, _) in _pulls.ToArray())
        {
            if (ReferenceEquals(asked, peer) && ReferenceEquals(wanted.AskedPeer, peer) && !wanted.IsOver)
            {
                AskNext(wanted);
            }
        }
        while (peer.WaitingPulls.TryDequeue(out WantedTransaction? waiting))
        {
            if (!waiting.IsOver && waiting.AskedPeer is null)
            {
                AskNext(waiting);
            }
        }
    }

    /// <summary>True when a message of this peer is within its rate.</summary>
    public bool TryCharge(GossipPeer peer)
    {
        long most = 1_000L * Limits.Gossip.TransactionsPerSecond;
        long earned = Math.Min(most, (context.NowMs - peer.TokensAtMs) * Limits.Gossip.TransactionsPerSecond);
        peer.TransactionTokens = Math.Min(most, peer.TransactionTokens + earned);
        peer.TokensAtMs = context.NowMs;
        if (peer.TransactionTokens < 1_000)
        {
            return false;
        }
        peer.TransactionTokens -= 1_000;
        return true;
    }

    /// <summary>True when the peer was asked for this transaction.</summary>
    public bool IsPulledFrom(GossipPeer peer, GossipId id) =>
        _wanted.TryGetValue(id, out WantedTransaction? wanted) && ReferenceEquals(wanted.AskedPeer, peer);

    /// <summary>A transaction has come, from whomever.</summary>
    public void NoteArrival(GossipId id)
    {
        if (_wanted.Remove(id, out WantedTransaction? wanted))
        {
            context.Counters.Pulled += wanted.AskedPeer is null ? 0 : 1;
            Finish(wanted);
        }
    }

    /// <summary>A valid transaction: some peers get it, the rest will hear of it.</summary>
    public void Spread(GossipId id, ReadOnlyMemory<byte> frame, PeerSet knownBy)
    {
        if (_kept.ContainsKey(id))
        {
            return;
        }
        while (_kept.Count == Limits.Gossip.MaxKeptTransactions
            || (_kept.Count > 0 && KeptBytes + frame.Length > Limits.Gossip.MaxKeptTransactionBytes))
        {
            Forget();
        }
        KeptTransaction kept = new(id, frame, knownBy, context.NowMs);
        _kept.Add(id, kept);
        _ring[_endKept++ % _ring.Length] = kept;
        KeptBytes += frame.Length;
        _nextAnnounceMs = Math.Min(_nextAnnounceMs, context.NowMs + GossipParameters.AnnounceMs);
        if (frame.Length > GossipParameters.PushBytes)
        {
            return;
        }
        ListTakers(knownBy);
        int pushes = (int)Math.Sqrt(_peers.Count);
        for (int index = 0; index < pushes; index++)
        {
            knownBy.Add(_peers[index].Place);
            context.Counters.Forwarded++;
            context.Send(_peers[index], Transport.MessageClass.Transactions, frame);
        }
    }

    /// <summary>A peer has transactions.</summary>
    public void HandleAnnounce(GossipPeer peer, in GossipFrameEntry entry, Func<GossipId, bool> isKnown)
    {
        if (peer.Score < GossipScore.GossipThreshold)
        {
            context.Counters.Shunned++;
            return;
        }
        bool isOver = entry.IdCount > Limits.Gossip.MaxAnnouncedIds;
        _ids.Clear();
        for (int index = 0; index < entry.IdCount && !isOver; index++)
        {
            GossipId id = entry.Id(index);
            if (isKnown(id))
            {
                if (_kept.TryGetValue(id, out KeptTransaction? kept))
                {
                    kept.KnownBy.Add(peer.Place);
                }
            }
            else if (_wanted.TryGetValue(id, out WantedTransaction? wanted))
            {
                AddSource(wanted, peer);
            }
            else if (peer.Wanted >= Limits.Gossip.MaxWantedPerPeer || _wanted.Count >= Limits.Gossip.MaxWanted)
            {
                isOver = peer.Wanted >= Limits.Gossip.MaxWantedPerPeer;
            }
            else
            {
                peer.Wanted++;
                _wanted.Add(id, new WantedTransaction(id, peer));
                _ids.Add(id);
            }
        }
        if (isOver)
        {
            context.Offend(peer, GossipOffence.TransactionFlood, GossipScore.One / 4);
        }
        foreach (GossipId id in _ids)
        {
            AskNext(_wanted[id]);
        }
    }

    /// <summary>A peer asks for transactions.</summary>
    public void HandlePull(GossipPeer peer, in GossipFrameEntry entry)
    {
        if ((peer.WantedTransactions += entry.IdCount) > Limits.Gossip.MaxPulledIds)
        {
            context.Offend(peer, GossipOffence.WantFlood, GossipScore.One / 4);
            return;
        }
        if (peer.Score < GossipScore.GossipThreshold)
        {
            context.Counters.Shunned++;
            return;
        }
        _missing.Clear();
        for (int index = 0; index < entry.IdCount; index++)
        {
            GossipId id = entry.Id(index);
            if (!_kept.TryGetValue(id, out KeptTransaction? kept)
                || peer.ServedBytes + kept.Frame.Length > Limits.Gossip.MaxWantBytes)
            {
                _missing.Add(id);
                continue;
            }
            peer.ServedBytes += kept.Frame.Length;
            kept.KnownBy.Add(peer.Place);
            context.Counters.Served++;
            context.Send(peer, Transport.MessageClass.Transactions, kept.Frame);
        }
        context.Tell(
            peer, GossipFrameKind.Missing, GossipTopic.Transaction, CollectionsMarshal.AsSpan(_missing));
    }

    /// <summary>A peer does not have what it was asked for: the next is asked.</summary>
    public void HandleMissing(GossipPeer peer, in GossipFrameEntry entry)
    {
        for (int index = 0; index < entry.IdCount; index++)
        {
            if (_wanted.TryGetValue(entry.Id(index), out WantedTransaction? wanted)
                && ReferenceEquals(wanted.AskedPeer, peer))
            {
                AskNext(wanted);
            }
        }
    }

    /// <summary>What is due: announcements, and pulls that were not answered.</summary>
    public void Tick()
    {
        while (_pulls.TryPeek(out (WantedTransaction Wanted, GossipPeer Peer, long DueMs) pull)
            && (pull.Wanted.IsOver || context.NowMs >= pull.DueMs))
        {
            _pulls.Dequeue();
            if (pull.Wanted.IsOver || !ReferenceEquals(pull.Wanted.AskedPeer, pull.Peer))
            {
                continue;
            }
            context.Counters.BrokenPromises++;
            if (!pull.Peer.IsGone)
            {
                int broken = pull.Peer.BrokenPromises++;
                context.Offend(
                    pull.Peer, GossipOffence.BrokenPromise,
                    broken == 0 ? GossipScore.One / 2 : GossipScore.One / 64);
            }
            AskNext(pull.Wanted);
        }
        if (context.NowMs >= _nextAnnounceMs)
        {
            _nextAnnounceMs = long.MaxValue;
            Announce();
        }
    }

    /// <summary>Transactions too old to be pulled go.</summary>
    public void Beat()
    {
        while (_kept.Count > 0 && context.NowMs - Kept(_firstKept).AtMs > Limits.Gossip.SeenMs / 2)
        {
            Forget();
        }
    }

    /// <summary>Ends the step: peers with room are asked for more, each in one entry.</summary>
    public void Flush()
    {
        foreach (GossipPeer peer in _pulling)
        {
            while (peer.Pulls < Limits.Gossip.MaxPulls
                && peer.WaitingPulls.TryDequeue(out WantedTransaction? waiting))
            {
                if (!waiting.IsOver && waiting.AskedPeer is null && !peer.IsGone)
                {
                    Ask(waiting, peer);
                }
            }
            context.Tell(
                peer, GossipFrameKind.Pull, GossipTopic.Transaction, CollectionsMarshal.AsSpan(peer.ToPull));
            peer.ToPull.Clear();
            peer.IsPulling = false;
        }
        _pulling.Clear();
    }

    private KeptTransaction Kept(long number) => _ring[number % _ring.Length]!;

    private void AddSource(WantedTransaction wanted, GossipPeer peer)
    {
        if (wanted.Sources.Count < WantedTransaction.MaxSources && !wanted.Sources.Contains(peer))
        {
            wanted.Sources.Add(peer);
            if (wanted.AskedPeer is null && peer.Pulls < Limits.Gossip.MaxPulls)
            {
                Ask(wanted, peer);
            }
        }
    }

    private void Note(GossipPeer peer)
    {
        if (!peer.IsPulling)
        {
            peer.IsPulling = true;
            _pulling.Add(peer);
        }
    }

    private void Ask(WantedTransaction wanted, GossipPeer peer)
    {
        peer.Pulls++;
        wanted.AskedPeer = peer;
        _pulls.Enqueue((wanted, peer, context.NowMs + GossipParameters.PullMs));
        peer.ToPull.Add(wanted.Id);
        Note(peer);
    }

    private void Release(WantedTransaction wanted)
    {
        if (wanted.AskedPeer is { } asked)
        {
            asked.Pulls--;
            wanted.AskedPeer = null;
            Note(asked);
        }
    }

    /// <summary>Who was asked is out; the best announcer with room is asked, or its first one waits for room.</summary>
    private void AskNext(WantedTransaction wanted)
    {
        if (wanted.AskedPeer is { } before)
        {
            wanted.Sources.Remove(before);
            Release(wanted);
        }
        wanted.Sources.RemoveAll(static peer => peer.IsGone);
        if (wanted.BestSource() is { } next)
        {
            Ask(wanted, next);
        }
        else if (wanted.Sources.Count > 0)
        {
            wanted.Sources[0].WaitingPulls.Enqueue(wanted);
        }
        else
        {
            _wanted.Remove(wanted.Id);
            Finish(wanted);
        }
    }

    private void Finish(WantedTransaction wanted)
    {
        wanted.IsOver = true;
        wanted.Owner.Wanted--;
        Release(wanted);
    }

    private void Announce()
    {
        for (int place = 0; place < context.PlaceEnd; place++)
        {
            if (context.At(place) is not { } peer)
            {
                continue;
            }
            _ids.Clear();
            if (peer.Takes(GossipTopic.Transaction) && peer.Score >= GossipScore.GossipThreshold)
            {
                for (long number = Math.Max(peer.AnnounceFrom, _firstKept); number < _endKept; number++)
                {
                    if (Kept(number).KnownBy.Add(place))
                    {
                        _ids.Add(Kept(number).Id);
                    }
                }
            }
            peer.AnnounceFrom = _endKept;
            context.Counters.Announced += _ids.Count;
            context.Tell(
                peer, GossipFrameKind.Announce, GossipTopic.Transaction, CollectionsMarshal.AsSpan(_ids));
        }
    }

    private void ListTakers(PeerSet knownBy)
    {
        _peers.Clear();
        for (int place = 0; place < context.PlaceEnd; place++)
        {
            if (context.At(place) is { } peer && peer.Takes(GossipTopic.Transaction) && !knownBy.Contains(place)
                && peer.Score >= GossipScore.PublishThreshold)
            {
                _peers.Add(peer);
            }
        }
        context.Random.Shuffle(_peers);
    }

    private void Forget()
    {
        KeptTransaction oldest = Kept(_firstKept);
        _ring[_firstKept % _ring.Length] = null;
        _firstKept++;
        KeptBytes -= oldest.Frame.Length;
        _kept.Remove(oldest.Id);
    }
}
