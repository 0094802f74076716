using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class ProposalOrderTests
{
    [Theory]
    [InlineData(5)]
    [InlineData(2_048)]
    public void Sort_RandomSelections_KeepsTheOrderOfConflicts(int window)
    {
        Random random = new(window);
        ProposalOrder order = new(window);
        for (int round = 0; round < 50; round++)
        {
            List<Transaction> best = [.. Enumerable.Range(0, random.Next(40))
                .Select(index => TestLedger.Transfer(random.Next(5), random.Next(8), (ulong)index, AssetId.Swr, 1))];
            Transaction[] sorted = order.Sort(best);
            Assert.Equal(best.Select(item => item.Id).Order(), sorted.Select(item => item.Id).Order());
            for (int left = 0; left < best.Count; left++)
            {
                for (int right = left + 1; right < best.Count; right++)
                {
                    Assert.True(
                        !AccessSet.Conflicts(best[left], best[right])
                        || Array.IndexOf(sorted, best[left]) < Array.IndexOf(sorted, best[right]));
                }
            }
        }
    }

    [Fact]
    public void Sort_AHotAccountInFront_DoesNotHoldBackTheRest()
    {
        List<Transaction> best =
        [
            TestLedger.Transfer(0, 1, 0, AssetId.Swr, 1), TestLedger.Transfer(0, 1, 1, AssetId.Swr, 1),
            TestLedger.Transfer(0, 1, 2, AssetId.Swr, 1), TestLedger.Transfer(2, 3, 0, AssetId.Swr, 1),
        ];
        Assert.Equal([best[0], best[3], best[1], best[2]], new ProposalOrder().Sort(best));
    }
}
