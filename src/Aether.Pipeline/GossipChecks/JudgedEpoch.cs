using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Gossip;

namespace Aether.Pipeline.GossipChecks;

/// <summary>Judges gossiped messages of one epoch, from cheap to dear.</summary>
/// <remarks>
/// A message is rejected when no honest node sends or passes it on, whatever it knows; ignored when it adds nothing or
/// cannot be judged now. Everything for which consensus blames a sender is checked, so that passing on what was
/// accepted here cannot make this node look faulty. <b>Threads</b>: one.
/// </remarks>
internal sealed class JudgedEpoch
{
    private const byte ProposalKind = 2;
    private const byte TimeoutKind = 3;

    private readonly Genesis _genesis;
    private readonly IConsensusCrypto _crypto;
    private readonly JudgedCertificates _certificates;
    private readonly EvidenceChecker _evidence;
    private readonly Lottery _lottery;
    private readonly ConsensusRules _rules = new();
    private readonly JudgedViews _views = new();
    private ulong _view;
    private ulong _entered;
    private QuorumCertificate? _commit;

    /// <summary>Creates the judge of an epoch.</summary>
    public JudgedEpoch(Genesis genesis, EpochContext context, IConsensusCryptoFactory factory)
    {
        _genesis = genesis;
        Context = context;
        _crypto = factory.Create(context);
        _certificates = new JudgedCertificates(context.Validators, _crypto, context.RootCertificate);
        _evidence = new EvidenceChecker(context.Validators, context.RootCertificate, _crypto);
        _lottery = new Lottery(genesis, context.Validators, context.Randomness);
    }

    /// <summary>The epoch.</summary>
    public EpochContext Context { get; }

    /// <summary>Tells the view that consensus is in.</summary>
    public void Enter(ulong view)
    {
        if (view > _view)
        {
            _view = view;
            _views.Prune(view > Limits.Consensus.MaxPastViews ? view - Limits.Consensus.MaxPastViews : 0);
        }
    }

    /// <summary>What a vote is worth before its signature is looked at; null when it decides.</summary>
    public ValidationOutcome? JudgeForm(Vote vote) =>
        vote.Voter >= Context.Validators.Count ? ValidationOutcome.Reject
        : !IsInWindow(vote.View) || _views.IsEnough(vote.View, (byte)vote.Kind, vote.Voter, vote.BlockHash)
            ? ValidationOutcome.Ignore
        : null;

    /// <summary>Verifies votes that passed <see cref="JudgeForm"/>: one verdict each.</summary>
    public void Judge(IReadOnlyList<Vote> votes, Span<bool> verdicts)
    {
        List<(Vote Vote, int Index)> open = [];
        for (int index = 0; index < votes.Count; index++)
        {
            open.Add((votes[index], index));
        }
        while (open.Count > 0)
        {
            // One group at a time: votes of distinct validators for one block.
            Vote first = open[0].Vote;
            HashSet<ushort> voters = [];
            List<(Vote Vote, int Index)> group = open.FindAll(entry =>
                entry.Vote.Kind == first.Kind && entry.Vote.View == first.View
                && entry.Vote.BlockHash == first.BlockHash && voters.Add(entry.Vote.Voter));
            bool[] valid = new bool[group.Count];
            _crypto.VerifyVotes([.. group.Select(entry => entry.Vote)], valid);
            for (int index = 0; index < valid.Length; index++)
            {
                Vote vote = group[index].Vote;
                verdicts[group[index].Index] = valid[index];
                if (valid[index])
                {
                    _views.Add(vote.View, (byte)vote.Kind, vote.Voter, vote.BlockHash);
                }
            }
            open.RemoveAll(group.Contains);
        }
    }

    /// <summary>Judges anything but a vote.</summary>
    public ValidationOutcome Judge(ConsensusMessage message) =>
        message.Timeout is { } timeout ? Judge(timeout)
        : message.Entry is { } entry ? Judge(entry)
        : message.Commit is { } commit ? Judge(commit)
        : message.Proposal is { } proposal ? Judge(proposal)
        : message.Evidence is { } evidence ? Judge(evidence)
        : ValidationOutcome.Reject;

    private static ValidationOutcome AcceptIf(bool valid) =>
        valid ? ValidationOutcome.Accept : ValidationOutcome.Reject;

    private bool IsInWindow(ulong view) =>
        view > 0 && view <= _view + Limits.Consensus.MaxFutureViews
        && view + Limits.Consensus.MaxPastViews >= _view;

    private ValidationOutcome Judge(TimeoutVote timeout)
    {
        bool wellFormed = timeout.Voter < Context.Validators.Count
            && timeout.HighView < timeout.View
            && timeout.HighCertificate.Kind == VoteKind.Prevote;
        if (!wellFormed)
        {
            return ValidationOutcome.Reject;
        }
        Hash256 value = timeout.HighCertificate.BlockHash;
        if (!IsInWindow(timeout.View) || _views.IsEnough(timeout.View, TimeoutKind, timeout.Voter, value))
        {
            return ValidationOutcome.Ignore;
        }
        bool valid = _crypto.VerifyTimeout(timeout)
            && _certificates.IsValid(timeout.HighCertificate)
            && (timeout.Entry.Epoch != Context.Epoch || _certificates.IsValid(timeout.Entry));
        if (valid)
        {
            _views.Add(timeout.View, TimeoutKind, timeout.Voter, value);
        }
        return AcceptIf(valid);
    }

    // The first of each view is enough: everybody makes one of its own.
    private ValidationOutcome Judge(EntryCertificate entry)
    {
        if (entry.EnteredView <= _entered)
        {
            return ValidationOutcome.Ignore;
        }
        if (!_certificates.IsValid(entry))
        {
            return ValidationOutcome.Reject;
        }
        _entered = entry.EnteredView;
        return ValidationOutcome.Accept;
    }

    // One for another block of the same view is news that must spread.
    private ValidationOutcome Judge(QuorumCertificate commit)
    {
        if (_commit is { } known
            && (commit.View < known.View || (commit.View == known.View && commit.BlockHash == known.BlockHash)))
        {
            return ValidationOutcome.Ignore;
        }
        if (commit.Kind != VoteKind.Precommit || !_certificates.IsValid(commit))
        {
            return ValidationOutcome.Reject;
        }
        _commit = commit;
        return ValidationOutcome.Accept;
    }

    private ValidationOutcome Judge(Proposal proposal)
    {
        Header header = proposal.Header;
        if (header.Proposer >= Context.Validators.Count)
        {
            return ValidationOutcome.Reject;
        }
        if (!IsInWindow(header.View)
            || _views.IsEnough(header.View, ProposalKind, header.Proposer, proposal.Hash))
        {
            return ValidationOutcome.Ignore;
        }
        bool valid = HeaderRules.IsWellFormed(header, _genesis.Parameters, Context)
            && _rules.IsJustified(header)
            && IsLeader(header)
            && _crypto.VerifyHeader(proposal.SignedHeader)
            && _certificates.IsValid(header.Justify)
            && (header.Timeout is null || _certificates.IsValid(header.Timeout))
            && _crypto.VerifyPayload(header, proposal.Payload);
        if (!valid)
        {
            return ValidationOutcome.Reject;
        }
        _views.Add(header.View, ProposalKind, header.Proposer, proposal.Hash);
        return HasKnownRootProof(header) ? ValidationOutcome.Accept : ValidationOutcome.Ignore;
    }

    private bool IsLeader(Header header)
    {
        Span<byte> output = stackalloc byte[64];
        return _crypto.VerifyVrf(header.Proposer, _lottery.Alpha(header.View), header.VrfProof, output)
            && (header.LeadKind == LeadKind.Vrf
                ? _lottery.TryRank(header.Proposer, output, out LeadRank _)
                : _lottery.BackupLeader(header.View) == header.Proposer);
    }

    // Another proof of the root may hold too; only who knows the set of the epoch before can tell.
    private bool HasKnownRootProof(Header header) =>
        header.EpochProof is not { } proof
        || (Context.RootProof is { } own && Ace.Encode(proof).AsSpan().SequenceEqual(Ace.Encode(own)));

    private ValidationOutcome Judge(Evidence evidence) =>
        AcceptIf(_evidence.Check(evidence, out Conviction[] _) == EvidenceError.None);
}
