namespace Aether.Sdk.Proofs;

/// <summary>Why a proof does not hold.</summary>
public enum ProofError : byte
{
    /// <summary>It holds.</summary>
    None = 0,

    /// <summary>The file or one of its values is malformed.</summary>
    Malformed = 1,

    /// <summary>It is of another chain than the trusted genesis.</summary>
    WrongChain = 2,

    /// <summary>The block is of another epoch than the proofs lead to from what is trusted.</summary>
    UnknownEpoch = 3,

    /// <summary>The block is not shown to be final.</summary>
    NotFinal = 4,

    /// <summary>The value is not under the block's root.</summary>
    NotIncluded = 5,

    /// <summary>The parts are about different things: another key, another transaction.</summary>
    Mismatch = 6,

    /// <summary>The trusted genesis itself has an invalid key.</summary>
    BadGenesis = 7,

    /// <summary>A proof that leads from one epoch to the next does not hold.</summary>
    BadEpochProof = 8,

    /// <summary>
    /// What is trusted is older than the trusting period: its validators may have nothing left to lose.
    /// </summary>
    TrustExpired = 9,

    /// <summary>Two final blocks of one height, or a block of the future: no honest chain has them.</summary>
    Misbehaviour = 10,
}
