using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Kes;
using Aether.Crypto.Vrf;

namespace Aether.Node.Signing;

/// <summary>
/// Signs with keys in this process's memory. Derives the signed bytes itself from structured requests.
/// </summary>
/// <remarks>
/// The last line of slashing protection: whatever the core above asks for, views only rise, and within one view only
/// the same block is signed again. The watermarks start from the safety log's last record.
/// <b>Threads</b>: one. <b>Ownership</b>: takes the keys and zeroes them on disposal.
/// </remarks>
internal sealed class LocalSigner : IValidatorSigner, IDisposable
{
    private readonly ValidatorKeys _keys;
    private readonly Hash256 _genesisHash;
    private readonly uint _kesStartEpoch;
    private readonly Action<ValidatorKeys> _saveEvolved;
    private SignerMark _proposed;
    private SignerMark _prevoted;
    private SignerMark _precommitted;
    private ulong _timedOutView;

    /// <summary>Creates a signer.</summary>
    /// <param name="keys">The secrets.</param>
    /// <param name="genesisHash">The chain; part of every signed byte string.</param>
    /// <param name="kesStartEpoch">Epoch of the KES key's period 0.</param>
    /// <param name="last">The safety log's last record; null for a key that never signed.</param>
    /// <param name="saveEvolved">
    /// Makes an evolved KES key durable before it signs; the key of a past period must not survive a restart.
    /// </param>
    public LocalSigner(
        ValidatorKeys keys,
        Hash256 genesisHash,
        uint kesStartEpoch,
        SafetyRecord? last,
        Action<ValidatorKeys> saveEvolved)
    {
        _keys = keys;
        _genesisHash = genesisHash;
        _kesStartEpoch = kesStartEpoch;
        _saveEvolved = saveEvolved;
        if (last is not null)
        {
            _proposed = new SignerMark(last.ProposedView, last.ProposedHash);
            _prevoted = new SignerMark(last.PrevotedView, last.PrevotedHash);
            _precommitted = new SignerMark(last.PrecommittedView, last.PrecommittedHash);
            _timedOutView = last.TimedOutView;
        }
    }

    /// <inheritdoc/>
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        signature = [];
        switch (request)
        {
            case VoteSignRequest vote:
                return TrySignVote(vote, out signature, out reason);
            case TimeoutSignRequest timeout:
                return TrySignTimeout(timeout, out signature, out reason);
            case HeaderSignRequest header:
                return TrySignHeader(header.Header, out signature, out reason);
            case VrfSignRequest vrf:
                reason = "";
                signature = new byte[EcVrf.ProofBytes];
                EcVrf.Prove(_keys.VrfSeed, vrf.Alpha, signature);
                return true;
            default:
                reason = $"a {request.GetType().Name} is not known to this signer";
                return false;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _keys.Dispose();

    private bool TrySignVote(VoteSignRequest vote, out byte[] signature, out string reason)
    {
        signature = [];
        bool isPrevote = vote.Kind == VoteKind.Prevote;
        SignerMark mark = isPrevote ? _prevoted : _precommitted;
        if (vote.View <= _timedOutView)
        {
            reason = $"view {vote.View} was given up";
            return false;
        }
        if (!mark.Allows(vote.View, vote.BlockHash))
        {
            reason = $"another {vote.Kind} was signed in view {mark.View}";
            return false;
        }
        if (isPrevote)
        {
            _prevoted = new SignerMark(vote.View, vote.BlockHash);
        }
        else
        {
            _precommitted = new SignerMark(vote.View, vote.BlockHash);
        }
        Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, _genesisHash, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
        signature = SignBls(message);
        reason = "";
        return true;
    }

    private bool TrySignTimeout(TimeoutSignRequest timeout, out byte[] signature, out string reason)
    {
        signature = [];
        if (timeout.View < Math.Max(_timedOutView, _prevoted.View) || timeout.HighView >= timeout.View)
        {
            reason = $"a timeout of view {timeout.View} would contradict an earlier signature";
            return false;
        }
        _timedOutView = timeout.View;
        Span<byte> message = stackalloc byte[SigningMessages.TimeoutBytes];
        SigningMessages.WriteTimeout(message, _genesisHash, timeout.Epoch, timeout.View, timeout.HighView);
        signature = SignBls(message);
        reason = "";
        return true;
    }

    private bool TrySignHeader(Header header, out byte[] signature, out string reason)
    {
        signature = [];
        if (!_proposed.Allows(header.View, header.Hash))
        {
            reason = $"another block was proposed in view {_proposed.View}";
            return false;
        }
        if (header.Epoch < _kesStartEpoch || !TryEvolveTo(header.Epoch - _kesStartEpoch))
        {
            reason = $"the KES key cannot sign for epoch {header.Epoch}; certify a new one";
            return false;
        }
        _proposed = new SignerMark(header.View, header.Hash);
        signature = new byte[CompactSumKes.SignatureBytes(_keys.Kes.Depth)];
        _keys.Kes.Sign(header.Hash.Span, signature);
        reason = "";
        return true;
    }

    private bool TryEvolveTo(uint period)
    {
        if (period >= Math.Min(Limits.Consensus.MaxKesEvolutions, (uint)_keys.Kes.PeriodCount)
            || period < _keys.Kes.Period)
        {
            return false;
        }
        bool evolved = false;
        while (_keys.Kes.Period < period)
        {
            if (!_keys.Kes.Evolve())
            {
                return false;
            }
            evolved = true;
        }
        if (evolved)
        {
            _saveEvolved(_keys);
        }
        return true;
    }

    private byte[] SignBls(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(_keys.BlsSecret, message, signature);
        return signature;
    }
}
