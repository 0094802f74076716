using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Stages;

/// <summary>
/// The shell of consensus: feeds <see cref="ChainCore"/> with time, messages and answers, and does what it asks.
/// </summary>
/// <remarks>
/// <b>Order</b>: effects of a step are carried out in order; persisting returns only when the record is on disk, and a
/// signature is asked for only after the position it names. <b>Time</b>: the only stage that reads the clock.
/// <b>When full</b>: the execution link holds more than consensus may have open, so a full link is a broken invariant
/// and stops the node; messages that a peer's queue refuses are counted and repeated by the core.
/// </remarks>
internal sealed partial class VoteStage : IStageLoop
{
    private const int LongestParkMs = 1_000;

    private readonly VoteStageContext _context;
    private readonly EffectBuffer _effects = new();
    private readonly AceWriter _writer = new();
    private readonly Queue<ConsensusInput> _followUps = new();
    private readonly List<Sign> _held = [];
    private readonly ConflictNotes _conflicts;
    private readonly BlockTimes _times;
    private readonly ArchiveAnswers _answers;
    private readonly VoteMetrics _metrics = new();
    private ulong _durable;
    private long _deadlineMs;
    private long _nowMs;
    // Views of an epoch begin after its root, so the same view can come again in the next one.
    private (uint Epoch, ulong View) _adopted;
    private readonly ViewBoard _board;

    /// <summary>Creates the stage. Its first run starts the core.</summary>
    public VoteStage(VoteStageContext context)
    {
        _conflicts = new ConflictNotes(context.Halt);
        _context = context;
        _times = new BlockTimes(context.Watch);
        _answers = new ArchiveAnswers(context.Archive, context.Transport);
        _board = new ViewBoard(context.Core);
    }

    /// <summary>View, epoch and leader after the last run. Any thread.</summary>
    public ViewStatus Status => _board.Status;

    /// <summary>Epoch and view after the last run. Any thread.</summary>
    public ConsensusPlace Place => _board.Place;

    /// <summary>Counters. Any thread.</summary>
    public VoteMetrics Metrics => _metrics;

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new("consensus", ["VoteStage"]);

    /// <inheritdoc/>
    public bool TryRun()
    {
        bool worked = false;
        for (int index = 0; index < Limits.Pipeline.ConsensusBatch && TryTakeInput(); index++)
        {
            worked = true;
        }
        _nowMs = _context.Clock.NowMs;
        if (_nowMs >= _deadlineMs)
        {
            _deadlineMs = long.MaxValue;
            Meter.Enter(0);
            Step(new TickInput(_nowMs, _context.Clock.WallMs));
            worked = true;
        }
        else if (_nowMs >= _leadDueMs)
        {
            Meter.Enter(0);
            ReleaseLead();
            RunSteps();
            worked = true;
        }
        _board.Publish();
        _context.Place?.Invoke(_context.Core);
        return worked;
    }

    /// <inheritdoc/>
    public int ParkMs() =>
        (int)Math.Clamp(Math.Min(_deadlineMs, _leadDueMs) - _context.Clock.NowMs, 0, LongestParkMs);

    private bool TryTakeInput()
    {
        _nowMs = _context.Clock.NowMs;
        if (_context.Answers.TryConsume(out ExecutionAnswer answer))
        {
            Meter.Take(0);
            _times.Answered(answer);
            Take(answer);
            return true;
        }
        if (!_context.Transport.TryReceive(TransportChannel.Consensus, out TransportMessage message))
        {
            return false;
        }
        Meter.Take(0);
        _metrics.Messages++;
        if (IsClaim(message))
        {
            return true;
        }
        if (!Ace.TryDecode(message.Bytes.Span, out ConsensusMessage decoded, out DecodeError _))
        {
            _metrics.Malformed++;
            _context.Transport.Report(message.Peer);
            return true;
        }
        if (decoded.Proposal is { } proposal)
        {
            _times.Seen(proposal.Hash, proposal.Header, _nowMs);
        }
        Step(new MessageInput(_nowMs, _context.Clock.WallMs, message.Peer, decoded));
        return true;
    }

    // Carrying out an effect can answer it at once (durable, signed); the answers are inputs of their own.
    private void Step(ConsensusInput first)
    {
        _followUps.Enqueue(first);
        RunSteps();
    }

    private void RunSteps()
    {
        while (_followUps.TryDequeue(out ConsensusInput? input))
        {
            _effects.Clear();
            _context.Core.Step(input, _effects);
            EnterLead();
            for (int index = 0; index < _effects.Effects.Count; index++)
            {
                CarryOut(_effects.Effects[index]);
            }
            EndPending();
            ReleaseLead();
            _conflicts.StopIfHalted();
        }
    }

    private void CarryOut(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Persist persist:
                // Two files: a block that was begun is synced meanwhile.
                _context.SafetyLog.Append(persist.Record);
                _metrics.SafetyRecords++;
                EndPending();
                ReportDurable(persist.Position);
                break;
            case StoreBlock store:
                EndPending();
                _context.Archive.BeginPending(store.Block);
                _pending = store.Position;
                break;
            case Sign sign:
                SignWhenDurable(sign);
                break;
            case Broadcast broadcast:
                NoteOwnProposal(broadcast.Message);
                _context.Transport.Broadcast(TransportChannel.Consensus, Encode(broadcast.Message));
                break;
            case Send send:
                _context.Transport.Send(send.Peer, TransportChannel.Consensus, Ace.Encode(send.Message));
                break;
            case SetTimer timer:
                _deadlineMs = timer.DeadlineMs;
                break;
            default:
                CarryOutBlockEffect(effect);
                break;
        }
    }

    // Peers keep the bytes; what they are put together in is used again. A validator alone has nobody to send to.
    private byte[] Encode(ConsensusMessage message)
    {
        if (_context.Transport.PeerCount == 1)
        {
            return [];
        }
        _writer.Clear();
        message.Encode(_writer);
        return _writer.ToArray();
    }

    private void CarryOutBlockEffect(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Execute execute:
                _times.Seen(execute.Block.Hash, execute.Block.Header, _nowMs);
                _board.NoteLeader(execute.Block.Header);
                _context.Leads?.OnProposal(execute.Block.Header);
                Request(new ExecuteRequest(execute.Block));
                break;
            case Build build:
                _build = new BuildRequest(build.View, build.Parent, build.TimestampMs);
                break;
            case Finalize finalize:
                Request(new FinalizeRequest([.. finalize.Blocks.Select(ToItem)]));
                AnnounceFinal(finalize.Blocks[^1]);
                break;
            case SafeHead safe:
                _times.Certified(safe.Header.Hash);
                Request(new SafeRequest(safe.Header));
                break;
            case ServeBlock serve:
                _answers.Serve(serve, _nowMs);
                break;
            case ServeBlocks range:
                _answers.Serve(range, _nowMs);
                break;
            case ServeEpochProof proof:
                _answers.Serve(proof, _nowMs);
                break;
            case StartEpoch start:
                Begin(start);
                break;
            case EvidenceFound found:
                _metrics.Evidence++;
                _conflicts.Note(found.Evidence);
                Request(new EvidenceRequest(found.Evidence, found.Convictions));
                break;
            case PenalisePeer penalised:
                _metrics.Penalties++;
                _context.Transport.Report(penalised.Peer);
                break;
            case Halt halt:
                _conflicts.Note(halt);
                break;
            default:
                throw new InvariantViolationException(effect.GetType().Name);
        }
    }

    // Nodes that hear no votes learn so that the block is final, as soon as those that do.
    private void AnnounceFinal(FinalizedBlock last)
    {
        if (last.Proof is { Certificate.Kind: VoteKind.Precommit } proof)
        {
            _context.Transport.Announce(Ace.Encode(ConsensusMessage.OfCommit(proof.Certificate)));
        }
    }

    // The core repeats its own proposal; the execution thread hears of it once, before anyone else can answer it.
    private void NoteOwnProposal(ConsensusMessage message)
    {
        if (message.Proposal is not { } proposal
            || (proposal.Header.Epoch, proposal.Header.View).CompareTo(_adopted) <= 0
            || EpochRules.IsHelper(_context.Core.Epoch, proposal.Header))
        {
            return;
        }
        _adopted = (proposal.Header.Epoch, proposal.Header.View);
        _times.Built(proposal.Hash, proposal.Header);
        _board.NoteLeader(proposal.Header);
        Request(new AdoptRequest(proposal));
    }

    private FinalizeItem ToItem(FinalizedBlock block) =>
        new(block.Block, block.Proof, _times.Final(block.Block.Hash, _nowMs));

    private void Begin(StartEpoch start)
    {
        EndPending();
        _context.Archive.PutEpoch(start.Epoch.ToProof()!);
        Request(new EpochRequest(start.Epoch));
        ReportDurable(start.Position);
    }

    private void Request(ExecutionRequest request)
    {
        Check.That(_context.Requests.TryPublish(request));
        _context.ExecuteSignal.Set();
    }
}
