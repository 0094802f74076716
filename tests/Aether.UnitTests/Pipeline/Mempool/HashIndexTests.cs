using Aether.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.Mempool;

public sealed class HashIndexTests
{
    // With few hashes many numbers share one or stand in one another's way; with many the table grows and wraps.
    [Theory]
    [InlineData(1, 40u)]
    [InlineData(7, 60u)]
    [InlineData(200, 400u)]
    [InlineData(5_000, uint.MaxValue)]
    public void AnyOrder_AgreesWithAList(int most, uint hashes)
    {
        Random random = new(most);
        HashIndex index = new();
        List<(uint Hash, int Number)> held = [];
        HashSet<int> used = [];
        for (int step = 0; step < 4 * most + 100; step++)
        {
            int number = random.Next(2 * most);
            if (held.Count > 0 && (held.Count == most || random.Next(5) < 2))
            {
                int at = random.Next(held.Count);
                index.Remove(held[at].Hash, held[at].Number);
                used.Remove(held[at].Number);
                held.RemoveAt(at);
            }
            else if (used.Add(number))
            {
                // The highest ones have their home at the end of the table and go round.
                uint hash = uint.MaxValue - (uint)random.NextInt64(hashes);
                index.Add(hash, number);
                held.Add((hash, number));
            }
            Assert.Equal(held.Count, index.Count);
            if (step % 16 == 0)
            {
                CheckAll(index, held);
            }
        }
        CheckAll(index, held);
    }

    [Fact]
    public void TryNext_HashThatIsNotThere_Ends()
    {
        HashIndex index = new();
        index.Prefetch(3);
        int place = index.Home(3);
        Assert.False(index.TryNext(3, ref place, out int number));
        Assert.Equal(-1, number);
    }

    private static void CheckAll(HashIndex index, List<(uint Hash, int Number)> held)
    {
        foreach (IGrouping<uint, (uint Hash, int Number)> group in held.GroupBy(item => item.Hash))
        {
            List<int> found = [];
            for (int place = index.Home(group.Key); index.TryNext(group.Key, ref place, out int number);)
            {
                found.Add(number);
            }
            Assert.Equal(group.Select(item => item.Number).Order(), found.Order());
        }
    }
}
