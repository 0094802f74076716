using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class SchedulerTests
{
    [Theory]
    [InlineData(2, 3)]
    [InlineData(3, 1)]
    [InlineData(8, 40)]
    [InlineData(16, 2)]
    public void Run_RandomBatches_RunsEachOnceAndConflictsInOrder(int lanes, int objects)
    {
        Random random = new(lanes);
        using LaneSet threads = new(lanes, pinned: false);
        for (int round = 0; round < 40; round++)
        {
            Transaction[] batch = [.. Enumerable.Range(0, 200).Select(_ => Draw(random, objects))];
            BlockPlan plan = new SlotFixture(TestLedger.InitialState(), batch).Plan;
            using Scheduler scheduler = new(plan, lanes);
            scheduler.Reset();
            SchedulerJob job = new(scheduler, plan);
            threads.Run(job);
            Assert.True(scheduler.IsOver);
            CheckOrder(plan, job.Order);
        }
    }

    [Fact]
    public void Run_ATransactionThatThrows_EndsEveryLaneWithTheCause()
    {
        Random random = new(1);
        Transaction[] batch = [.. Enumerable.Range(0, 300).Select(_ => Draw(random, 2))];
        BlockPlan plan = new SlotFixture(TestLedger.InitialState(), batch).Plan;
        using LaneSet threads = new(4, pinned: false);
        using Scheduler scheduler = new(plan, 4);
        scheduler.Reset();
        SchedulerJob job = new(scheduler, plan) { Failing = 150 };
        Assert.Throws<FormatException>(() => threads.Run(job));
        Assert.False(scheduler.IsOver);
    }

    // Each conflict shows as a shared slot: its users ran in block order, but for readers next to each other.
    private static void CheckOrder(BlockPlan plan, int[] order)
    {
        Dictionary<int, (int Writer, int Reader)> last = [];
        for (int transaction = 0; transaction < plan.Count; transaction++)
        {
            Assert.True(order[transaction] > 0);
            for (int a = plan.FirstAccess(transaction); a < plan.FirstAccess(transaction + 1); a++)
            {
                ref Access access = ref plan.AccessAt(a);
                (int writer, int reader) = last.GetValueOrDefault(access.Slot);
                Assert.True(order[transaction] > writer && (!access.IsWrite || order[transaction] > reader));
                last[access.Slot] = access.IsWrite
                    ? (order[transaction], 0)
                    : (writer, Math.Max(reader, order[transaction]));
            }
        }
        Assert.Equal(plan.Count, order.Distinct().Count());
    }

    private static Transaction Draw(Random random, int objects)
    {
        ObjectId[] ids = [.. Enumerable.Range(0, 3).Select(_ => new ObjectId(TestLedger.Hash(random.Next(objects))))
            .Distinct().Order()];
        bool reads = random.Next(3) == 0;
        return TestLedger.Sign(
            TestLedger.Body(0, 0) with
            {
                FeePayer = new Address(TestLedger.Hash(random.Next(1_000, 1_000 + (4 * objects)))),
                Reads = reads ? ids : [],
                Writes = reads ? [] : ids,
            });
    }

    private sealed class SchedulerJob(Scheduler scheduler, BlockPlan plan) : ILaneJob
    {
        private int _clock;

        public int[] Order { get; } = new int[plan.Count];

        public int Failing { get; init; } = -1;

        public void Run(int lane) => scheduler.Run(lane, new Work(this));

        public void Abort() => scheduler.Abort();

        private readonly struct Work(SchedulerJob job) : ITransactionWork
        {
            public void Run(int lane, int transaction)
            {
                if (transaction == job.Failing)
                {
                    throw new FormatException();
                }
                Assert.Equal(0, job.Order[transaction]);
                job.Order[transaction] = Interlocked.Increment(ref job._clock);
            }

            public void Foresee(int first, int end) =>
                Assert.True(first >= 0 && first < end && end <= job.Order.Length);
        }
    }
}
