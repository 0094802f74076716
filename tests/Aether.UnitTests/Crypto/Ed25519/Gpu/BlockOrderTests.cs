using Aether.Crypto.Ed25519.Gpu;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Gpu;

public sealed class BlockOrderTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(47, 1)]
    [InlineData(48, 2)]
    [InlineData(175, 2)]
    [InlineData(176, 3)]
    [InlineData(int.MaxValue, 16_777_217)]
    public void BlocksOf_CountsKeysAndPadding(int messageBytes, int blocks) =>
        Assert.Equal(blocks, BlockOrder.BlocksOf(messageBytes));

    [Fact]
    public void Take_RandomLengths_SortsByBlocksAndKeepsTheSequence()
    {
        var random = new Random(1);
        int[] lengths = [.. Enumerable.Range(0, 500).Select(_ => random.Next(10_000))];
        BlockOrder order = new(new int[2 * BlockOrder.Bins]);
        foreach (int length in lengths)
        {
            order.Count(length);
        }

        order.Start();
        (int Item, int Start)[] placed = new (int, int)[lengths.Length];
        for (int i = 0; i < lengths.Length; i++)
        {
            int position = order.Take(lengths[i], out int start);
            placed[position] = (i, start);
        }

        int[] expected = [.. Enumerable.Range(0, lengths.Length).OrderBy(
            i => Math.Min(BlockOrder.Bins, BlockOrder.BlocksOf(lengths[i])))];
        Assert.Equal(expected, placed.Select(place => place.Item));
        int end = 0;
        foreach ((int item, int start) in placed)
        {
            Assert.Equal(end, start);
            end += lengths[item];
        }
    }
}
