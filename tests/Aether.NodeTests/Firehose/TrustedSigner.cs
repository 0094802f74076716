using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.NodeTests.Firehose;

/// <summary>Gives zeros for signatures, as many as there would be.</summary>
internal sealed class TrustedSigner : IValidatorSigner
{
    public bool TrySign(SignRequest request, out byte[] signature, out string reason)
    {
        reason = "";
        signature = new byte[request switch
        {
            VrfSignRequest => VrfProof.Bytes,
            HeaderSignRequest => 64,
            _ => BlsSignature.Bytes,
        }];
        return true;
    }
}
