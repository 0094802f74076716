using Aether.Crypto.Ed25519;

namespace Aether.KernelBench.Differential;

/// <summary>
/// Scalars x with the encodings of x B + T for every T of small order: keys, or nonces that many signatures share.
/// </summary>
/// <remarks>
/// A signature then costs one hash and one multiplication. A shared nonce gives the key away, which matters to nobody
/// here: to a verifier every message is a fresh challenge.
/// </remarks>
internal sealed class ScalarPool
{
    private readonly Scalar[] _scalars;
    private readonly byte[] _encodings;

    /// <summary>Draws <paramref name="count"/> scalars.</summary>
    public ScalarPool(int count, SplitMix random)
    {
        _scalars = new Scalar[count];
        _encodings = new byte[count * OddPoints.SmallOrder.Length * EdwardsPoint.Bytes];
        byte[] wide = new byte[64];
        for (int i = 0; i < count; i++)
        {
            random.Fill(wide);
            _scalars[i] = Scalar.FromWideBytes(wide);
            BasePoint.MultiplySecret(out EdwardsPoint point, in _scalars[i]);
            for (int torsion = 0; torsion < OddPoints.SmallOrder.Length; torsion++)
            {
                EdwardsPoint sum = point;
                CachedPoint.From(out CachedPoint added, in OddPoints.SmallOrder[torsion]);
                EdwardsPoint.Add(ref sum, in added);
                sum.CopyTo(Slot(i, torsion));
            }
        }
    }

    public int Count => _scalars.Length;

    public Scalar Value(int index) => _scalars[index];

    /// <summary>The encoding of x B, or of x B + T for a torsion above zero.</summary>
    public ReadOnlySpan<byte> Encoding(int index, int torsion) => Slot(index, torsion);

    private Span<byte> Slot(int index, int torsion) => _encodings.AsSpan(
        ((index * OddPoints.SmallOrder.Length) + torsion) * EdwardsPoint.Bytes, EdwardsPoint.Bytes);
}
