using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsAccumulatorTests
{
    public BlsAccumulatorTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Write_EqualsTryAggregate_ForEveryPrefix()
    {
        byte[][] signatures = [.. Enumerable.Range(1, 8).Select(i => BlsVectors.Sign(BlsVectors.Secret(i), "m"u8))];
        BlsAccumulator accumulator = new();
        for (int count = 1; count <= signatures.Length; count++)
        {
            Assert.True(accumulator.TryAdd(signatures[count - 1]));
            byte[] expected = new byte[96];
            Assert.True(Bls.TryAggregate(BlsVectors.Flatten(signatures[..count], out _), expected));
            byte[] actual = new byte[96];
            accumulator.Write(actual);
            Assert.Equal(expected, actual);
            Assert.Equal(count, accumulator.Count);
        }
    }

    [Fact]
    public void TryAdd_BadInput_LeavesTheSum()
    {
        BlsAccumulator accumulator = new();
        byte[] good = BlsVectors.Sign(BlsVectors.Secret(1), "m"u8);
        Assert.True(accumulator.TryAdd(good));
        Assert.False(accumulator.TryAdd([0xC0, .. new byte[95]]));
        Assert.False(accumulator.TryAdd(new byte[96]));
        Assert.False(accumulator.TryAdd(good.AsSpan(1)));
        byte[] sum = new byte[96];
        accumulator.Write(sum);
        Assert.Equal(good, sum);
        accumulator.Clear();
        Assert.Equal(0, accumulator.Count);
        accumulator.Write(sum);
        Assert.Equal([0xC0, .. new byte[95]], sum);
    }

    [Fact]
    public void TryAdd_FirstThousandMultiples_FollowTheRunningSum()
    {
        byte[] compressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g2_compressed_valid_test_vectors.dat"));
        byte[] uncompressed = File.ReadAllBytes(
            Vectors.Require("bls12-381/serialization/g2_uncompressed_valid_test_vectors.dat"));
        BlsAccumulator accumulator = new();
        byte[] sum = new byte[96];
        byte[] full = new byte[192];
        for (int index = 0; index < 1000; index++)
        {
            ReadOnlySpan<byte> bytes = compressed.AsSpan(index * 96, 96);
            accumulator.Write(sum);
            Assert.Equal(bytes.ToArray(), sum);
            Assert.Equal(BlstError.Success, Blst.DecodeP2(bytes, out BlstP2Affine point));
            Blst.EncodeUncompressed(point, full);
            Assert.Equal(uncompressed.AsSpan(index * 192, 192).ToArray(), full);
            Assert.True(accumulator.TryAdd(compressed.AsSpan(96, 96)));
        }
    }

    [Fact]
    public void TryAdd_DoesNotAllocate()
    {
        BlsAccumulator accumulator = new();
        byte[] good = BlsVectors.Sign(BlsVectors.Secret(1), "m"u8);
        Allocations.AssertNone(() => accumulator.TryAdd(good));
    }
}
