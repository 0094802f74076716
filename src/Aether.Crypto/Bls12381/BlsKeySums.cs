using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>Sums of a committee's keys by the bitmap of signers, from the sum of all.</summary>
/// <remarks>
/// Most certificates carry nearly everyone, so the keys of those absent are taken off the whole sum where they are the
/// fewer. Threads: immutable. Cost: one addition for each signer or each absentee, whichever are fewer.
/// </remarks>
public sealed class BlsKeySums
{
    private readonly BlsKey[] _keys;
    private readonly BlstP1Affine _whole;

    /// <summary>Sums the keys of a committee in its canonical order. Possession of all must have been proved.</summary>
    public BlsKeySums(ReadOnlySpan<BlsKey> keys)
    {
        _keys = keys.ToArray();
        _whole = keys.IsEmpty ? default : BlsKey.SumPoints(keys);
    }

    /// <summary>Sums the keys whose bits are set in a canonical bitmap of the committee's size.</summary>
    /// <returns>False when there are none, or when they cancel to infinity.</returns>
    public bool TrySum(ReadOnlySpan<byte> bitmap, [NotNullWhen(true)] out BlsKey? sum)
    {
        sum = null;
        int signers = SignerBitmap.PopCount(bitmap);
        if (signers == 0)
            return false;
        bool fromWhole = signers > _keys.Length / 2;
        BlstP1 total = SumOf(bitmap, !fromWhole, fromWhole ? _keys.Length - signers : signers);
        if (fromWhole)
        {
            Blst.Negate(ref total);
            Blst.Add(ref total, _whole);
        }

        return BlsKey.TryFromPoint(Blst.ToAffine(total), out sum);
    }

    /// <summary>The sum of the keys whose bit equals <paramref name="bit"/>; infinity when there are none.</summary>
    private BlstP1 SumOf(ReadOnlySpan<byte> bitmap, bool bit, int count)
    {
        BlstP1 sum = default;
        if (count == 0)
            return sum;
        BlstP1Affine[] points = ArrayPool<BlstP1Affine>.Shared.Rent(count);
        int next = 0;
        for (int index = 0; index < _keys.Length; index++)
        {
            if (SignerBitmap.Contains(bitmap, index) == bit)
                points[next++] = _keys[index].Point;
        }

        Blst.Add(ref sum, Blst.Sum(points.AsSpan(0, next)));
        ArrayPool<BlstP1Affine>.Shared.Return(points);
        return sum;
    }
}
