namespace Aether.Consensus.SlashingProtection;

/// <summary>What a signer decides about one request.</summary>
/// <param name="Refusal">None when it signs.</param>
/// <param name="Next">The record that must be durable before the signature leaves; unchanged when refused.</param>
/// <param name="Message">The bytes to sign, derived from the request; empty when refused.</param>
public readonly record struct SignerDecision(SignerRefusal Refusal, SignerRecord Next, byte[] Message);
