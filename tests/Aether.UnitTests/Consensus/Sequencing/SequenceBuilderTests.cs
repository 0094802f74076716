using Aether.Consensus.Sequencing;
using Aether.Core;
using Aether.Core.Types;
using Xunit;
using static Aether.UnitTests.Consensus.Sequencing.SequenceSamples;

namespace Aether.UnitTests.Consensus.Sequencing;

public sealed class SequenceBuilderTests
{
    [Fact]
    public void Add_TwoSlots_AreChained()
    {
        List<SlotSequence> built = Build([.. Entries(Header(4)), .. Entries(Header(6))]);
        Assert.Equal([4UL, 6UL], built.Select(sequence => sequence.View));
        Assert.True(built[0].Previous.IsZero);
        Assert.Equal(built[0].Head, built[1].Previous);
        Assert.All(built, sequence => Assert.Equal(SequenceError.None, SequenceVerifier.Check(sequence)));
    }

    [Fact]
    public void Add_AbandonedSlot_EndsUnsealedWithTheNext()
    {
        List<SequenceEntry> abandoned = Entries(Header(4), Id(1))[..^1];
        List<SlotSequence> built = Build([.. abandoned, .. Entries(Header(5))]);
        Assert.Equal(SequenceError.NotSealed, SequenceVerifier.Check(built[0]));
        Assert.Equal(SequenceError.None, SequenceVerifier.Check(built[1]));
        Assert.Equal(built[0].Head, built[1].Previous);
    }

    [Fact]
    public void Add_SecondBuildOfASlot_IsARecordOfItsOwn()
    {
        List<SlotSequence> built = Build([.. Entries(Header(4), Id(1))[..2], .. Entries(Header(4))]);
        Assert.Equal([4UL, 4UL], built.Select(sequence => sequence.View));
        Assert.Equal(SequenceError.None, SequenceVerifier.Check(built[1]));
    }

    [Fact]
    public void Add_ClockThatStandsStillOrGoesBack_GivesZeroDeltas()
    {
        List<SequenceEntry> entries = Entries(Header(4), Id(1));
        entries = [.. entries.Select(entry => entry with { TickNs = 70 - (ulong)entry.Kind })];
        SlotSequence sequence = Build(entries).Single();
        Assert.Equal(69UL, sequence.StartNs);
        Assert.All(sequence.Steps, step => Assert.Equal(0UL, step.DeltaNs));
        Assert.Equal(SequenceError.None, SequenceVerifier.Check(sequence));
    }

    [Fact]
    public void Add_LossesBeforeTheBeginning_StayInTheRecord()
    {
        List<SequenceEntry> entries = Entries(Header(4));
        SequenceEntry lost = new(4, entries[0].TickNs, SequenceKind.Lost, 0, SequenceStep.IdOfLost(9));
        SlotSequence sequence = Build([lost, .. entries]).Single();
        Assert.Equal(9UL, sequence.Steps[0].LostCount);
        Assert.Equal(SequenceKind.Begin, sequence.Steps[1].Kind);
        Assert.Equal(SequenceError.EntriesLost, SequenceVerifier.Check(sequence));
    }

    [Fact]
    public void Add_MoreThanASlotHolds_CountsTheRest()
    {
        Header header = Header(4);
        List<SequenceEntry> entries = Entries(header);
        SequenceEntry skip = entries[1];
        IEnumerable<SequenceEntry> flood = Enumerable.Repeat(skip, Limits.Sequencing.MaxSteps + 500);
        SlotSequence sequence = Build([entries[0], .. flood, .. entries[^2..]]).Single();
        Assert.Equal(Limits.Sequencing.MaxSteps, sequence.Steps.Length);
        Assert.Equal(SequenceKind.Sealed, sequence.Steps[^1].Kind);
        // The beginning, what fits, the count and the sealing; the end of building is among the lost.
        Assert.Equal(504UL, sequence.Steps[^2].LostCount);
        Assert.Equal(SequenceError.EntriesLost, SequenceVerifier.Check(sequence));
    }
}
