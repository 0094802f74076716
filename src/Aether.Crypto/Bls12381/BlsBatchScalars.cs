namespace Aether.Crypto.Bls12381;

/// <summary>Bytes of the scalars of a batch. A batch with a bad signature passes with a chance of 2 to minus their
/// bits, plus one bit; the scalars can be computed from the inputs, so whoever makes inputs can try again.</summary>
public enum BlsBatchScalars
{
    /// <summary>For decisions that another check repeats.</summary>
    Bits64 = 8,

    /// <summary>For decisions that are final.</summary>
    Bits128 = 16,
}
