using Aether.Native.Bls;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;
using Signatures = Aether.Crypto.Bls12381.Bls;

namespace Aether.UnitTests.Native.Bls;

public sealed class BlstLinesTests
{
    public BlstLinesTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void IsInSubgroup_PointsOfSmallOrderAndTheirSumsWithGoodOnes_EqualsBlst()
    {
        BlstP2Affine good = OfCurve(LanesSamples.Signatures(1));
        foreach (byte[] encoded in LanesSamples.SmallOrder())
        {
            BlstP2Affine small = OfCurve(encoded);
            Assert.False(IsInSubgroup(small));
            BlstP2 sum = default;
            Blst.Add(ref sum, small);
            Blst.Add(ref sum, good);
            Assert.False(IsInSubgroup(Blst.ToAffine(sum)));
        }

        Assert.True(IsInSubgroup(good));
    }

    [Fact]
    public void IsInSubgroup_DamagedEncodings_EqualsBlst()
    {
        Random random = new(31);
        byte[] encoded = LanesSamples.Signatures(300);
        int inside = 0;
        int outside = 0;
        for (int offset = 0; offset < encoded.Length; offset += Blst.P2Bytes)
        {
            Span<byte> bytes = encoded.AsSpan(offset, Blst.P2Bytes);
            LanesSamples.Damage(bytes, random);
            BlstError error = Blst.DecodeP2(bytes, out _);
            if (Blst.DecodeP2OfCurve(bytes, out BlstP2Affine point) != BlstError.Success || Blst.IsInfinity(point))
                continue;
            bool isInside = IsInSubgroup(point);
            Assert.Equal(error == BlstError.Success, isInside);
            inside += isInside ? 1 : 0;
            outside += isInside ? 0 : 1;
        }

        Assert.InRange(inside, 20, 300);
        Assert.InRange(outside, 20, 300);
    }

    [Fact]
    public void IsInSubgroup_LinesOfAnotherPoint_IsFalse()
    {
        byte[] encoded = LanesSamples.Signatures(2);
        BlstP2Affine first = OfCurve(encoded.AsSpan(0, Blst.P2Bytes));
        BlstP2Affine second = OfCurve(encoded.AsSpan(Blst.P2Bytes));

        Assert.True(BlstLines.IsInSubgroup(first, Lines(first)));
        Assert.False(BlstLines.IsInSubgroup(first, Lines(second)));

        // Its negative goes the same way on the other side of the axis.
        encoded[0] ^= 0x20;
        Assert.False(BlstLines.IsInSubgroup(OfCurve(encoded.AsSpan(0, Blst.P2Bytes)), Lines(first)));
    }

    [Fact]
    public void IsSigned_KeyMessageAndSignature_AllCount()
    {
        byte[] secret = BlsVectors.Secret(1);
        BlstLine[] message = Lines(BlstHashToCurve.HashToG2("m"u8, Signatures.SignatureDst));
        BlstLine[] other = Lines(BlstHashToCurve.HashToG2("n"u8, Signatures.SignatureDst));
        BlstLine[] signature = Lines(OfCurve(BlsVectors.Sign(secret, "m"u8)));
        BlstP1Affine key = BlsVectors.Key(secret).Point;

        Assert.True(BlstLines.IsSigned(key, signature, message));
        Assert.False(BlstLines.IsSigned(key, signature, other));
        Assert.False(BlstLines.IsSigned(key, message, message));
        Assert.False(BlstLines.IsSigned(BlsVectors.Key(BlsVectors.Secret(2)).Point, signature, message));
    }

    [Fact]
    public void Methods_WrongNumberOfLines_Throw()
    {
        BlstP2Affine point = OfCurve(LanesSamples.Signatures(1));
        BlstLine[] lines = Lines(point);

        Assert.Throws<ArgumentOutOfRangeException>(() => BlstLines.Compute(point, new BlstLine[67]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlstLines.IsInSubgroup(point, new BlstLine[69]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlstLines.IsSigned(default, lines, new BlstLine[1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlstLines.IsSigned(default, [], lines));
    }

    private static BlstP2Affine OfCurve(ReadOnlySpan<byte> encoded)
    {
        Assert.Equal(BlstError.Success, Blst.DecodeP2OfCurve(encoded, out BlstP2Affine point));
        return point;
    }

    private static BlstLine[] Lines(in BlstP2Affine point)
    {
        BlstLine[] lines = new BlstLine[BlstLines.Count];
        BlstLines.Compute(point, lines);
        return lines;
    }

    private static bool IsInSubgroup(in BlstP2Affine point) => BlstLines.IsInSubgroup(point, Lines(point));
}
