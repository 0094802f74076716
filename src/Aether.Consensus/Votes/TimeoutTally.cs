using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>Collects verified timeouts until a view has a quorum of them.</summary>
internal sealed class TimeoutTally
{
    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly SortedDictionary<ulong, TimeoutVote?[]> _timeouts = [];

    public TimeoutTally(ValidatorSet validators, IConsensusCrypto crypto, ConsensusRules rules)
    {
        _validators = validators;
        _crypto = crypto;
        _rules = rules;
    }

    /// <summary>True when this validator's timeout of this view is counted already.</summary>
    public bool Contains(ulong view, ushort voter) =>
        _timeouts.TryGetValue(view, out TimeoutVote?[]? votes) && votes[voter] is not null;

    /// <summary>Counts a timeout that was verified with its certificates. Gives a TC when it completes one.</summary>
    public TimeoutCertificate? Add(TimeoutVote timeout)
    {
        if (!_timeouts.TryGetValue(timeout.View, out TimeoutVote?[]? votes))
        {
            votes = new TimeoutVote?[_validators.Count];
            _timeouts.Add(timeout.View, votes);
        }
        votes[timeout.Voter] ??= timeout;
        return _rules.IsQuorum(WeightOf(timeout.View), _validators.TotalStake) ? Certify(timeout, votes) : null;
    }

    /// <summary>Stake of the timeouts of a view.</summary>
    public UInt128 WeightOf(ulong view)
    {
        UInt128 weight = 0;
        if (_timeouts.TryGetValue(view, out TimeoutVote?[]? votes))
        {
            for (int index = 0; index < votes.Length; index++)
            {
                weight += votes[index] is null ? 0 : _validators[index].Stake;
            }
        }
        return weight;
    }

    /// <summary>Forgets all timeouts below a view.</summary>
    public void Prune(ulong view)
    {
        while (TryFirstView(out ulong first) && first < view)
        {
            _timeouts.Remove(first);
        }
    }

    private bool TryFirstView(out ulong view)
    {
        foreach (KeyValuePair<ulong, TimeoutVote?[]> entry in _timeouts)
        {
            view = entry.Key;
            return true;
        }
        view = 0;
        return false;
    }

    private TimeoutCertificate? Certify(TimeoutVote last, TimeoutVote?[] votes)
    {
        SortedDictionary<ulong, byte[]> groups = [];
        List<BlsSignature> signatures = [];
        QuorumCertificate high = last.HighCertificate;
        for (int index = 0; index < votes.Length; index++)
        {
            if (votes[index] is not { } vote)
            {
                continue;
            }
            if (!groups.TryGetValue(vote.HighView, out byte[]? bitmap))
            {
                bitmap = new byte[SignerBitmap.BytesFor(_validators.Count)];
                groups.Add(vote.HighView, bitmap);
            }
            SignerBitmap.Add(bitmap, index);
            signatures.Add(vote.Signature);
            high = vote.HighView > high.View ? vote.HighCertificate : high;
        }
        if (groups.Count > Limits.Consensus.MaxTimeoutGroups || !_crypto.TryAggregate(signatures, out BlsSignature sum))
        {
            return null;
        }
        TimeoutGroup[] list = groups.Select(group => new TimeoutGroup(group.Key, group.Value)).ToArray();
        return new TimeoutCertificate(last.Epoch, last.View, list, sum, high);
    }
}
