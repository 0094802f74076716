using Aether.Core.Types;
using Aether.Execution.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AccessSetTests
{
    private static readonly ObjectId[] s_objects =
        [.. TestLedger.Owners.Take(5).Select(owner => owner.AsObject).Order()];

    [Fact]
    public void Allows_EveryObject_EqualsTheSets()
    {
        Random random = new(1);
        for (int round = 0; round < 300; round++)
        {
            TransactionBody body = Draw(random).Body;
            foreach (ObjectId item in s_objects)
            {
                bool writes = body.Writes.Contains(item) || body.FeePayer.AsObject == item;
                Assert.Equal(writes, AccessSet.AllowsWrite(body, item));
                Assert.Equal(writes || body.Reads.Contains(item), AccessSet.AllowsRead(body, item));
            }
        }
    }

    [Fact]
    public void Conflicts_RandomPairs_EqualsTheDefinition()
    {
        Random random = new(2);
        int[] seen = new int[2];
        for (int round = 0; round < 3_000; round++)
        {
            Transaction left = Draw(random);
            Transaction right = Draw(random);
            bool expected = W(left).Overlaps(W(right)) || W(left).Overlaps(R(right)) || W(right).Overlaps(R(left));
            Assert.Equal(expected, AccessSet.Conflicts(left, right));
            Assert.Equal(expected, AccessSet.Conflicts(right, left));
            seen[expected ? 1 : 0]++;
        }
        Assert.True(seen[0] > 100 && seen[1] > 100);
    }

    [Fact]
    public void Conflicts_SpendingWhatTheOtherCreates_IsOne()
    {
        Transaction creator = TestLedger.Withdraw(0, 0, 5);
        Transaction spender = TestLedger.Sign(
            TestLedger.Body(1, 0) with { Inputs = [new OutPoint(creator.Id, 0)] }, 0, 1);
        Transaction other = TestLedger.Sign(
            TestLedger.Body(1, 0) with { Inputs = [new OutPoint(TestLedger.Hash(9), 0)] }, 1);
        Assert.True(AccessSet.Conflicts(creator, spender));
        Assert.True(AccessSet.Conflicts(spender, creator));
        Assert.False(AccessSet.Conflicts(creator, other));
    }

    // Everything a transaction writes, by name; outputs it creates cannot be named here.
    private static HashSet<string> W(Transaction transaction) =>
    [
        transaction.Body.FeePayer.AsObject.ToString(),
        .. transaction.Body.Writes.Select(item => item.ToString()),
        .. transaction.Body.Inputs.Select(input => input.ToString()),
    ];

    private static HashSet<string> R(Transaction transaction) =>
        [.. transaction.Body.Reads.Select(item => item.ToString())];

    private static Transaction Draw(Random random)
    {
        int[] use = [.. s_objects.Select(_ => random.Next(6))];
        return TestLedger.Sign(
            TestLedger.Body(random.Next(5), 0) with
            {
                Reads = [.. s_objects.Where((_, index) => use[index] == 0)],
                Writes = [.. s_objects.Where((_, index) => use[index] == 1)],
                Inputs = random.Next(3) == 0 ? [new OutPoint(TestLedger.Hash(1), (uint)random.Next(3))] : [],
            });
    }
}
