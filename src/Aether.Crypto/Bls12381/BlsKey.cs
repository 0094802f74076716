using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>A public key that has been decoded, found on the curve, in the subgroup and not infinity: once, not per
/// signature.</summary>
/// <remarks>Threads: immutable. A key may take part in aggregates only after its proof of possession was
/// verified.</remarks>
public sealed class BlsKey
{
    private readonly BlstP1Affine _point;

    private BlsKey(in BlstP1Affine point) => _point = point;

    internal ref readonly BlstP1Affine Point => ref _point;

    /// <summary>Decodes a compressed key of 48 bytes.</summary>
    /// <returns>False for any other length, bad flags, x not below p, a point off the curve or subgroup, and
    /// infinity.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> publicKey, [NotNullWhen(true)] out BlsKey? key)
    {
        key = null;
        if (Blst.DecodeP1(publicKey, out BlstP1Affine point) != BlstError.Success || Blst.IsInfinity(point))
            return false;
        key = new BlsKey(point);
        return true;
    }

    /// <summary>Sums keys: the key under which a sum of their signatures over one message verifies.</summary>
    /// <returns>False when there are none, or when they cancel to infinity.</returns>
    public static bool TrySum(ReadOnlySpan<BlsKey> keys, [NotNullWhen(true)] out BlsKey? sum)
    {
        sum = null;
        if (keys.IsEmpty)
            return false;
        return TryFromPoint(SumPoints(keys), out sum);
    }

    /// <summary>Writes the compressed key, 48 bytes.</summary>
    public void Write(Span<byte> publicKey) => Blst.Encode(_point, publicKey);

    /// <summary>The compressed key.</summary>
    public BlsPublicKey ToPublicKey()
    {
        Span<byte> bytes = stackalloc byte[Bls.PublicKeyBytes];
        Write(bytes);
        return new BlsPublicKey(bytes);
    }

    /// <summary>A key from a point of the subgroup; false for infinity.</summary>
    internal static bool TryFromPoint(in BlstP1Affine point, [NotNullWhen(true)] out BlsKey? key)
    {
        key = Blst.IsInfinity(point) ? null : new BlsKey(point);
        return key is not null;
    }

    internal static BlstP1Affine SumPoints(ReadOnlySpan<BlsKey> keys)
    {
        BlstP1Affine[] points = ArrayPool<BlstP1Affine>.Shared.Rent(keys.Length);
        for (int index = 0; index < keys.Length; index++)
            points[index] = keys[index]._point;
        BlstP1Affine sum = Blst.Sum(points.AsSpan(0, keys.Length));
        ArrayPool<BlstP1Affine>.Shared.Return(points);
        return sum;
    }
}
