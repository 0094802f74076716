using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class ItemTableTests
{
    [Fact]
    public void Link_ManyItemsOfTwoOwners_AreFoundUnderTheirOwner()
    {
        ItemTable table = new();
        OwnerItems[] owners = [new(), new()];
        for (int block = 0; block < 2; block++)
        {
            Dictionary<(int Owner, int Item), int> cells = [];
            for (int index = 0; index < 1_000; index++)
            {
                int cell = table.Claim();
                Assert.True(cell < 0);
                table.NodeAt(cell).ItemKey = TestLedger.Hash(index / 2);
                table.Link(owners[index % 2], cell);
                cells[(index % 2, index / 2)] = cell;
            }
            foreach (((int owner, int item), int cell) in cells)
            {
                Assert.Equal(cell, table.Find(owners[owner], TestLedger.Hash(item)));
            }
            Assert.Equal(0, table.Find(owners[0], TestLedger.Hash(9_999)));
            table.Reset();
            owners[0].Clear();
            owners[1].Clear();
            Assert.Equal(0, table.Find(owners[0], TestLedger.Hash(1)));
        }
    }
}
