using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockProduction;

/// <summary>Decides whether an own block is still worth building and proposing, beside those of others.</summary>
/// <remarks>
/// The lottery may draw several leaders for a view, and a backup leader follows when none was heard. If all of them
/// build and propose, everybody executes every block, and where that takes longer than the wait for claims the votes
/// split and the view is lost. So claimants say so when the view begins (<see cref="LeaderClaim"/>); whoever stands
/// behind another waits until that block is here, or until any complete block may be voted for, which is what a leader
/// that holds its block back costs by the protocol anyway. Votes and what others may propose are none of its business.
/// <b>Threads</b>: one. <b>Bounds</b>: one claim a peer and view, this view and the next ones.
/// </remarks>
internal sealed class LeadGate
{
    private readonly Genesis _genesis;
    private readonly Address _own;
    private readonly IConsensusCryptoFactory _factory;
    private readonly ConsensusTiming _timing;
    private readonly HashSet<(ulong View, ushort Peer)> _heard = [];
    private readonly Dictionary<ulong, List<Rival>> _rivals = [];
    private EpochContext? _epoch;
    private IConsensusCrypto? _crypto;
    private Lottery? _lottery;
    private int _ownIndex = -1;
    private LeadRank? _ownRank;
    private ulong _view;
    private long _lateMs;

    /// <summary>Creates the gate of a validator.</summary>
    public LeadGate(Genesis genesis, Address own, IConsensusCryptoFactory factory, ConsensusTiming timing)
    {
        _genesis = genesis;
        _own = own;
        _factory = factory;
        _timing = timing;
    }

    /// <summary>When a wait for a block that did not come ends.</summary>
    public long DeadlineMs { get; private set; } = long.MaxValue;

    /// <summary>A view begins; the same arguments as those of the core's pacing.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="view">The view.</param>
    /// <param name="nowMs">Monotonic time.</param>
    /// <param name="wallMs">Wall time.</param>
    /// <param name="parentTimestampMs">Timestamp of the block to build on.</param>
    /// <param name="timeoutMs">How long the view may take; the waits for claims grow with it.</param>
    public void Enter(
        EpochContext epoch, ulong view, long nowMs, ulong wallMs, ulong parentTimestampMs, long timeoutMs)
    {
        if (_epoch?.Epoch != epoch.Epoch)
        {
            Begin(epoch);
        }
        _view = view;
        _ownRank = null;
        foreach (ulong old in _rivals.Keys.Where(known => known < view).ToArray())
        {
            _rivals.Remove(old);
        }
        _heard.RemoveWhere(heard => heard.View < view);
        // A timestamp is a header's: no sum with it may wrap.
        ulong due = Math.Min(parentTimestampMs, ulong.MaxValue - (ulong)_timing.SlotMs) + (ulong)_timing.SlotMs;
        long startMs = nowMs + (due <= wallMs ? 0 : (long)Math.Min(due - wallMs, (ulong)_timing.SlotMs));
        // What comes in the second half of the wait for claims may reach some after they voted.
        _lateMs = startMs + (_timing.ClaimMs * timeoutMs / _timing.TimeoutMs / 2);
        DeadlineMs = startMs + (_timing.FallbackMs * timeoutMs / _timing.TimeoutMs);
    }

    /// <summary>The own proof of a view; gives the claim for the others, if the lottery drew this validator.</summary>
    public LeaderClaim? OnOwnProof(ulong view, ReadOnlySpan<byte> proof)
    {
        if (view != _view || _ownIndex < 0 || proof.Length != VrfProof.Bytes)
        {
            return null;
        }
        LeaderClaim claim = new(_epoch!.Epoch, view, (ushort)_ownIndex, new VrfProof(proof));
        _ownRank = RankOf(claim);
        return _ownRank is null ? null : claim;
    }

    /// <summary>A peer's claim. False when only a faulty peer sends it.</summary>
    public bool OnClaim(ushort peer, LeaderClaim claim)
    {
        bool isNear = claim.View >= _view && claim.View - _view <= Limits.Consensus.MaxClaimsAhead;
        if (_epoch?.Epoch != claim.Epoch || !isNear || claim.Proposer == _ownIndex
            || !_heard.Add((claim.View, peer)) || Find(claim.View, claim.Proposer) is not null)
        {
            return true;
        }
        if (claim.Proposer >= _epoch.Validators.Count || RankOf(claim) is not { } rank)
        {
            return false;
        }
        Add(claim.View, new Rival(claim.Proposer, rank));
        return true;
    }

    /// <summary>A block of another validator is verified and about to be executed.</summary>
    public void OnProposal(Header header)
    {
        if (_epoch?.Epoch != header.Epoch || header.View != _view || header.Proposer == _ownIndex)
        {
            return;
        }
        Rival? rival = Find(_view, header.Proposer);
        if (rival is null)
        {
            LeaderClaim claim = new(header.Epoch, header.View, header.Proposer, header.VrfProof);
            LeadRank? rank = header.LeadKind == LeadKind.Vrf ? RankOf(claim) : LeadRank.Backup;
            rival = new Rival(header.Proposer, rank ?? LeadRank.Backup);
            Add(_view, rival);
        }
        // An equivocator's second block changes nothing.
        rival.Block ??= header.Hash;
    }

    /// <summary>A block is executed.</summary>
    public void OnExecuted(Hash256 hash, bool isValid)
    {
        if (_rivals.GetValueOrDefault(_view)?.Find(rival => rival.Block == hash) is { } found)
        {
            found.IsValid = isValid;
        }
    }

    /// <summary>Whether to build.</summary>
    public LeadVerdict BeforeBuilding(long nowMs) => Judge(nowMs, isLate: false);

    /// <summary>Whether to propose what is built.</summary>
    public LeadVerdict BeforeProposing(long nowMs) => Judge(nowMs, isLate: nowMs >= _lateMs);

    // A late block yields to any that is here already, whatever the ranks: others may have voted for that.
    private LeadVerdict Judge(long nowMs, bool isLate)
    {
        LeadVerdict verdict = LeadVerdict.Go;
        foreach (Rival rival in _rivals.GetValueOrDefault(_view) ?? [])
        {
            bool isBefore = rival.Rank.CompareTo(_ownRank ?? LeadRank.Backup) < 0;
            if (rival.IsValid == false || (!isBefore && !(isLate && rival.Block is not null)))
            {
                continue;
            }
            if (rival.IsValid == true)
            {
                return LeadVerdict.Yield;
            }
            if (rival.Block is not null || nowMs < DeadlineMs)
            {
                verdict = LeadVerdict.Wait;
            }
        }
        return verdict;
    }

    private void Begin(EpochContext epoch)
    {
        _epoch = epoch;
        _crypto = _factory.Create(epoch);
        _lottery = new Lottery(_genesis, epoch.Validators, epoch.Randomness);
        _ownIndex = epoch.Validators.IndexOf(_own);
        _rivals.Clear();
        _heard.Clear();
    }

    private LeadRank? RankOf(LeaderClaim claim)
    {
        Span<byte> output = stackalloc byte[64];
        bool isProven = _crypto!.VerifyVrf(claim.Proposer, _lottery!.Alpha(claim.View), claim.Proof, output);
        return isProven && _lottery.TryRank(claim.Proposer, output, out LeadRank rank) ? rank : null;
    }

    private Rival? Find(ulong view, ushort proposer) =>
        _rivals.GetValueOrDefault(view)?.Find(rival => rival.Proposer == proposer);

    private void Add(ulong view, Rival rival)
    {
        if (!_rivals.TryGetValue(view, out List<Rival>? list))
        {
            list = [];
            _rivals.Add(view, list);
        }
        list.Add(rival);
    }
}
