using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.Slashing;
using Aether.Consensus.SlashingProtection;
using Aether.Consensus.Votes;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// One validator's consensus in one epoch: a state machine without I/O, clock, randomness or threads.
/// </summary>
/// <remarks>
/// Ends when the closing block of the epoch is final; <see cref="ChainCore"/> then starts the next one.
/// Propose, prevote, precommit in one view; two-chain and commit-certificate finality; timeout certificates for view
/// change. The rules are in <see cref="ConsensusRules"/>; this class brings inputs to them and turns their answers into
/// effects. Role files: <c>.Views</c> (view entry, timers, repetition), <c>.Blocks</c> (proposals, execution, fetching,
/// finality), <c>.Votes</c> (votes, timeouts, certificates, signatures), <c>.Epochs</c> (the end of the epoch and
/// catching up).
/// <b>Threads</b>: one. <b>Errors</b>: no message throws; a violated invariant of our own does.
/// </remarks>
public sealed partial class ConsensusCore
{
    private readonly ConsensusConfig _config;
    private readonly ValidatorSet _validators;
    private readonly IConsensusCrypto _crypto;
    private readonly ConsensusRules _rules;
    private readonly Lottery _lottery;
    private readonly CertificateChecker _checker;
    private readonly VoteTally _votes;
    private readonly TimeoutTally _timeouts;
    private readonly BlockTree _tree;
    private readonly BlockRequests _requests;
    private readonly Pacemaker _pacemaker;
    private readonly EpochContext _context;
    private readonly uint _epoch;

    private EffectBuffer _effects = new();
    private long _nowMs;
    private ulong _wallMs;
    private SafetyRecord _record;
    private QuorumCertificate _high;
    private QuorumCertificate? _commit;
    private ulong _position;
    private ulong _durable;
    private bool _halted;
    private bool _started;

    /// <summary>Creates the core from what survived the last stop. Emits nothing until the first input.</summary>
    public ConsensusCore(
        ConsensusConfig config, IConsensusCrypto crypto, RestoredState restored, ConsensusRules? rules = null)
        : this(config, crypto, restored, rules ?? new ConsensusRules(), CoreResume.Fresh)
    {
    }

    internal ConsensusCore(
        ConsensusConfig config,
        IConsensusCrypto crypto,
        RestoredState restored,
        ConsensusRules rules,
        CoreResume resume)
    {
        _config = config;
        _crypto = crypto;
        _rules = rules;
        _context = restored.Epoch;
        _epoch = _context.Epoch;
        _validators = _context.Validators;
        _lottery = config.Lottery ?? new Lottery(config.Genesis, _validators, _context.Randomness);
        _checker = new CertificateChecker(_validators, crypto, _rules, _context.RootCertificate);
        _votes = new VoteTally(_validators, crypto, _rules);
        _timeouts = new TimeoutTally(_validators, crypto, _rules);
        _evidenceChecker = new EvidenceChecker(_validators, _context.RootCertificate, crypto);
        _detector = new EvidenceDetector(_votes, _timeouts, FindHeader, _validators.Count);
        _tree = new BlockTree(restored.FinalizedHeader);
        _requests = new BlockRequests(config.Peers, config.OwnPeer, config.Timing.SlotMs / 2);
        _range = new RangeRequest(config.Timing.SlotMs);
        _pacemaker = new Pacemaker(config.Timing);
        _record = _rules.RecordFor(_context, restored.Safety);
        _high = _record.HighCertificate;
        _restoredPending = restored.Pending;
        _previous = resume.Previous;
        _position = resume.Position;
        _durable = resume.Durable;
        _nextRequestId = resume.NextRequestId;
        Check.That(config.OwnIndex is null || config.OwnIndex < _validators.Count);
    }

    /// <summary>Current view.</summary>
    public ulong CurrentView => _view;

    /// <summary>How long the current view may take.</summary>
    public long TimeoutMs => _pacemaker.TimeoutMs;

    /// <summary>The final head.</summary>
    public Header FinalizedHeader => _tree.Finalized;

    /// <summary>The highest block with a QC that is known here; the final head when there is none above it.</summary>
    public Header SafeHeader => _tree.FindHeader(_high.BlockHash) ?? _tree.Finalized;

    /// <summary>Blocks held above the final head: never more than the limit.</summary>
    public int PendingBlocks => _tree.Count;

    /// <summary>True after conflicting final blocks were seen; the core ignores everything from then on.</summary>
    public bool IsHalted => _halted;

    /// <summary>The record in force, for inspection.</summary>
    public SafetyRecord Safety => _record;

    /// <summary>Handles one input and appends its effects, in the order they must be carried out.</summary>
    public void Step(ConsensusInput input, EffectBuffer effects)
    {
        _effects = effects;
        _nowMs = Math.Max(_nowMs, input.NowMs);
        _wallMs = input.WallMs;
        if (IsOver)
        {
            return;
        }
        if (!_started)
        {
            Start();
        }
        switch (input)
        {
            case MessageInput message:
                OnMessage(message.Peer, message.Message);
                break;
            case BuiltInput built:
                OnBuilt(built.View, built.Block);
                break;
            case ExecutedInput executed:
                OnExecuted(executed.BlockHash, executed.Valid);
                break;
            case DurableInput durable:
                Check.That(durable.Position <= _position);
                _durable = Math.Max(_durable, durable.Position);
                break;
            case SignedInput signed:
                OnSigned(signed.RequestId, signed.Signature);
                break;
        }
        ReportFound();
        Advance();
    }

    /// <summary>A cheap digest of the state, equal on equal histories.</summary>
    public ulong StateDigest()
    {
        ulong digest = 0xcbf29ce484222325;
        ReadOnlySpan<ulong> parts =
        [
            _view, _high.View, Word(_high.BlockHash), _tree.Finalized.View, Word(_tree.Finalized.Hash),
            _epoch, _record.PrevotedView, _record.PrecommittedView, _record.TimedOutView, _record.ProposedView,
            (ulong)_tree.Count, _position, _durable,
        ];
        foreach (ulong part in parts)
        {
            digest = unchecked((digest ^ part) * 0x100000001b3);
        }
        return digest;
    }

    private static ulong Word(Hash256 hash) =>
        System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(hash.Span);

    private void OnMessage(ushort peer, ConsensusMessage message)
    {
        if (peer >= _config.Peers)
        {
            return;
        }
        if (message.Proposal is { } proposal)
        {
            OnProposal(peer, proposal, isAnswer: false);
        }
        else if (message.Vote is { } vote)
        {
            OnVote(peer, vote);
        }
        else if (message.Timeout is { } timeout)
        {
            OnTimeout(peer, timeout);
        }
        else if (message.Entry is { } entry)
        {
            OnEntry(peer, entry);
        }
        else if (message.Commit is { } commit)
        {
            OnCommit(peer, commit);
        }
        else if (message.BlockRequest is { } wanted)
        {
            OnBlockRequest(peer, wanted);
        }
        else if (message.BlockResponse is { } block)
        {
            OnProposal(peer, block, isAnswer: true);
        }
        else if (message.BlocksRequest is { } range)
        {
            OnBlocksRequest(peer, range);
        }
        else if (message.Evidence is { } evidence)
        {
            OnEvidence(peer, evidence);
        }
    }

    // What time and state allow now. Loops because finality, execution and view entry enable each other.
    private void Advance()
    {
        if (IsOver)
        {
            return;
        }
        TryFinalize();
        if (IsOver)
        {
            return;
        }
        RequestExecutions();
        if (IsOver)
        {
            return;
        }
        if (!IsFollowing)
        {
            Participate();
        }
        RetryRequests();
        Repeat();
        ScheduleTimer();
    }

    private void Participate()
    {
        TryPropose();
        TryPrevote();
        TryPrecommit();
        if (_nowMs >= _pacemaker.TimeoutDeadlineMs || HasHonestTimeout())
        {
            GiveUpView();
        }
    }
}
