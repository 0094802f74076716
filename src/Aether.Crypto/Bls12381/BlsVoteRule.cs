namespace Aether.Crypto.Bls12381;

/// <summary>What an accepted vote asserts.</summary>
public enum BlsVoteRule
{
    /// <summary>
    /// The sum of all accepted signatures verifies under the sum of their keys: what a certificate asserts. Signatures
    /// whose errors cancel are accepted together; each of their signers did sign, but no single one of the signatures
    /// need verify.
    /// </summary>
    Sum,

    /// <summary>
    /// Each accepted signature verifies by itself, except with a chance of 2^-63: it may be passed on, stored or shown
    /// as evidence alone.
    /// </summary>
    Each,
}
