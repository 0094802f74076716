using Aether.Core.Codec;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class KeptHistoryTests
{
    [Fact]
    public void With_MoreStates_BeginsWhereTheStoreStands()
    {
        KeptHistory blocks = KeptHistory.From(0, Retention.BlocksOnly);
        Assert.Equal((0UL, KeptHistory.NoState), (blocks.OldestBlock, blocks.OldestState));
        KeptHistory archive = blocks.With(Retention.Archive, applied: 70);
        Assert.Equal(70UL, archive.OldestState);
        Assert.Equal(70UL, archive.With(Retention.Full, applied: 90).OldestState);
        Assert.Equal(KeptHistory.NoState, archive.With(Retention.Minimal, applied: 90).OldestState);
    }

    [Fact]
    public void Missing_NamesWhatCannotComeBack()
    {
        Assert.Null(KeptHistory.From(0, Retention.Archive).Missing(100));
        Assert.Null(KeptHistory.From(0, Retention.Minimal).Missing(100));
        KeptHistory late = KeptHistory.From(60, Retention.Archive);
        Assert.Equal("the blocks below 60 and the states below 60", late.Missing(100));
        Assert.Equal("the blocks below 60", late.With(Retention.Full with { States = 40 }, 100).Missing(100));
        Assert.Equal("the states below 60", (late with { OldestBlock = 0 }).Missing(100));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Codec_GivesItBack_AndRefusesOtherProfiles(int index)
    {
        Retention retention = ((Retention[])[Retention.Archive, Retention.Full, Retention.Minimal])[index];
        KeptHistory kept = new(retention, 3, 5);
        byte[] bytes = Ace.Encode(kept);
        Assert.True(Ace.TryDecode(bytes, out KeptHistory again, out _));
        Assert.Equal(kept, again);
        bytes[0] = 3;
        Assert.False(Ace.TryDecode(bytes, out KeptHistory _, out _));
    }
}
