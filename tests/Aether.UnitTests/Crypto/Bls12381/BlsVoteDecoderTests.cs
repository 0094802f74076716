using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using Aether.UnitTests.Native.Bls;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsVoteDecoderTests
{
    public BlsVoteDecoderTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Run_AnyCountAndDegree_KeepsEveryPlace()
    {
        const int Most = 300;
        byte[] encoded = LanesSamples.Signatures(Most);
        Random random = new(3);
        for (int index = 0; index < Most; index += 7)
            LanesSamples.Damage(encoded.AsSpan(index * 96, 96), random);
        LanesStatus[] expected = LanesSamples.Decode(encoded, LanesVariant.Blst, out BlstP2Affine[] points);

        foreach (int degree in (int[])[1, 2, 5])
        {
            // Runs of different lengths follow each other, so that late work items of one meet the next.
            using BlsVoteDecoder decoder = new(Most, degree, Lanes.Best);
            foreach (int count in (int[])[0, 300, 1, 65, 300, 64, 128, 299])
            {
                Array.Clear(decoder.Status);
                Array.Clear(decoder.Points);
                decoder.Run(encoded.AsSpan(0, count * 96));
                Assert.Equal(expected[..count], decoder.Status[..count]);
                for (int index = 0; index < count; index++)
                    Assert.True(((ReadOnlySpan<ulong>)points[index]).SequenceEqual(decoder.Points[index]));
            }
        }
    }
}
