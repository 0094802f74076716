using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Stages;

/// <content>Signatures leave after what they promise is durable.</content>
internal sealed partial class VoteStage
{
    // Position of the block whose storing was begun; 0 for none.
    private ulong _pending;

    private void EndPending()
    {
        if (_pending != 0)
        {
            _context.Archive.EndPending();
            ulong position = _pending;
            _pending = 0;
            ReportDurable(position);
        }
    }

    private void ReportDurable(ulong position)
    {
        Check.That(position > _durable);
        _durable = position;
        _followUps.Enqueue(new DurableInput(_nowMs, _context.Clock.WallMs, position));
        for (int index = 0; index < _held.Count; index++)
        {
            if (_held[index].AfterPosition <= _durable)
            {
                SignNow(_held[index]);
                _held.RemoveAt(index--);
            }
        }
    }

    private void SignWhenDurable(Sign sign)
    {
        if (sign.AfterPosition <= _durable)
        {
            SignNow(sign);
        }
        else
        {
            _held.Add(sign);
        }
    }

    private void SignNow(Sign sign)
    {
        Check.That(sign.AfterPosition <= _durable && _context.Signer is not null);
        bool signed = _context.Signer.TrySign(sign.Request, out byte[] signature, out string _);
        _metrics.Signed += signed ? 1 : 0;
        _metrics.SignRefused += signed ? 0 : 1;
        byte[]? answer = signed ? signature : null;
        if (signed && sign.Request is VrfSignRequest vrf)
        {
            Claim(vrf.View, signature);
        }
        _followUps.Enqueue(new SignedInput(_nowMs, _context.Clock.WallMs, sign.RequestId, answer));
    }
}
