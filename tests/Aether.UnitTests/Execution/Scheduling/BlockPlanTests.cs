using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class BlockPlanTests
{
    private readonly BlockState _state = TestLedger.InitialState();

    [Fact]
    public void Build_RandomBatches_OrdersExactlyWhatConflicts()
    {
        Random random = new(4);
        int[] seen = new int[2];
        for (int round = 0; round < 200; round++)
        {
            Transaction[] batch = [.. Enumerable.Range(0, 8).Select(_ => Draw(random, objects: 6))];
            BlockPlan plan = new SlotFixture(_state, batch).Plan;
            for (int left = 0; left < batch.Length; left++)
            {
                for (int right = left + 1; right < batch.Length; right++)
                {
                    bool conflicts = AccessSet.Conflicts(batch[left], batch[right]);
                    Assert.Equal(conflicts, ShareAWrite(plan, left, right));
                    seen[conflicts ? 1 : 0]++;
                }
            }
        }
        Assert.True(seen[0] > 100 && seen[1] > 100, $"{seen[0]} {seen[1]}");
    }

    [Fact]
    public void Build_CreatedAndSpentOutputs_AreWrites()
    {
        Transaction creator = TestLedger.Withdraw(0, 0, 5, 6);
        Transaction spender = TestLedger.Sign(
            TestLedger.Body(1, 0) with { Inputs = [new OutPoint(creator.Id, 1)] }, 0, 1);
        BlockPlan plan = new SlotFixture(_state, creator, spender).Plan;
        Assert.True(AccessSet.Conflicts(creator, spender));
        Assert.True(ShareAWrite(plan, 0, 1));
        Assert.True(plan.IsRoot(0));
        Assert.False(plan.IsRoot(1));
        Assert.Equal(plan.SlotsOf(0)[^1], plan.SlotsOf(1)[^1]);
    }

    [Fact]
    public void Release_AnyReadyOrder_RunsEveryConflictInBlockOrder()
    {
        Random random = new(5);
        for (int round = 0; round < 300; round++)
        {
            Transaction[] batch = [.. Enumerable.Range(0, 12).Select(_ => Draw(random, objects: 5))];
            BlockPlan plan = new SlotFixture(_state, batch).Plan;
            ReadyList ready = new();
            ready.Waiting.AddRange(Enumerable.Range(0, batch.Length).Where(plan.IsRoot));
            List<int> order = [];
            while (ready.Waiting.Count > 0)
            {
                int at = random.Next(ready.Waiting.Count);
                int transaction = ready.Waiting[at];
                ready.Waiting.RemoveAt(at);
                order.Add(transaction);
                Assert.False(plan.IsWaiting(transaction));
                for (int a = plan.FirstAccess(transaction); a < plan.FirstAccess(transaction + 1); a++)
                {
                    plan.Release(a, ready);
                }
            }
            Assert.Equal(batch.Length, order.Distinct().Count());
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
    public void Build_FeePayerNamedAgain_HasOneTicketAndWrites()
    {
        TransactionBody body = TestLedger.Body(0, 0) with { Reads = [TestLedger.Owners[0].AsObject] };
        BlockPlan plan = new SlotFixture(_state, TestLedger.Sign(body, 0)).Plan;
        Assert.Equal(1, plan.AccessCount);
        Assert.True(plan.AccessAt(0).IsWrite);
        Assert.Equal(2, plan.SlotsOf(0).Length);
    }

    [Fact]
    public void Clear_ThenBuild_StartsWithEmptyQueues()
    {
        Transaction transaction = TestLedger.Transfer(0, 1, 0, AssetId.Swr, 5);
        SlotFixture fixture = new(_state, transaction, transaction);
        Assert.False(fixture.Plan.IsRoot(1));
        fixture.Plan.Clear();
        fixture.Plan.Build([transaction], withTickets: true);
        Assert.True(fixture.Plan.IsRoot(0));
        Assert.Equal(0, fixture.Slots.LoadCount);
        Assert.Equal(1, fixture.Plan.WitnessCount);
    }

    private static bool ShareAWrite(BlockPlan plan, int left, int right)
    {
        for (int a = plan.FirstAccess(left); a < plan.FirstAccess(left + 1); a++)
        {
            for (int b = plan.FirstAccess(right); b < plan.FirstAccess(right + 1); b++)
            {
                ref Access one = ref plan.AccessAt(a);
                ref Access two = ref plan.AccessAt(b);
                if (one.Slot == two.Slot && (one.IsWrite || two.IsWrite))
                {
                    return true;
                }
            }
        }
        return false;
    }

    private static Transaction Draw(Random random, int objects)
    {
        ObjectId[] ids = [.. Enumerable.Range(0, objects).Select(i => TestLedger.Owners[i].AsObject).Order()];
        int[] use = [.. ids.Select(_ => random.Next(6))];
        return TestLedger.Sign(
            TestLedger.Body(random.Next(5), (ulong)random.Next(1_000)) with
            {
                Reads = [.. ids.Where((_, index) => use[index] is 0 or 2)],
                Writes = [.. ids.Where((_, index) => use[index] == 1)],
                Inputs = random.Next(3) == 0 ? [new OutPoint(TestLedger.Hash(1), (uint)random.Next(3))] : [],
            });
    }

    private sealed class ReadyList : IReadySink
    {
        public List<int> Waiting { get; } = [];

        public void Push(int transaction) => Waiting.Add(transaction);
    }
}
