using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Pipeline.Status;

public sealed class SlotLogTests
{
    [Fact]
    public void AddFinal_SkippedSlots_AreSettledWithoutABlock()
    {
        SlotLog log = new(lastFinalView: 10);
        log.AddFinal(Final(11));
        log.AddFinal(Final(14));
        Assert.Equal(4, log.Passed);
        Assert.Equal(2, log.Finalized);
        SlotRecord[] last = log.ReadLast(10);
        Assert.Equal([11UL, 12, 13, 14], last.Select(slot => slot.View));
        Assert.Equal([true, false, false, true], last.Select(slot => slot.IsFinal));
        Assert.Equal([13UL, 14], log.ReadLast(2).Select(slot => slot.View));
    }

    [Fact]
    public void AddFinal_AfterALongOutage_KeepsTheLastSlots()
    {
        SlotLog log = new(lastFinalView: 0);
        log.AddFinal(Final(1));
        log.AddFinal(Final(1_000_000));
        Assert.Equal(1_000_000, log.Passed);
        SlotRecord[] last = log.ReadLast(int.MaxValue);
        Assert.Equal(Limits.Pipeline.SlotHistory, last.Length);
        Assert.Equal(1_000_000UL, last[^1].View);
        Assert.True(last[^1].IsFinal);
        Assert.All(last[..^1], slot => Assert.False(slot.IsFinal));
    }

    private static SlotRecord Final(ulong view) => new(view, Hash256.FromHex(new string('1', 64)), 2, view, 3, 40);
}
