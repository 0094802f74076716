using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class PriorityGraphTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(2_048)]
    public void Pop_RandomReleases_NeverOvertakesOnOneObject(int window)
    {
        Random random = new(window);
        PriorityGraph graph = new(window);
        for (int round = 0; round < 60; round++)
        {
            Transaction[] batch = [.. Enumerable.Range(0, 40).Select(i => Draw(random, i))];
            ulong[] prices = [.. batch.Select(_ => (ulong)random.Next(10)).OrderDescending()];
            graph.Reset(batch, prices);
            List<int> order = [];
            List<int> open = [];
            while (!graph.IsEmpty)
            {
                bool popped = graph.TryPop(out int transaction);
                if (popped)
                {
                    Assert.DoesNotContain(open, other => AccessSet.Conflicts(batch[other], batch[transaction]));
                    order.Add(transaction);
                    open.Add(transaction);
                }
                if (open.Count > 0 && (!popped || random.Next(3) == 0))
                {
                    int at = random.Next(open.Count);
                    graph.Release(open[at]);
                    open.RemoveAt(at);
                }
            }
            Assert.Equal(Enumerable.Range(0, batch.Length), order.Order());
            for (int left = 0; left < batch.Length; left++)
            {
                for (int right = left + 1; right < batch.Length; right++)
                {
                    Assert.True(
                        !AccessSet.Conflicts(batch[left], batch[right])
                        || order.IndexOf(left) < order.IndexOf(right));
                }
            }
        }
    }

    [Fact]
    public void Pop_AHotObjectThatIsHeld_LetsTheRestGoOnByPrice()
    {
        Transaction[] batch = [.. Enumerable.Range(0, 6)
            .Select(i => Paying(i < 4 ? 0 : i, [TestLedger.Hash(7)], i < 4))];
        PriorityGraph graph = new();
        graph.Reset(batch, [90, 80, 70, 60, 10, 20]);
        Assert.True(graph.TryPop(out int first));
        Assert.Equal(0, first);
        Assert.True(graph.TryPop(out int second));
        Assert.Equal(5, second);
        Assert.True(graph.TryPop(out int third));
        Assert.Equal(4, third);
        Assert.False(graph.TryPop(out _));
        graph.Release(first);
        Assert.True(graph.TryPop(out int next));
        Assert.Equal(1, next);
    }

    private static Transaction Draw(Random random, int index) =>
        Paying(100 + index, [TestLedger.Hash(random.Next(8)), TestLedger.Hash(random.Next(8))], random.Next(3) > 0);

    private static Transaction Paying(int payer, Hash256[] objects, bool writes)
    {
        ObjectId[] ids = [.. objects.Distinct().Order().Select(id => new ObjectId(id))];
        return TestLedger.Sign(TestLedger.Body(0, 0) with
        {
            FeePayer = new Address(TestLedger.Hash(1_000 + payer)),
            Writes = writes ? ids : [],
        });
    }
}
