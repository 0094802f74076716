using Aether.Execution.State;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ValueArenaTests
{
    [Fact]
    public void Append_WhileItGrows_KeepsEarlierValuesAndSpans()
    {
        ValueArena arena = new(4);
        ValueRange first = arena.Append([1, 2, 3]);
        ReadOnlySpan<byte> span = arena[first];
        ValueRange second = arena.Append([4, 5, 6, 7]);
        Assert.Equal([1, 2, 3], span.ToArray());
        Assert.Equal([1, 2, 3], arena[first].ToArray());
        Assert.Equal([4, 5, 6, 7], arena[second].ToArray());
        Assert.True(arena[ValueRange.Absent].IsEmpty);
        Assert.Equal(7, arena.UsedBytes);
    }

    [Fact]
    public void Clear_ForgetsRangesAndAllocatesNothing()
    {
        ValueArena arena = new();
        ValueRange range = arena.Append([1]);
        arena.Clear();
        Assert.Throws<ArgumentOutOfRangeException>(() => arena[range].Length);
        Allocations.AssertNone(() =>
        {
            arena.Clear();
            arena.Append([1, 2, 3, 4]);
        });
    }
}
