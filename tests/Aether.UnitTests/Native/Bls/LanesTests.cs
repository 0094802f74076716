using System.Text.Json;
using Aether.Native.Bls;
using Aether.TestKit;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Native.Bls;

public sealed class LanesTests
{
    private const int Bytes = Blst.P2Bytes;

    public LanesTests() => BlsVectors.SkipWithoutLibrary();

    /// <summary>The variants that run on this processor.</summary>
    public static TheoryData<LanesVariant> Variants() =>
        [.. Enum.GetValues<LanesVariant>().Where(Lanes.IsSupported)];

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_EthereumVectors_GiveTheirVerdicts(LanesVariant variant)
    {
        int checkedVectors = 0;
        foreach (JsonElement test in BlsVectors.Ethereum("deserialization_G2"))
        {
            byte[] encoded = HexText.Get(test.GetProperty("input"), "signature");
            if (encoded.Length != Bytes)
                continue;
            LanesStatus status = LanesSamples.Decode(encoded, variant, out _)[0];
            Assert.Equal(test.GetProperty("output").GetBoolean(), status is LanesStatus.Ok or LanesStatus.Infinity);
            checkedVectors++;
        }

        Assert.Equal(13, checkedVectors);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_FirstThousandMultiples_GiveTheirCoordinates(LanesVariant variant)
    {
        byte[] compressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g2_compressed_valid_test_vectors.dat"));
        byte[] uncompressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g2_uncompressed_valid_test_vectors.dat"));
        LanesStatus[] status = LanesSamples.Decode(compressed, variant, out BlstP2Affine[] points);
        Assert.Equal(1000, points.Length);
        Assert.Equal(LanesStatus.Infinity, status[0]);
        byte[] full = new byte[2 * Bytes];
        for (int index = 1; index < points.Length; index++)
        {
            Assert.Equal(LanesStatus.Ok, status[index]);
            Blst.EncodeUncompressed(points[index], full);
            Assert.True(uncompressed.AsSpan(index * 2 * Bytes, 2 * Bytes).SequenceEqual(full));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_DamagedEncodings_EqualBlst(LanesVariant variant)
    {
        Random random = new(5);
        byte[] encoded = LanesSamples.Signatures(400);
        for (int index = 0; index < 400; index++)
            LanesSamples.Damage(encoded.AsSpan(index * Bytes, Bytes), random);
        LanesStatus[] seen = LanesSamples.AssertEqualsBlst(encoded, variant);
        foreach (LanesStatus expected in Enum.GetValues<LanesStatus>().Where(s => s != LanesStatus.Undecided))
            Assert.Contains(expected, seen);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_RandomX_EqualsBlst(LanesVariant variant)
    {
        // About half of all x are on the curve, and practically none of those points are in the subgroup.
        Random random = new(6);
        byte[] encoded = new byte[256 * Bytes];
        random.NextBytes(encoded);
        for (int index = 0; index < 256; index++)
        {
            encoded[index * Bytes] = (byte)(0x80 | (encoded[index * Bytes] & 0x2F));
            encoded[(index * Bytes) + 48] &= 0x0F;
        }

        LanesStatus[] seen = LanesSamples.AssertEqualsBlst(encoded, variant);
        Assert.InRange(seen.Count(s => s == LanesStatus.NotInGroup), 80, 176);
        Assert.InRange(seen.Count(s => s == LanesStatus.NotOnCurve), 80, 176);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_SmallOrder_IsOutsideTheGroupInEveryLane(LanesVariant variant)
    {
        // The multiples that the subgroup check walks over meet each other here: order 13 in its second addition.
        byte[] good = LanesSamples.Signatures(1);
        foreach (byte[] point in LanesSamples.SmallOrder())
        {
            for (int lane = 0; lane < 16; lane++)
            {
                byte[] encoded = [.. Enumerable.Repeat(good, 16).SelectMany(bytes => bytes)];
                point.CopyTo(encoded, lane * Bytes);
                LanesStatus[] seen = LanesSamples.AssertEqualsBlst(encoded, variant);
                Assert.Equal(LanesStatus.NotInGroup, seen[lane]);
                Assert.Equal(15, seen.Count(status => status == LanesStatus.Ok));
            }

            byte[] opposite = point.ToArray();
            opposite[0] ^= 0x20;
            Assert.Equal([LanesStatus.NotInGroup], LanesSamples.AssertEqualsBlst(opposite, variant));
        }
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_AnyCountAndAnyLane_EqualsBlst(LanesVariant variant)
    {
        byte[] encoded = LanesSamples.Signatures(40);
        for (int bad = 0; bad < 16; bad++)
        {
            byte[] mixed = encoded.ToArray();
            LanesSamples.Damage(mixed.AsSpan(bad * Bytes, Bytes), new Random(bad));
            LanesSamples.AssertEqualsBlst(mixed.AsSpan(0, 16 * Bytes), variant);
        }

        for (int count = 0; count <= 40; count++)
            LanesSamples.AssertEqualsBlst(encoded.AsSpan(0, count * Bytes), variant);
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_WrongLengths_Throw(LanesVariant variant)
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Lanes.DecodeP2(new byte[95], new BlstP2Affine[1], new LanesStatus[1], variant));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Lanes.DecodeP2(new byte[96], new BlstP2Affine[2], new LanesStatus[1], variant));
    }

    [Theory]
    [MemberData(nameof(Variants))]
    public void DecodeP2_AllocatesNothing(LanesVariant variant)
    {
        byte[] encoded = LanesSamples.Signatures(4);
        BlstP2Affine[] points = new BlstP2Affine[4];
        LanesStatus[] status = new LanesStatus[4];
        Allocations.AssertNone(() => Lanes.DecodeP2(encoded, points, status, variant));
    }

    [Fact]
    public void IsSupported_UnknownVariant_IsFalse()
    {
        Assert.False(Lanes.IsSupported((LanesVariant)99));
        Assert.True(Lanes.IsSupported(Lanes.Best));
        Assert.Throws<PlatformNotSupportedException>(() => Lanes.DecodeP2([], [], [], (LanesVariant)99));
    }
}
