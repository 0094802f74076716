using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>One node's consensus over all epochs: a state machine without I/O, clock, randomness or threads.</summary>
/// <remarks>
/// Holds the <see cref="ConsensusCore"/> of the current epoch and starts the next one when the closing block is final;
/// shows late peers how their epoch ended, and asks when others are ahead. <b>Threads</b>: one. <b>Errors</b>: no
/// message throws; a violated invariant of our own does.
/// </remarks>
public sealed class ChainCore
{
    // Long enough that the views of a network that works never stand still for it, short beside an epoch.
    private const int PatienceTimeouts = 3;

    private readonly ChainConfig _config;
    private readonly IConsensusCryptoFactory _factory;
    private readonly ConsensusRules _rules;
    private readonly SafetyRecord? _restoredSafety;
    private readonly SortedDictionary<uint, EpochContext> _later = [];
    private readonly ProofAnswers _answers;
    private readonly EpochSearch _search;
    private readonly EarlyMessages _early;
    private readonly StallProbe _stall;

    private ConsensusCore _core;
    private long _nowMs;

    /// <summary>Creates the core from what survived the last stop. Emits nothing until the first input.</summary>
    public ChainCore(
        ChainConfig config, IConsensusCryptoFactory factory, RestoredState restored, ConsensusRules? rules = null)
    {
        _config = config;
        _factory = factory;
        _rules = rules ?? new ConsensusRules();
        _restoredSafety = restored.Safety;
        _answers = new ProofAnswers(config.Peers, config.Timing.SlotMs);
        _search = new EpochSearch(config.Timing.SlotMs / 2);
        _early = new EarlyMessages(config.Peers);
        _stall = new StallProbe(config.Peers, config.OwnPeer, PatienceTimeouts * config.Timing.TimeoutMs);
        foreach (EpochContext later in restored.Later)
        {
            _later[later.Epoch] = later;
        }
        FinalityChecker? previous = restored.Previous is { } before ? CheckerOf(before) : null;
        _core = CreateCore(restored, CoreResume.Fresh with { Previous = previous });
    }

    /// <summary>The current epoch.</summary>
    public EpochContext Epoch => _core.Epoch;

    /// <summary>Current view.</summary>
    public ulong CurrentView => _core.CurrentView;

    /// <summary>How long the current view may take, in milliseconds.</summary>
    public long TimeoutMs => _core.TimeoutMs;

    /// <summary>The final head.</summary>
    public Header FinalizedHeader => _core.FinalizedHeader;

    /// <summary>The highest block with a QC that is known here; the final head when there is none above it.</summary>
    public Header SafeHeader => _core.SafeHeader;

    /// <summary>True after conflicting final blocks were seen; the core ignores everything from then on.</summary>
    public bool IsHalted => _core.IsHalted;

    /// <summary>The record in force: the restored one until the chain has reached its epoch.</summary>
    public SafetyRecord Safety =>
        _restoredSafety is { } restored && restored.Epoch > Epoch.Epoch ? restored : _core.Safety;

    /// <summary>What messages made the core of the current epoch keep.</summary>
    internal CoreFootprint Footprint => _core.Footprint;

    /// <summary>A cheap digest of the state, equal on equal histories.</summary>
    public ulong StateDigest() => _core.StateDigest();

    /// <summary>Handles one input and appends its effects, in the order they must be carried out.</summary>
    public void Step(ConsensusInput input, EffectBuffer effects)
    {
        _nowMs = Math.Max(_nowMs, input.NowMs);
        if (IsHalted || (input is MessageInput message && !TryTake(message, effects, out input)))
        {
            return;
        }
        StepCore(input, effects);
        while (_core.Next is { } next)
        {
            Begin(next, input, effects);
        }
    }

    private static uint? EpochOf(ConsensusMessage message) =>
        message.Vote?.Epoch ?? message.Proposal?.Header.Epoch ?? message.Timeout?.Epoch ?? message.Entry?.Epoch
        ?? message.Commit?.Epoch ?? message.BlockResponse?.Header.Epoch;

    private void StepCore(ConsensusInput input, EffectBuffer effects)
    {
        if (_search.TryTakeDue(_nowMs, out ushort peer))
        {
            effects.Add(new Send(peer, ConsensusMessage.OfEpochProofRequest(Epoch.Epoch)));
        }
        if (_stall.TryTakeDue(_nowMs, out ushort next))
        {
            effects.Add(new Send(next, ConsensusMessage.OfEpochProofRequest(Epoch.Epoch)));
        }
        _core.OuterDeadlineMs = Math.Min(_search.DueMs, _stall.DueMs);
        _core.Step(input, effects);
        _stall.Observe(_nowMs, _core.CurrentView);
    }

    // Messages of other epochs end here; the core of this one is called for its own, and when its timer may have to
    // change.
    private bool TryTake(MessageInput input, EffectBuffer effects, out ConsensusInput forCore)
    {
        forCore = input;
        ConsensusMessage message = input.Message;
        if (input.Peer >= _config.Peers)
        {
            return false;
        }
        uint epoch = EpochOf(message) ?? Epoch.Epoch;
        if (epoch == Epoch.Epoch && message.EpochProof is null && message.EpochProofRequest is null)
        {
            return true;
        }
        forCore = new TickInput(input.NowMs, input.WallMs);
        if (message.EpochProof is { } proof)
        {
            return OnEpochProof(input.Peer, proof, effects);
        }
        if (epoch > Epoch.Epoch)
        {
            return IsNewAhead(input.Peer, epoch, message);
        }
        if (message.EpochProofRequest is { } asked)
        {
            ShowEnd(input.Peer, asked, effects);
        }
        else if (message.Timeout is not null && _answers.IsOurTurn(input.Peer, _config.OwnPeer ?? 0, _nowMs))
        {
            // Who gives up a view of a closed epoch does not know that it is closed.
            ShowEnd(input.Peer, epoch, effects);
        }
        return false;
    }

    // True when this is the first sign of a later epoch, so that the timer has to be set.
    private bool IsNewAhead(ushort peer, uint epoch, ConsensusMessage message)
    {
        if (epoch == Epoch.Epoch + 1 && message.BlockResponse is null)
        {
            _early.Add(peer, message);
        }
        if (_core.IsFollowing)
        {
            return false;
        }
        bool first = _search.DueMs == long.MaxValue;
        _search.Note(peer, _nowMs);
        return first;
    }

    private bool OnEpochProof(ushort peer, EpochProof proof, EffectBuffer effects)
    {
        if (proof.Closing.Epoch != Epoch.Epoch || _core.IsFollowing)
        {
            return false;
        }
        EpochContext? next = _core.CreateFinalityChecker().Follow(_config.Genesis.Parameters, proof);
        if (next is null)
        {
            if (peer != _config.OwnPeer)
            {
                effects.Add(new PenalisePeer(peer, "invalid epoch proof"));
            }
            return false;
        }
        _search.Stop();
        _core.Follow(next);
        return true;
    }

    private void ShowEnd(ushort peer, uint closed, EffectBuffer effects)
    {
        if (closed >= Epoch.Epoch || !_answers.TryTake(peer, _nowMs))
        {
            return;
        }
        if (_answers.Find(closed + 1)?.ToProof() is { } proof)
        {
            effects.Add(new Send(peer, ConsensusMessage.Of(proof)));
        }
        else
        {
            effects.Add(new ServeEpochProof(peer, closed));
        }
    }

    // The root is final and its epoch is being stored: from here on everything happens in the next epoch.
    private void Begin(EpochContext next, ConsensusInput cause, EffectBuffer effects)
    {
        SafetyRecord? safety = _restoredSafety?.Epoch >= next.Epoch ? _restoredSafety : null;
        RestoredState restored = new(next, next.RootHeader, safety, []);
        _core = CreateCore(restored, _core.Resume());
        _search.Stop();
        if (next.RootProof is { Certificate.Kind: VoteKind.Precommit } proof)
        {
            effects.Add(new Broadcast(ConsensusMessage.OfCommit(proof.Certificate)));
        }
        StepCore(new TickInput(cause.NowMs, cause.WallMs), effects);
        foreach ((ushort peer, ConsensusMessage message) in _early.Take())
        {
            StepCore(new MessageInput(cause.NowMs, cause.WallMs, peer, message), effects);
        }
    }

    private ConsensusCore CreateCore(RestoredState restored, CoreResume resume)
    {
        EpochContext epoch = restored.Epoch;
        int index = _config.Own is { } own && _rules.MaySign(epoch, restored.Safety)
            ? epoch.Validators.IndexOf(own)
            : -1;
        ConsensusConfig config = new(
            _config.Genesis, index < 0 ? null : (ushort)index, _config.Timing, _config.Peers, _config.OwnPeer)
        {
            Lottery = _config.Lotteries?.Invoke(epoch),
        };
        ConsensusCore core = new(config, _factory.Create(epoch), restored, _rules, resume);
        if (epoch.Epoch > 0)
        {
            _answers.Add(epoch);
        }
        if (_later.Remove(epoch.Epoch + 1, out EpochContext? following))
        {
            core.Follow(following);
        }
        return core;
    }

    private FinalityChecker CheckerOf(EpochContext epoch) =>
        new(epoch, new Votes.CertificateChecker(
            epoch.Validators, _factory.Create(epoch), _rules, epoch.RootCertificate));
}
