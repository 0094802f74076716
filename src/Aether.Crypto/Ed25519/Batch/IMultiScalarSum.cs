namespace Aether.Crypto.Ed25519.Batch;

/// <summary>Computes b B + sum of a_i P_i for public scalars below L; its memory is kept for the next sum.</summary>
/// <remarks>Threads: one at a time.</remarks>
internal interface IMultiScalarSum
{
    /// <summary>Starts a new sum.</summary>
    void Clear();

    /// <summary>Adds the term scalar P; P must be affine (Z = 1), as decoded points are.</summary>
    void Add(in Scalar scalar, in EdwardsPoint point);

    /// <summary>The sum of the terms and of baseScalar B, B the base point.</summary>
    void Compute(in Scalar baseScalar, out EdwardsPoint result);
}
