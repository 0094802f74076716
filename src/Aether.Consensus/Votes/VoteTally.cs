using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>Collects prevotes and precommits until a block has a quorum of one kind in one view.</summary>
/// <remarks>
/// Signatures are checked once, as an aggregate, at quorum. If that fails every vote is checked alone and bad ones are
/// dropped, so that one bad vote cannot keep a certificate from forming. A place taken by an unchecked vote is given to
/// a later vote of the same validator when only the later one verifies.
/// </remarks>
internal sealed class VoteTally
{
    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly SortedDictionary<(ulong View, VoteKind Kind), Entry?[]> _votes = [];

    public VoteTally(ValidatorSet validators, IConsensusCrypto crypto, ConsensusRules rules)
    {
        _validators = validators;
        _crypto = crypto;
        _rules = rules;
    }

    /// <summary>
    /// Counts a vote whose voter is in the set and whose view is in the window. Gives a certificate when it completes
    /// one.
    /// </summary>
    public VoteOutcome Add(Vote vote)
    {
        if (!_votes.TryGetValue((vote.View, vote.Kind), out Entry?[]? votes))
        {
            votes = new Entry?[_validators.Count];
            _votes.Add((vote.View, vote.Kind), votes);
        }
        Entry? existing = votes[vote.Voter];
        if (existing is not null)
        {
            if (existing.Vote.BlockHash == vote.BlockHash && existing.Vote.Signature == vote.Signature)
            {
                return VoteOutcome.Nothing;
            }
            VoteOutcome conflict = Resolve(votes, existing, vote);
            if (!ReferenceEquals(conflict, VoteOutcome.Replaced))
            {
                return conflict;
            }
        }
        else
        {
            votes[vote.Voter] = new Entry(vote);
        }
        return new VoteOutcome(TryCertify(votes, vote), false, false);
    }

    /// <summary>Forgets all votes below a view.</summary>
    public void Prune(ulong view)
    {
        while (_votes.Count > 0 && FirstKey().View < view)
        {
            _votes.Remove(FirstKey());
        }
    }

    private (ulong View, VoteKind Kind) FirstKey()
    {
        foreach (KeyValuePair<(ulong View, VoteKind Kind), Entry?[]> entry in _votes)
        {
            return entry.Key;
        }
        return default;
    }

    // Two different votes claim one place: whichever verifies has it; when both do, the validator equivocated.
    private VoteOutcome Resolve(Entry?[] votes, Entry existing, Vote vote)
    {
        if (!_crypto.VerifyVote(vote))
        {
            return VoteOutcome.Invalid;
        }
        if (existing.IsVerified || _crypto.VerifyVote(existing.Vote))
        {
            existing.IsVerified = true;
            return existing.Vote.BlockHash == vote.BlockHash ? VoteOutcome.Nothing : VoteOutcome.Equivocated;
        }
        votes[vote.Voter] = new Entry(vote) { IsVerified = true };
        return VoteOutcome.Replaced;
    }

    private QuorumCertificate? TryCertify(Entry?[] votes, Vote vote)
    {
        // The second round runs only when the first dropped bad votes.
        for (int round = 0; round < 2; round++)
        {
            byte[] bitmap = new byte[SignerBitmap.BytesFor(_validators.Count)];
            List<BlsSignature> signatures = Collect(votes, vote.BlockHash, bitmap);
            if (signatures.Count == 0 || !_rules.IsQuorum(_validators.StakeOf(bitmap), _validators.TotalStake))
            {
                return null;
            }
            if (_crypto.TryAggregate(signatures, out BlsSignature sum))
            {
                QuorumCertificate certificate = new(vote.Kind, vote.Epoch, vote.View, vote.BlockHash, bitmap, sum);
                if (_crypto.VerifyCertificate(certificate))
                {
                    return certificate;
                }
            }
            DropInvalid(votes, vote.BlockHash);
        }
        return null;
    }

    private static List<BlsSignature> Collect(Entry?[] votes, Hash256 block, byte[] bitmap)
    {
        List<BlsSignature> signatures = [];
        for (int index = 0; index < votes.Length; index++)
        {
            if (votes[index] is { } entry && entry.Vote.BlockHash == block)
            {
                SignerBitmap.Add(bitmap, index);
                signatures.Add(entry.Vote.Signature);
            }
        }
        return signatures;
    }

    private void DropInvalid(Entry?[] votes, Hash256 block)
    {
        for (int index = 0; index < votes.Length; index++)
        {
            if (votes[index] is { } entry && entry.Vote.BlockHash == block && !entry.IsVerified)
            {
                entry.IsVerified = _crypto.VerifyVote(entry.Vote);
                votes[index] = entry.IsVerified ? entry : null;
            }
        }
    }

    private sealed class Entry(Vote vote)
    {
        public Vote Vote { get; } = vote;

        public bool IsVerified { get; set; }
    }
}
