using Aether.Consensus.Sequencing;
using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Pipeline.Status;

public sealed class SequenceLogTests
{
    private readonly SequenceLog _log = new();

    [Fact]
    public void Add_MoreSlotsThanKept_DropsTheOldest()
    {
        for (ulong view = 1; view <= Limits.Sequencing.MaxSlots + 5; view++)
        {
            _log.Add(Slot(view, 2));
        }
        Assert.Equal(Limits.Sequencing.MaxSlots, _log.ReadAll().Length);
        Assert.False(_log.TryFind(5, out _));
        Assert.True(_log.TryFind(6, out SlotSequence? kept));
        Assert.Equal(6UL, kept.View);
        Assert.Equal(Limits.Sequencing.MaxSlots + 5, _log.Recorded);
        Assert.Equal((ulong)_log.Recorded, _log.ReadGaps().Count);
    }

    [Fact]
    public void Add_LargeSlots_AreBoundedByTheirSteps()
    {
        for (ulong view = 1; view <= 10; view++)
        {
            _log.Add(Slot(view, Limits.Sequencing.MaxSteps));
        }
        Assert.Equal(Limits.Sequencing.MaxKeptSteps / Limits.Sequencing.MaxSteps, _log.ReadAll().Length);
        Assert.Equal(10UL, _log.ReadAll()[^1].View);
    }

    [Fact]
    public void TryFind_SeveralRecordsOfASlot_GivesTheLast()
    {
        _log.Add(Slot(3, 1));
        _log.Add(Slot(3, 2));
        Assert.True(_log.TryFind(3, out SlotSequence? found));
        Assert.Equal(2, found.Steps.Length);
    }

    private static SlotSequence Slot(ulong view, int steps) => new(
        Hash256.Zero, Hash256.Zero, view, 0, 0, new SequenceStep[steps], Hash256.Zero);
}
