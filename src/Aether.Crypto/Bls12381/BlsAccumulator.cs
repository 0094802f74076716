using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>The running sum of signatures over one message, as votes arrive.</summary>
/// <remarks>Threads: one caller at a time. Cost: no allocation per signature.</remarks>
public sealed class BlsAccumulator
{
    private BlstP2 _sum;

    /// <summary>Signatures in the sum.</summary>
    public int Count { get; private set; }

    /// <summary>Adds a signature of 96 bytes.</summary>
    /// <returns>False, with the sum unchanged, for a bad encoding, a point outside the subgroup, and
    /// infinity.</returns>
    public bool TryAdd(ReadOnlySpan<byte> signature)
    {
        if (!Bls.TryDecodeSignature(signature, out BlstP2Affine point))
            return false;
        Blst.Add(ref _sum, point);
        Count++;
        return true;
    }

    /// <summary>Writes the compressed sum, 96 bytes; infinity when nothing was added.</summary>
    public void Write(Span<byte> signature) => Blst.Encode(Blst.ToAffine(_sum), signature);

    /// <summary>Starts over.</summary>
    public void Clear()
    {
        _sum = default;
        Count = 0;
    }
}
