using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ChangeSetTests
{
    [Fact]
    public void Find_EveryKeyAndOthers_GivesTheIndexOrNothing()
    {
        ChangeSetBuilder builder = new();
        for (int number = 0; number < 1_000; number++)
        {
            builder.Add(TestLedger.Hash(number), [(byte)number, (byte)(number >> 8)]);
        }
        ChangeSet set = builder.Build();
        Assert.Equal((1_000, 2_000), (set.Count, set.ValueBytes));
        for (int number = 0; number < 1_000; number++)
        {
            int index = set.Find(TestLedger.Hash(number));
            Assert.Equal(TestLedger.Hash(number), set.KeyAt(index));
            Assert.True(set.TryValueAt(index, out ReadOnlySpan<byte> value));
            Assert.Equal([(byte)number, (byte)(number >> 8)], value.ToArray());
            Assert.Equal(-1, set.Find(TestLedger.Hash(number + 1_000)));
        }
    }

    [Fact]
    public void Empty_HasNothing()
    {
        Assert.Equal(0, ChangeSet.Empty.Count);
        Assert.Equal(-1, ChangeSet.Empty.Find(TestLedger.Hash(1)));
        Assert.True(ChangeSet.Empty.Keys.IsEmpty);
    }

    [Fact]
    public void TryValueAt_RemovedKeyAndEmptyValue_AreDifferent()
    {
        ChangeSetBuilder builder = new();
        builder.Add(TestLedger.Hash(1), []);
        builder.Remove(TestLedger.Hash(2));
        ChangeSet set = builder.Build();
        Assert.True(set.TryValueAt(set.Find(TestLedger.Hash(1)), out ReadOnlySpan<byte> value));
        Assert.True(value.IsEmpty);
        Assert.False(set.TryValueAt(set.Find(TestLedger.Hash(2)), out _));
        Assert.Throws<IndexOutOfRangeException>(() => set.TryValueAt(2, out _));
        Assert.Throws<IndexOutOfRangeException>(() => set.KeyAt(-1));
    }

    [Fact]
    public void Append_KeysThatDoNotAscend_IsAnError()
    {
        ChangeSet set = new(null);
        set.Reserve(2);
        Hash256[] keys = [TestLedger.Hash(1), TestLedger.Hash(2)];
        Array.Sort(keys);
        set.Append(keys[1], 0, -1);
        Assert.ThrowsAny<Exception>(() => set.Append(keys[0], 0, -1));
        Assert.ThrowsAny<Exception>(() => set.Append(keys[1], 0, -1));
    }
}
