using System.Runtime.CompilerServices;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Specification;

/// <summary>Runs <see cref="Spec"/> beside the core of one honest node and compares them after every step.</summary>
/// <param name="name">The node, in messages.</param>
/// <param name="factory">Checks signatures.</param>
/// <param name="genesis">The chain.</param>
/// <param name="validator">The node's key: its index in the genesis set.</param>
public sealed class SpecReplay(string name, IConsensusCryptoFactory factory, Genesis genesis, ushort validator)
{
    private const int StepsBetweenForgetting = 4_096;
    private const int MaxEarly = 16_384;

    private readonly Dictionary<ulong, SignRequest> _open = [];
    private readonly List<SignRequest> _made = [];
    private readonly List<ConsensusMessage> _early = [];
    private readonly Address _own = genesis.Validators[validator].Address;
    private SpecHearing _now = null!;
    private SpecHearing? _next;
    private SafetyRecord? _record;
    private ulong _view;
    private int _steps;
    // The epoch whose end the node may know: its views lead nowhere, so it need not enter them.
    private uint? _ended;

    private Spec Spec => _now.Spec;

    /// <summary>The node starts from what it kept: at least what it has signed.</summary>
    public void Restart(RestoredState restored)
    {
        _open.Clear();
        _early.Clear();
        _view = 0;
        _next = null;
        _ended = restored.Later.Count > 0 ? restored.Epoch.Epoch : null;
        _record = restored.Safety;
        foreach (SignRequest request in _made)
        {
            Require(Covers(_record, request), "I-24", $"restarted with a record that does not know of {request}");
        }
        _now = Begin(restored.Epoch);
        Spec.Start(restored.FinalizedHeader);
        foreach (Proposal block in restored.Pending)
        {
            _now.Hear(block.Header);
        }
        foreach (EpochContext later in restored.Later)
        {
            if (later.Epoch == restored.Epoch.Epoch + 1 && later.RootProof is { } proof)
            {
                _now.Hear(later.RootHeader, proof);
            }
        }
    }

    /// <summary>The core made a step.</summary>
    public void Step(ConsensusInput input, IReadOnlyList<ConsensusEffect> effects, ChainCore core)
    {
        uint epoch = _now.Epoch.Epoch;
        ulong mustEnter = Hear(input);
        // A step that begins an epoch takes early messages with it, and may go through several views.
        ulong? view = core.Epoch.Epoch == epoch ? core.CurrentView : null;
        bool signs = false;
        foreach (ConsensusEffect effect in effects)
        {
            if (effect is Sign sign)
            {
                _open[sign.RequestId] = sign.Request;
                signs |= sign.Request is not VrfSignRequest;
                Require(Ask(sign.Request, view, input.WallMs));
            }
            else if (effect is Finalize final)
            {
                Require(Spec.Finalize([.. final.Blocks.Select(block => block.Block.Header)]));
            }
            else if (effect is StartEpoch start)
            {
                Require(Spec.Close(start.Epoch.RootHeader, start.Epoch.Epoch));
                _next = Begin(start.Epoch);
            }
            FollowEpoch();
        }
        mustEnter = epoch == _now.Epoch.Epoch && epoch != _ended ? mustEnter : 0;
        Require(core.IsHalted || core.Epoch.Epoch == _now.Epoch.Epoch, "Spec R9", $"is in epoch {core.Epoch.Epoch}");
        CompareView(core, mustEnter);
        Require(core.FinalizedHeader.Hash == Spec.Final.Hash, "Spec R7", $"has another final head");
        if (signs && core.Safety.Epoch == _now.Epoch.Epoch)
        {
            Compare(core.Safety);
        }
        if (++_steps % StepsBetweenForgetting == 0)
        {
            _now.Forget();
        }
    }

    private static uint EpochOf(SignRequest request) => request switch
    {
        HeaderSignRequest header => header.Header.Epoch,
        VoteSignRequest vote => vote.Epoch,
        TimeoutSignRequest timeout => timeout.Epoch,
        _ => 0,
    };

    private static bool Covers(SafetyRecord? record, SignRequest request) =>
        record?.Epoch > EpochOf(request) || (record?.Epoch == EpochOf(request) && request switch
        {
            HeaderSignRequest { Header: { } header } => record.ProposedView >= header.View,
            VoteSignRequest { Kind: VoteKind.Prevote } vote => record.PrevotedView >= vote.View,
            VoteSignRequest vote => record.PrecommittedView >= vote.View && record.HighCertificate.View >= vote.View,
            TimeoutSignRequest timeout => record.TimedOutView >= timeout.View
                && record.HighCertificate.View >= timeout.HighView,
            _ => true,
        });

    private static bool IsSuperseded(SignRequest older, SignRequest newer) => (older, newer) switch
    {
        (VoteSignRequest left, VoteSignRequest right) => left.Kind == right.Kind,
        _ => older.GetType() == newer.GetType(),
    };

    private SpecHearing Begin(EpochContext context)
    {
        ulong[] stakes = new ulong[context.Validators.Count];
        for (int index = 0; index < stakes.Length; index++)
        {
            stakes[index] = (ulong)context.Validators[index].Stake;
        }
        ulong endView = context.RootView + genesis.Parameters.EpochSlots;
        int own = context.Validators.IndexOf(_own);
        ulong slotMs = genesis.Parameters.SlotMs;
        SpecEpoch epoch = new(context.Epoch, context.RootHeader, endView, own, stakes, slotMs);
        SpecHearing hearing = new(epoch, factory.Create(context));
        if (_record is { } record && record.Epoch == context.Epoch)
        {
            hearing.Spec.Recall(record);
            hearing.Hear(record.HighCertificate);
            if (record.Entry is { } entry)
            {
                hearing.Hear(entry);
            }
        }
        return hearing;
    }

    // R9: once its root is final, the next epoch is the current one; messages of it may have come before.
    private void FollowEpoch()
    {
        if (_next is null || _next.Epoch.Root.Hash != Spec.Final.Hash)
        {
            return;
        }
        _now = _next;
        _next = null;
        _view = 0;
        foreach (ConsensusMessage message in _early)
        {
            if (SpecHearing.EpochOf(message) == _now.Epoch.Epoch)
            {
                _now.Hear(message);
            }
        }
        _early.Clear();
    }

    // What an input shows. Gives the view that it obliges the node to enter.
    private ulong Hear(ConsensusInput input)
    {
        if (input is SignedInput { Signature: not null } signed
            && _open.Remove(signed.RequestId, out SignRequest? made) && made is not VrfSignRequest)
        {
            _made.RemoveAll(older => IsSuperseded(older, made));
            _made.Add(made);
            HearOwn(made);
        }
        if (input is not MessageInput { Message: { } message })
        {
            return 0;
        }
        uint epoch = SpecHearing.EpochOf(message) ?? _now.Epoch.Epoch;
        _ended = message.EpochProof?.Closing.Epoch ?? _ended;
        if (epoch == _now.Epoch.Epoch + 1 && _early.Count < MaxEarly)
        {
            _early.Add(message);
        }
        return epoch == _now.Epoch.Epoch ? _now.Hear(message) : 0;
    }

    private void HearOwn(SignRequest made)
    {
        if (EpochOf(made) != _now.Epoch.Epoch)
        {
            return;
        }
        if (made is VoteSignRequest vote)
        {
            Spec.Seen.AddVote(vote.Kind, vote.View, vote.BlockHash, _now.Epoch.Own);
        }
        else if (made is TimeoutSignRequest timeout)
        {
            Spec.Seen.AddTimeout(timeout.View, timeout.HighView, _now.Epoch.Own);
        }
    }

    private string? Ask(SignRequest request, ulong? view, ulong wallMs)
    {
        if (request is VrfSignRequest)
        {
            return null;
        }
        if (EpochOf(request) != _now.Epoch.Epoch)
        {
            return $"R9: a signature of epoch {EpochOf(request)} in epoch {_now.Epoch.Epoch}";
        }
        return request switch
        {
            HeaderSignRequest { Header: { } header } => Spec.Propose(header, view ?? header.View),
            VoteSignRequest { Kind: VoteKind.Prevote } vote =>
                Spec.Prevote(vote.View, vote.BlockHash, view ?? vote.View, wallMs),
            VoteSignRequest vote => Spec.Precommit(vote.View, vote.BlockHash),
            TimeoutSignRequest timeout => Spec.Timeout(timeout.View, timeout.HighView, view ?? timeout.View),
            _ => null,
        };
    }

    private void CompareView(ChainCore core, ulong mustEnter)
    {
        if (core.IsHalted)
        {
            return;
        }
        if (core.CurrentView != _view)
        {
            Require(core.CurrentView > _view, "Spec R0", $"goes to view {core.CurrentView} from view {_view}");
            _view = core.CurrentView;
            Require(Spec.MayBeIn(_view));
        }
        Require(_view >= mustEnter, "Spec R0", $"stays in view {_view} and was shown the way into {mustEnter}");
    }

    // The record in force is what the statements in the lists come to.
    private void Compare(SafetyRecord record)
    {
        Require(record.ProposedView == Spec.ProposedView && record.PrevotedView == Spec.PrevotedView
            && record.TimedOutView == Spec.TimedOutView && record.PrecommittedView == Spec.PrecommittedView,
            "Spec state",
            $"has lprop {record.ProposedView} lpv {record.PrevotedView} htv {record.TimedOutView} "
            + $"lcv {record.PrecommittedView}, not {Spec.ProposedView} {Spec.PrevotedView} {Spec.TimedOutView} "
            + $"{Spec.PrecommittedView}");
        QuorumCertificate high = record.HighCertificate;
        Require(high.View >= Spec.Lock, "Spec state", $"has hqc {high.View} under the lock {Spec.Lock}");
        Require(high.IsRoot || Spec.Seen.IsQuorum(VoteKind.Prevote, high.View, high.BlockHash), "Spec state",
            $"has a certificate of view {high.View} that was never seen");
    }

    private void Require(string? broken)
    {
        if (broken is not null)
        {
            string rule = broken[..broken.IndexOf(':', StringComparison.Ordinal)];
            throw new SimulationViolationException("Spec " + rule, $"{name}: {broken}");
        }
    }

    private void Require(
        bool holds, string checker, [InterpolatedStringHandlerArgument(nameof(holds))] ref UnlessText message)
    {
        if (!holds)
        {
            throw new SimulationViolationException(checker, $"{name} {message.ToString()}");
        }
    }
}
