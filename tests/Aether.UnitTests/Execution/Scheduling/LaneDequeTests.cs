using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class LaneDequeTests
{
    [Fact]
    public void OneThread_RandomOperations_EqualADoubleEndedQueue()
    {
        Random random = new(6);
        LaneDeque deque = new();
        for (int batch = 0; batch < 20; batch++)
        {
            deque.Reset(500);
            LinkedList<int> model = [];
            for (int step = 0; step < 500; step++)
            {
                switch (random.Next(4))
                {
                    case 0:
                        Assert.Equal(model.Count > 0, deque.TryPop(out int popped));
                        Assert.Equal(model.Last?.Value ?? -1, popped);
                        model.RemoveLastIfAny();
                        break;
                    case 1:
                        Assert.Equal(model.Count > 0, deque.TrySteal(out int stolen));
                        Assert.Equal(model.First?.Value ?? -1, stolen);
                        model.RemoveFirstIfAny();
                        break;
                    default:
                        deque.Push(step);
                        model.AddLast(step);
                        break;
                }
                Assert.Equal(model.Count == 0, deque.IsEmpty);
            }
        }
    }

    [Fact]
    public void OwnerAndThieves_EveryItem_IsTakenOnce()
    {
        const int Items = 200_000;
        LaneDeque deque = new();
        deque.Reset(Items);
        int[] taken = new int[Items];
        bool finished = false;
        Thread[] thieves = [.. Enumerable.Range(0, 2).Select(_ => new Thread(() =>
        {
            while (!Volatile.Read(ref finished) || !deque.IsEmpty)
            {
                if (deque.TrySteal(out int item))
                {
                    Interlocked.Increment(ref taken[item]);
                }
            }
        }))];
        Array.ForEach(thieves, thread => thread.Start());
        for (int item = 0; item < Items; item++)
        {
            deque.Push(item);
            if (item % 3 != 0 && deque.TryPop(out int popped))
            {
                Interlocked.Increment(ref taken[popped]);
            }
        }
        while (deque.TryPop(out int popped))
        {
            Interlocked.Increment(ref taken[popped]);
        }
        Volatile.Write(ref finished, true);
        Array.ForEach(thieves, thread => thread.Join());
        Assert.All(taken, count => Assert.Equal(1, count));
    }
}
