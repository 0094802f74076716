using Aether.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.Mempool;

public sealed class EntryHeapTests
{
    private const int Entries = 500;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void AnyAddsAndRemovals_WalkInTheOrderOfTheirKeys(int seed)
    {
        Random random = new(seed);
        NumberedTable<PendingTransaction> table = new();
        EntryHeap<MempoolOrder.ByPriority> heap = new(table);
        List<PendingTransaction> outside = [.. Enumerable.Range(0, Entries).Select(index => Create(index, random))];
        List<PendingTransaction> inside = [];
        for (int step = 0; step < 4 * Entries; step++)
        {
            bool adds = inside.Count == 0 || (outside.Count > 0 && random.Next(3) > 0);
            (List<PendingTransaction> from, List<PendingTransaction> to) = adds ? (outside, inside) : (inside, outside);
            int at = random.Next(from.Count);
            PendingTransaction entry = from[at];
            from.RemoveAt(at);
            to.Add(entry);
            if (adds)
            {
                table.Add(entry);
                heap.Add(entry);
            }
            else
            {
                heap.Remove(entry);
                Assert.False(heap.Contains(entry));
                table.Remove(entry);
            }
            Assert.Equal(adds, heap.Contains(entry));
            Assert.Equal(inside.Count, heap.Count);
            if (step % 50 == 0)
            {
                AssertWalk(heap, inside);
            }
        }
        AssertWalk(heap, inside);
    }

    [Fact]
    public void EvictionKeys_KeepEveryBitOfTheirOrder()
    {
        Random random = new(5);
        PendingTransaction[] entries = [.. Enumerable.Range(0, 200).Select(index => Create(index, random))];
        foreach (PendingTransaction entry in entries)
        {
            entry.IsReady = random.Next(2) == 0;
            entry.ChainPrice = (uint)random.Next(4) | (random.Next(2) == 0 ? 1UL << 63 : 0);
        }
        NumberedTable<PendingTransaction> table = new();
        EntryHeap<MempoolOrder.ByEviction> heap = new(table);
        Array.ForEach(entries, table.Add);
        Array.ForEach(entries, heap.Add);
        IEnumerable<PendingTransaction> expected = entries.OrderBy(entry => entry.IsReady)
            .ThenBy(entry => entry.ChainPrice).ThenByDescending(entry => entry.Arrival);
        heap.BeginWalk();
        Assert.All(expected, entry => Assert.Same(entry, heap.NextOfWalk()));
        Assert.Null(heap.NextOfWalk());
    }

    private static PendingTransaction Create(int index, Random random)
    {
        Admission admission = MempoolTransactions.Admit(
            MempoolTransactions.Create(index, 0, (ulong)random.Next(1_000, 1_020)));
        return new PendingTransaction(admission, (ulong)index, new SenderQueue(MempoolTransactions.Sender(index)));
    }

    private static void AssertWalk(EntryHeap<MempoolOrder.ByPriority> heap, List<PendingTransaction> inside)
    {
        heap.BeginWalk();
        foreach (PendingTransaction entry in inside.OrderByDescending(one => one.Price).ThenBy(one => one.Arrival))
        {
            Assert.Same(entry, heap.NextOfWalk());
        }
        Assert.Null(heap.NextOfWalk());
    }
}
