using Aether.Core.Types;

namespace Aether.Consensus.SlashingProtection;

/// <summary>What a signer is asked to sign, in structured form: it derives the bytes itself.</summary>
public abstract record SignRequest;

/// <summary>BLS over <see cref="SigningMessages.WriteVote"/>. Answer: 96 bytes.</summary>
public sealed record VoteSignRequest(VoteKind Kind, uint Epoch, ulong View, Hash256 BlockHash) : SignRequest
{
    /// <summary>The header prevoted for: the signer locks on its certificate. Not needed for a precommit.</summary>
    public Header? Header { get; init; }
}

/// <summary>BLS over <see cref="SigningMessages.WriteTimeout"/>. Answer: 96 bytes.</summary>
public sealed record TimeoutSignRequest(uint Epoch, ulong View, ulong HighView) : SignRequest;

/// <summary>KES over the header's hash at the period of its epoch. Answer: the KES signature.</summary>
public sealed record HeaderSignRequest(Header Header) : SignRequest;

/// <summary>
/// ECVRF proof over <paramref name="Alpha"/>. Answer: 80 bytes. Needs no protection: proofs cannot conflict.
/// </summary>
public sealed record VrfSignRequest(ulong View, byte[] Alpha) : SignRequest;
