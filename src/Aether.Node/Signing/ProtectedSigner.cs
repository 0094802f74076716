using Aether.Consensus.SlashingProtection;

namespace Aether.Node.Signing;

/// <summary>A <see cref="SignerCore"/> with keys and a place where its records become durable.</summary>
/// <remarks>
/// <b>Order</b>: decide, evolve the KES key, make the record durable, put it in force, sign. A record that cannot be
/// written ends the signer: what the disk holds is unknown then. <b>Threads</b>: any; requests are decided one at a
/// time. <b>Ownership</b>: owns the keys.
/// </remarks>
internal sealed class ProtectedSigner : IValidatorSigner, IDisposable
{
    private readonly Lock _gate = new();
    private readonly SignerCore _core;
    private readonly HotKeys _keys;
    private readonly Action<SignerRecord> _persist;
    private bool _ended;

    /// <summary>Creates a signer.</summary>
    /// <param name="core">What may be signed.</param>
    /// <param name="keys">The keys; taken over.</param>
    /// <param name="persist">Returns when the record is on disk; throws when it cannot be.</param>
    public ProtectedSigner(SignerCore core, HotKeys keys, Action<SignerRecord> persist)
    {
        _core = core;
        _keys = keys;
        _persist = persist;
    }

    /// <summary>The record in force.</summary>
    public SignerRecord Record
    {
        get
        {
            lock (_gate)
            {
                return _core.Record;
            }
        }
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        SignerRefusal refusal = Sign(request, out signature, out reason);
        return refusal == SignerRefusal.None;
    }

    /// <summary>Signs a request or says why not.</summary>
    public SignerRefusal Sign(SignRequest request, out byte[] signature, out string reason)
    {
        signature = [];
        lock (_gate)
        {
            if (_ended)
            {
                reason = "the signer has ended";
                return SignerRefusal.Unavailable;
            }
            SignerDecision decision = _core.Decide(request);
            if (decision.Refusal != SignerRefusal.None)
            {
                reason = SignerReasons.Of(decision.Refusal, _core.Record);
                return decision.Refusal;
            }
            if (request is HeaderSignRequest header && !_keys.Kes.TryPrepare(header.Header.Epoch, out reason))
            {
                return SignerRefusal.NoKesKey;
            }
            PutInForce(decision.Next);
            signature = request switch
            {
                HeaderSignRequest => _keys.Kes.Sign(decision.Message),
                VrfSignRequest => _keys.Prove(decision.Message),
                _ => _keys.SignVote(decision.Message),
            };
            reason = "";
            return SignerRefusal.None;
        }
    }

    /// <summary>
    /// Changes what is not a mark: listening, stop, seen elsewhere. Marks of the result may only be higher.
    /// </summary>
    public void Change(Func<SignerRecord, SignerRecord> change)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_ended, this);
            SignerRecord next = change(_core.Record);
            if (next != _core.Record)
            {
                PutInForce(next with { Sequence = _core.Record.Sequence + 1 });
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _ended = true;
            _keys.Dispose();
        }
    }

    private void PutInForce(SignerRecord next)
    {
        if (ReferenceEquals(next, _core.Record))
        {
            return;
        }
        try
        {
            _persist(next);
        }
        catch
        {
            _ended = true;
            throw;
        }
        _core.Accept(next);
    }
}
