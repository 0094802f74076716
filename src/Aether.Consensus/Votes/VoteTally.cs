using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>Collects prevotes and precommits until a block has a quorum of one kind in one view.</summary>
/// <remarks>
/// Signatures are checked once, as an aggregate, at quorum. If that fails the votes are bisected and bad ones dropped,
/// so that one bad vote cannot keep a certificate from forming, and whoever sent them is named. A place taken by an
/// unchecked vote is given to a later vote of the same validator when only the later one verifies. A validator has one
/// place in each view and kind, whatever it or others send in its name; a second vote that contradicts it is checked
/// once.
/// </remarks>
internal sealed class VoteTally
{
    // A validator sends its own vote, and again when it repeats it; who sends more for a view far ahead sends them for
    // others, and then they are checked before they take memory.
    private const int MaxOpenPerPeer = 4;

    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly SortedDictionary<(ulong View, VoteKind Kind), Slot> _slots = [];

    public VoteTally(ValidatorSet validators, IConsensusCrypto crypto, ConsensusRules rules)
    {
        _validators = validators;
        _crypto = crypto;
        _rules = rules;
    }

    /// <summary>Votes held.</summary>
    public int Count => _slots.Values.Sum(slot => slot.Entries.Count(entry => entry is not null));

    /// <summary>Views and kinds with votes; each holds one reference per validator.</summary>
    public int SlotCount => _slots.Count;

    /// <summary>
    /// Counts a vote whose voter is in the set and whose view is in the window; <paramref name="peer"/> sent it. Gives
    /// a certificate when it completes the first of its block. Votes of views that are not near take memory unchecked
    /// only in small number from each peer.
    /// </summary>
    public VoteOutcome Add(Vote vote, ushort peer, bool isNear = true)
    {
        if (!isNear && OpenOf(vote, peer) >= MaxOpenPerPeer && !_crypto.VerifyVote(vote))
        {
            return VoteOutcome.Invalid(peer);
        }
        if (!_slots.TryGetValue((vote.View, vote.Kind), out Slot? slot))
        {
            slot = new Slot(_validators.Count);
            _slots.Add((vote.View, vote.Kind), slot);
        }
        List<ushort> liars = [];
        if (slot.Entries[vote.Voter] is { } existing)
        {
            if (existing.IsContradicted
                || (existing.Vote.BlockHash == vote.BlockHash && existing.Vote.Signature == vote.Signature))
            {
                return VoteOutcome.Nothing;
            }
            if (!_crypto.VerifyVote(vote))
            {
                return VoteOutcome.Invalid(peer);
            }
            if (IsVerified(existing))
            {
                return Contradict(existing, vote);
            }
            liars.Add(existing.Peer);
            Remove(slot, existing);
            Place(slot, new Entry(vote, peer) { IsVerified = true });
        }
        else
        {
            Place(slot, new Entry(vote, peer));
        }
        QuorumCertificate? certificate = slot.Certified.Contains(vote.BlockHash)
            ? null
            : TryCertify(slot, vote, liars);
        return certificate is null && liars.Count == 0
            ? VoteOutcome.Counted
            : new VoteOutcome(slot.Entries[vote.Voter] is not null, certificate, null, [.. liars]);
    }

    /// <summary>The votes of a view and kind, checked or not.</summary>
    public IReadOnlyList<Vote> In(ulong view, VoteKind kind) => _slots.TryGetValue((view, kind), out Slot? slot)
        ? [.. slot.Entries.OfType<Entry>().Select(entry => entry.Vote)]
        : [];

    /// <summary>The votes of one validator in these views, checked or not.</summary>
    public IReadOnlyList<Vote> Of(ushort voter, ulong first, ulong last)
    {
        List<Vote>? votes = null;
        foreach (((ulong view, VoteKind _), Slot slot) in _slots)
        {
            if (view > last)
            {
                break;
            }
            if (view >= first && slot.Entries[voter] is { } entry)
            {
                (votes ??= []).Add(entry.Vote);
            }
        }
        return votes ?? (IReadOnlyList<Vote>)[];
    }

    /// <summary>True when a vote of the tally verifies by itself; checked once.</summary>
    public bool Verify(Vote vote) =>
        _slots.TryGetValue((vote.View, vote.Kind), out Slot? slot)
        && slot.Entries[vote.Voter] is { } entry && ReferenceEquals(entry.Vote, vote)
            ? IsVerified(entry)
            : _crypto.VerifyVote(vote);

    /// <summary>Forgets all votes below a view.</summary>
    public void Prune(ulong view)
    {
        while (_slots.Count > 0 && FirstKey().View < view)
        {
            _slots.Remove(FirstKey());
        }
    }

    private int OpenOf(Vote vote, ushort peer) => _slots.TryGetValue((vote.View, vote.Kind), out Slot? slot)
        ? slot.Entries.Count(entry => entry is { IsVerified: false } && entry.Peer == peer)
        : 0;

    private (ulong View, VoteKind Kind) FirstKey()
    {
        foreach (KeyValuePair<(ulong View, VoteKind Kind), Slot> entry in _slots)
        {
            return entry.Key;
        }
        return default;
    }

    private bool IsVerified(Entry entry)
    {
        // A vote known to be bad stays until its place is needed: asking again must not cost again.
        if (!entry.IsVerified && !entry.IsBad)
        {
            entry.IsVerified = _crypto.VerifyVote(entry.Vote);
            entry.IsBad = !entry.IsVerified;
        }
        return entry.IsVerified;
    }

    private static VoteOutcome Contradict(Entry existing, Vote vote)
    {
        if (existing.Vote.BlockHash == vote.BlockHash)
        {
            return VoteOutcome.Nothing;
        }
        existing.IsContradicted = true;
        return VoteOutcome.Conflicting(existing.Vote);
    }

    private void Place(Slot slot, Entry entry)
    {
        slot.Entries[entry.Vote.Voter] = entry;
        UInt128 weight = slot.Weights.GetValueOrDefault(entry.Vote.BlockHash);
        slot.Weights[entry.Vote.BlockHash] = weight + _validators[entry.Vote.Voter].Stake;
    }

    private void Remove(Slot slot, Entry entry)
    {
        slot.Entries[entry.Vote.Voter] = null;
        UInt128 rest = slot.Weights[entry.Vote.BlockHash] - _validators[entry.Vote.Voter].Stake;
        slot.Weights[entry.Vote.BlockHash] = rest;
        if (rest == 0)
        {
            slot.Weights.Remove(entry.Vote.BlockHash);
        }
    }

    private QuorumCertificate? TryCertify(Slot slot, Vote vote, List<ushort> liars)
    {
        // The second round runs only when the first dropped bad votes.
        for (int round = 0; round < 2; round++)
        {
            UInt128 weight = slot.Weights.GetValueOrDefault(vote.BlockHash);
            if (weight == 0 || !_rules.IsQuorum(weight, _validators.TotalStake))
            {
                return null;
            }
            byte[] bitmap = new byte[SignerBitmap.BytesFor(_validators.Count)];
            List<BlsSignature> signatures = Collect(slot, vote.BlockHash, bitmap);
            if (_crypto.TryAggregate(signatures, out BlsSignature sum))
            {
                QuorumCertificate certificate = new(vote.Kind, vote.Epoch, vote.View, vote.BlockHash, bitmap, sum);
                if (_crypto.VerifyCertificate(certificate))
                {
                    slot.Certified.Add(vote.BlockHash);
                    return certificate;
                }
            }
            DropInvalid(slot, vote.BlockHash, liars);
        }
        return null;
    }

    private static List<BlsSignature> Collect(Slot slot, Hash256 block, byte[] bitmap)
    {
        List<BlsSignature> signatures = [];
        foreach (Entry? entry in slot.Entries)
        {
            if (entry is not null && entry.Vote.BlockHash == block)
            {
                SignerBitmap.Add(bitmap, entry.Vote.Voter);
                signatures.Add(entry.Vote.Signature);
            }
        }
        return signatures;
    }

    private void DropInvalid(Slot slot, Hash256 block, List<ushort> liars)
    {
        Entry[] open = [.. slot.Entries.OfType<Entry>().Where(
            entry => entry.Vote.BlockHash == block && !entry.IsVerified)];
        bool[] verdicts = new bool[open.Length];
        _crypto.VerifyVotes([.. open.Select(entry => entry.Vote)], verdicts);
        for (int index = 0; index < open.Length; index++)
        {
            open[index].IsVerified = verdicts[index];
            if (!verdicts[index])
            {
                liars.Add(open[index].Peer);
                Remove(slot, open[index]);
            }
        }
    }

    private sealed class Slot(int validators)
    {
        public Entry?[] Entries { get; } = new Entry?[validators];

        public Dictionary<Hash256, UInt128> Weights { get; } = [];

        public List<Hash256> Certified { get; } = [];
    }

    private sealed class Entry(Vote vote, ushort peer)
    {
        public Vote Vote { get; } = vote;

        public ushort Peer { get; } = peer;

        public bool IsVerified { get; set; }

        public bool IsBad { get; set; }

        public bool IsContradicted { get; set; }
    }
}
