using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>Collects timeouts until a view has a quorum of them.</summary>
/// <remarks>
/// The certificate inside a timeout is checked before it comes here. Its own signature is checked together with others
/// once those that are waiting could change anything: when they would show that an honest validator gave up, and when
/// they would complete a certificate. Of the certificates inside, one of each view is kept.
/// </remarks>
internal sealed class TimeoutTally
{
    // As with votes: more than this from one peer for a view far ahead are checked before they take memory.
    private const int MaxOpenPerPeer = 4;

    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly SortedDictionary<ulong, Slot> _slots = [];
    private readonly SortedDictionary<ulong, QuorumCertificate> _highs = [];

    public TimeoutTally(ValidatorSet validators, IConsensusCrypto crypto, ConsensusRules rules)
    {
        _validators = validators;
        _crypto = crypto;
        _rules = rules;
    }

    /// <summary>Timeouts held.</summary>
    public int Count => _slots.Values.Sum(slot => slot.Entries.Count(entry => entry is not null));

    /// <summary>Certificates kept for them.</summary>
    public int HighCount => _highs.Count;

    /// <summary>Views with timeouts; each holds one reference per validator.</summary>
    public int SlotCount => _slots.Count;

    /// <summary>True when exactly this timeout is counted, or a checked one of the same validator and view.</summary>
    public bool IsKnown(TimeoutVote timeout) =>
        _slots.TryGetValue(timeout.View, out Slot? slot) && slot.Entries[timeout.Voter] is { } entry
        && (entry.IsVerified
            || (entry.Timeout.HighView == timeout.HighView && entry.Timeout.Signature == timeout.Signature));

    /// <summary>
    /// Counts a timeout whose certificate was verified; <paramref name="peer"/> sent it. Gives a TC when it completes
    /// one.
    /// </summary>
    public TimeoutOutcome Add(TimeoutVote timeout, ushort peer, bool isNear = true)
    {
        if (IsKnown(timeout))
        {
            return TimeoutOutcome.Nothing;
        }
        if (!isNear && OpenOf(timeout.View, peer) >= MaxOpenPerPeer && !_crypto.VerifyTimeout(timeout))
        {
            return new TimeoutOutcome(false, null, [peer]);
        }
        List<ushort> liars = [];
        if (_slots.TryGetValue(timeout.View, out Slot? slot) && slot.Entries[timeout.Voter] is { } existing)
        {
            // Two claim one place: it belongs to the one that verifies.
            if (!_crypto.VerifyTimeout(timeout))
            {
                return new TimeoutOutcome(false, null, [peer]);
            }
            if (IsVerified(slot, existing))
            {
                return TimeoutOutcome.Nothing;
            }
            liars.Add(existing.Peer);
            Remove(slot, existing);
        }
        if (slot is null)
        {
            slot = new Slot(_validators.Count);
            _slots.Add(timeout.View, slot);
        }
        _highs.TryAdd(timeout.HighView, timeout.HighCertificate);
        slot.Entries[timeout.Voter] = new Entry(Slim(timeout), peer);
        slot.Weight += _validators[timeout.Voter].Stake;
        VerifyWhenItMatters(slot, liars);
        TimeoutCertificate? certificate = !slot.IsCertified
            && _rules.IsQuorum(slot.VerifiedWeight, _validators.TotalStake) ? Certify(timeout, slot) : null;
        slot.IsCertified |= certificate is not null;
        return new TimeoutOutcome(slot.Entries[timeout.Voter] is not null, certificate, [.. liars]);
    }

    /// <summary>Stake of the timeouts of a view that verify.</summary>
    public UInt128 WeightOf(ulong view) =>
        _slots.TryGetValue(view, out Slot? slot) ? slot.VerifiedWeight : (UInt128)0;

    /// <summary>The timeouts of one validator in this view and later ones, checked or not.</summary>
    public IReadOnlyList<TimeoutVote> Of(ushort voter, ulong first)
    {
        List<TimeoutVote>? timeouts = null;
        foreach ((ulong view, Slot slot) in _slots)
        {
            if (view >= first && slot.Entries[voter] is { } entry)
            {
                (timeouts ??= []).Add(entry.Timeout);
            }
        }
        return timeouts ?? (IReadOnlyList<TimeoutVote>)[];
    }

    /// <summary>The timeouts of this view and later ones, checked or not.</summary>
    public IReadOnlyList<TimeoutVote> From(ulong first) =>
        [.. _slots.Where(slot => slot.Key >= first).SelectMany(slot => slot.Value.Entries).OfType<Entry>()
            .Select(entry => entry.Timeout)];

    /// <summary>True when a timeout verifies by itself; one of the tally is checked once.</summary>
    public bool Verify(TimeoutVote timeout) =>
        _slots.TryGetValue(timeout.View, out Slot? slot) && slot.Entries[timeout.Voter] is { } entry
        && entry.Timeout.HighView == timeout.HighView && entry.Timeout.Signature == timeout.Signature
            ? IsVerified(slot, entry)
            : _crypto.VerifyTimeout(timeout);

    /// <summary>Forgets all timeouts below a view.</summary>
    public void Prune(ulong view)
    {
        while (TryFirstView(out ulong first) && first < view)
        {
            _slots.Remove(first);
        }
        if (_highs.Count > _slots.Count)
        {
            HashSet<ulong> used =
                [.. _slots.Values.SelectMany(slot => slot.Entries).OfType<Entry>().Select(entry => entry.HighView)];
            foreach (ulong high in _highs.Keys.Where(high => !used.Contains(high)).ToArray())
            {
                _highs.Remove(high);
            }
        }
    }

    // What let the signer enter its view is as large as a certificate, and nobody checked it.
    private static TimeoutVote Slim(TimeoutVote timeout)
    {
        QuorumCertificate none = QuorumCertificate.Root(timeout.Epoch, timeout.HighView, Hash256.Zero);
        return timeout with { HighCertificate = none, Entry = new EntryCertificate(none, null) };
    }

    private int OpenOf(ulong view, ushort peer) => _slots.TryGetValue(view, out Slot? slot)
        ? slot.Entries.Count(entry => entry is { IsVerified: false } && entry.Peer == peer)
        : 0;

    private bool TryFirstView(out ulong view)
    {
        foreach (KeyValuePair<ulong, Slot> entry in _slots)
        {
            view = entry.Key;
            return true;
        }
        view = 0;
        return false;
    }

    private bool IsVerified(Slot slot, Entry entry)
    {
        if (!entry.IsVerified && !entry.IsBad)
        {
            Judge(slot, entry, _crypto.VerifyTimeout(entry.Timeout));
        }
        return entry.IsVerified;
    }

    private void Judge(Slot slot, Entry entry, bool verifies)
    {
        entry.IsVerified = verifies;
        entry.IsBad = !verifies;
        slot.VerifiedWeight += verifies ? _validators[entry.Timeout.Voter].Stake : 0;
    }

    private void Remove(Slot slot, Entry entry)
    {
        slot.Entries[entry.Timeout.Voter] = null;
        slot.Weight -= _validators[entry.Timeout.Voter].Stake;
    }

    private void VerifyWhenItMatters(Slot slot, List<ushort> liars)
    {
        UInt128 total = _validators.TotalStake;
        bool showsHonest = Quorum.HasHonest(slot.Weight, total) && !Quorum.HasHonest(slot.VerifiedWeight, total);
        bool completes = _rules.IsQuorum(slot.Weight, total) && !_rules.IsQuorum(slot.VerifiedWeight, total);
        if (!showsHonest && !completes)
        {
            return;
        }
        Entry[] open = [.. slot.Entries.OfType<Entry>().Where(entry => !entry.IsVerified)];
        bool[] verdicts = new bool[open.Length];
        _crypto.VerifyTimeouts([.. open.Select(entry => entry.Timeout)], verdicts);
        for (int index = 0; index < open.Length; index++)
        {
            Judge(slot, open[index], verdicts[index]);
            if (!verdicts[index])
            {
                liars.Add(open[index].Peer);
                Remove(slot, open[index]);
            }
        }
    }

    private TimeoutCertificate? Certify(TimeoutVote last, Slot slot)
    {
        SortedDictionary<ulong, byte[]> groups = [];
        List<BlsSignature> signatures = [];
        foreach (Entry? entry in slot.Entries)
        {
            if (entry is not { IsVerified: true })
            {
                continue;
            }
            if (!groups.TryGetValue(entry.Timeout.HighView, out byte[]? bitmap))
            {
                bitmap = new byte[SignerBitmap.BytesFor(_validators.Count)];
                groups.Add(entry.Timeout.HighView, bitmap);
            }
            SignerBitmap.Add(bitmap, entry.Timeout.Voter);
            signatures.Add(entry.Timeout.Signature);
        }
        if (groups.Count > Limits.Consensus.MaxTimeoutGroups || !_crypto.TryAggregate(signatures, out BlsSignature sum))
        {
            return null;
        }
        TimeoutGroup[] list = [.. groups.Select(group => new TimeoutGroup(group.Key, group.Value))];
        return new TimeoutCertificate(last.Epoch, last.View, list, sum, _highs[list[^1].HighView]);
    }

    private sealed class Slot(int validators)
    {
        public Entry?[] Entries { get; } = new Entry?[validators];

        public bool IsCertified { get; set; }

        public UInt128 Weight { get; set; }

        public UInt128 VerifiedWeight { get; set; }
    }

    private sealed class Entry(TimeoutVote timeout, ushort peer)
    {
        public TimeoutVote Timeout { get; } = timeout;

        public ulong HighView => Timeout.HighView;

        public ushort Peer { get; } = peer;

        public bool IsVerified { get; set; }

        public bool IsBad { get; set; }
    }
}
