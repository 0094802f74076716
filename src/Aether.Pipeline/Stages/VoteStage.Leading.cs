using Aether.Consensus.HotStuff;
using Aether.Core.Diagnostics;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.BlockProduction;

namespace Aether.Pipeline.Stages;

/// <content>Own proposals, which may have to wait for those of others (<see cref="LeadGate"/>).</content>
internal sealed partial class VoteStage
{
    private (uint Epoch, ulong View) _led;
    // At most one of the two: what is to be built, and what is built and not proposed.
    private BuildRequest? _build;
    private BuiltAnswer? _built;

    // When what is held has to be looked at again without anything new. What waits for a block that is being executed
    // is moved by the answer.
    private long _leadDueMs = long.MaxValue;

    // Before the effects of the step that entered the view.
    private void EnterLead()
    {
        (uint Epoch, ulong View) place = (_context.Core.Epoch.Epoch, _context.Core.CurrentView);
        if (place == _led)
        {
            return;
        }
        _led = place;
        _build = null;
        _built = null;
        _leadDueMs = long.MaxValue;
        _context.Leads?.Enter(
            _context.Core.Epoch,
            place.View,
            _nowMs,
            _context.Clock.WallMs,
            _context.Core.SafeHeader.TimestampMs,
            _context.Core.TimeoutMs);
    }

    private void Take(ExecutionAnswer answer)
    {
        switch (answer)
        {
            case BuiltAnswer built:
                HoldBuilt(built);
                RunSteps();
                break;
            case ExecutedAnswer executed:
                _context.Leads?.OnExecuted(executed.BlockHash, executed.Valid);
                Step(new ExecutedInput(_nowMs, _context.Clock.WallMs, executed.BlockHash, executed.Valid));
                break;
            default:
                throw new InvariantViolationException(answer.GetType().Name);
        }
    }

    private void HoldBuilt(BuiltAnswer built)
    {
        if (built.Block is null || built.View != _context.Core.CurrentView)
        {
            _followUps.Enqueue(ToInput(built));
            return;
        }
        _built = built;
        ReleaseLead();
    }

    // Nothing to do but for a validator that is to propose.
    private void ReleaseLead()
    {
        if (_build is { } build)
        {
            LeadVerdict verdict = _context.Leads?.BeforeBuilding(_nowMs) ?? LeadVerdict.Go;
            if (verdict == LeadVerdict.Go)
            {
                _times.BuildBegins(_nowMs);
                Request(build);
            }
            _build = Settle(verdict, build);
        }
        if (_built is { } built)
        {
            LeadVerdict verdict = _context.Leads?.BeforeProposing(_nowMs) ?? LeadVerdict.Go;
            if (verdict == LeadVerdict.Go)
            {
                _followUps.Enqueue(ToInput(built));
            }
            _built = Settle(verdict, built);
        }
        bool waits = (_build is not null || _built is not null) && _nowMs < _context.Leads!.DeadlineMs;
        _leadDueMs = waits ? _context.Leads!.DeadlineMs : long.MaxValue;
    }

    private T? Settle<T>(LeadVerdict verdict, T held)
        where T : class
    {
        _metrics.Yielded += verdict == LeadVerdict.Yield ? 1 : 0;
        return verdict == LeadVerdict.Wait ? held : null;
    }

    private BuiltInput ToInput(BuiltAnswer built) => new(_nowMs, _context.Clock.WallMs, built.View, built.Block);

    private void Claim(ulong view, byte[] proof)
    {
        if (_context.Leads?.OnOwnProof(view, proof) is { } claim && _context.Transport.PeerCount > 1)
        {
            _context.Transport.Broadcast(TransportChannel.Consensus, claim.Encode());
        }
    }

    // True when the message is none for the core.
    private bool IsClaim(TransportMessage message)
    {
        if (message.Bytes.IsEmpty || message.Bytes.Span[0] != LeaderClaim.Tag)
        {
            return false;
        }
        bool isClaim = LeaderClaim.TryDecode(message.Bytes.Span, out LeaderClaim? claim);
        _metrics.Malformed += isClaim ? 0 : 1;
        if (!isClaim || _context.Leads?.OnClaim(message.Peer, claim!) == false)
        {
            _context.Transport.Report(message.Peer);
        }
        return true;
    }
}
