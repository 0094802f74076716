namespace Aether.Consensus.SlashingProtection;

/// <summary>Holds a validator's hot keys.</summary>
public interface IValidatorSigner
{
    /// <summary>Signs a request; false with a reason when the signer's own protection refuses.</summary>
    bool TrySign(SignRequest request, out byte[] signature, out string reason);
}
