using Aether.Core.Types;
using Aether.Execution.State;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ChangeSetPoolTests
{
    [Fact]
    public void Recycle_GivesTheSameMemoryEmptyAgain()
    {
        ChangeSetPool pool = new(1);
        ChangeSetBuilder builder = new(pool);
        builder.Add(TestLedger.Hash(1), [1]);
        ChangeSet first = builder.Build();
        builder.Add(TestLedger.Hash(2), [2]);
        ChangeSet second = builder.Build();
        Assert.NotSame(first, second);
        first.Recycle();
        second.Recycle();
        Assert.Equal(-1, first.Find(TestLedger.Hash(1)));
        builder.Add(TestLedger.Hash(3), [3]);
        ChangeSet third = builder.Build();
        Assert.Same(first, third);
        Assert.Equal(-1, third.Find(TestLedger.Hash(1)));
        Assert.Equal(0, third.Find(TestLedger.Hash(3)));
        Assert.NotSame(second, builder.Build());
    }

    [Fact]
    public void Build_AfterWarmUp_AllocatesNothing()
    {
        ChangeSetBuilder builder = new();
        Hash256[] keys = [.. Enumerable.Range(0, 5_000).Select(TestLedger.Hash)];
        byte[] value = new byte[60];
        Allocations.AssertNone(() =>
        {
            foreach (Hash256 key in keys)
            {
                builder.Add(key, value);
            }
            builder.Build().Recycle();
        });
    }
}
