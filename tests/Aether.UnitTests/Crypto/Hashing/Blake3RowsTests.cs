using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3RowsTests
{
    private static IEnumerable<LaneVariant> Variants =>
        Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported);

    // Every block boundary of a chunk, and past it.
    [Fact]
    public void HashMany_EveryLengthAlone_EqualsBlake3()
    {
        for (int length = 0; length <= 1_100; length++)
            AssertEqual(Blake3Tests.Pattern(2 * length), [length, 2 * length]);
    }

    [Fact]
    public void HashMany_MixedLengths_EqualsBlake3()
    {
        Random random = new(3);
        for (int count = 0; count <= 200; count++)
        {
            int[] ends = new int[count];
            int end = 0;
            for (int index = 0; index < count; index++)
            {
                end += random.Next(4) switch { 0 => random.Next(1_500), 1 => 62, _ => 341 };
                ends[index] = end;
            }

            byte[] strings = new byte[end];
            random.NextBytes(strings);
            AssertEqual(strings, ends);
        }
    }

    [Fact]
    public void HashMany_WrongOutputs_Throws() => Assert.Throws<ArgumentException>(
        () => Blake3Rows.HashMany(LaneVariant.Scalar, 0, new byte[4], [2, 4], new byte[63]));

    [Fact]
    public void HashMany_DoesNotAllocate()
    {
        byte[] strings = new byte[341 * 37];
        int[] ends = [.. Enumerable.Range(1, 37).Select(index => 341 * index)];
        byte[] outputs = new byte[37 * 32];
        foreach (LaneVariant variant in Variants)
            Allocations.AssertNone(() => Blake3Rows.HashMany(variant, 1, strings, ends, outputs));
    }

    private static void AssertEqual(byte[] strings, int[] ends)
    {
        byte[] expected = new byte[ends.Length * 32];
        for (int index = 0; index < ends.Length; index++)
        {
            int start = index == 0 ? 0 : ends[index - 1];
            Blake3.Hash([9, .. strings.AsSpan(start, ends[index] - start)], expected.AsSpan(index * 32, 32));
        }

        byte[] actual = new byte[expected.Length];
        foreach (LaneVariant variant in Variants)
        {
            Array.Clear(actual);
            Blake3Rows.HashMany(variant, 9, strings, ends, actual);
            Assert.Equal(expected, actual);
        }
    }
}
