using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.Stories;
using Xunit;

namespace Aether.NodeTests.Rpc.Stories;

public sealed class StoryStoreTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Note_TellsNewsOnly_AndNothingAfterTheEnd()
    {
        StoryStore store = new(_time);
        Hash256 id = Id(1);
        store.Begin(id, 5, store.NowMs());
        store.Note(id, StoryState.Pending, 5);
        store.Note(id, StoryState.Pending, 6);
        store.Note(id, StoryState.Proposed, 7);
        store.Note(id, StoryState.Pending, 7);
        store.Note(id, StoryState.Included, 7);
        store.Note(id, StoryState.Included, 7);
        // Another block of a later slot: the one before was undone.
        store.Note(id, StoryState.Included, 9);
        store.Note(id, StoryState.Finalized, 9);
        store.Note(id, StoryState.Proposed, 11);
        Assert.Equal(
            [
                (StoryState.Received, 5UL), (StoryState.Pending, 5UL), (StoryState.Proposed, 7UL),
                (StoryState.Included, 7UL), (StoryState.Included, 9UL), (StoryState.Finalized, 9UL),
            ],
            store.Read(id).Select(step => (step.State, step.Slot)));
    }

    [Fact]
    public void Note_OfAStranger_IsNothing()
    {
        StoryStore store = new(_time);
        store.Note(Id(1), StoryState.Finalized, 3);
        Assert.False(store.Has(Id(1)));
        Assert.Empty(store.Read(Id(1)));
        Assert.Equal(0, store.Count);
    }

    [Fact]
    public void Begin_WhenFull_ForgetsTheOldest()
    {
        StoryStore store = new(_time, capacity: 3);
        for (byte number = 1; number <= 5; number++)
        {
            store.Begin(Id(number), number, store.NowMs());
        }
        Assert.Equal(3, store.Count);
        Assert.Equal([false, false, true, true, true], Enumerable.Range(1, 5).Select(n => store.Has(Id((byte)n))));
    }

    [Fact]
    public void Begin_ForgetsWhatEndedLongAgo_AndKeepsWhatGoesOn()
    {
        StoryStore store = new(_time);
        store.Begin(Id(1), 1, store.NowMs());
        store.Note(Id(1), StoryState.Expired, 2, "late");
        _time.Advance(TimeSpan.FromMilliseconds(Limits.Rpc.StoryMs + 1));
        store.Begin(Id(2), 3, store.NowMs());
        Assert.False(store.Has(Id(1)));
        _time.Advance(TimeSpan.FromMilliseconds(Limits.Rpc.StoryMs + 1));
        store.Begin(Id(3), 4, store.NowMs());
        Assert.True(store.Has(Id(2)));
    }

    [Fact]
    public void Story_LongerThanItMayBe_KeepsItsBeginningAndItsEnd()
    {
        StoryStore store = new(_time);
        store.Begin(Id(1), 0, store.NowMs());
        for (ulong slot = 1; slot <= 10 * Limits.Rpc.MaxStorySteps; slot++)
        {
            store.Note(Id(1), StoryState.Proposed, slot);
        }
        store.Note(Id(1), StoryState.Finalized, 7);
        StoryStep[] steps = store.Read(Id(1));
        Assert.Equal(Limits.Rpc.MaxStorySteps, steps.Length);
        Assert.Equal((StoryState.Received, StoryState.Finalized), (steps[0].State, steps[^1].State));
    }

    [Fact]
    public void NextOpen_GivesEachInItsTurn_AndNoneThatIsOver()
    {
        StoryStore store = new(_time);
        for (byte number = 1; number <= 5; number++)
        {
            store.Begin(Id(number), 0, store.NowMs());
        }
        store.Note(Id(2), StoryState.Failed, 1, "why");
        List<Hash256> seen = [.. store.NextOpen(3), .. store.NextOpen(3)];
        Assert.Equal([Id(1), Id(3), Id(4), Id(5), Id(1)], seen);
    }

    [Fact]
    public void Estimate_IsTheMedianOfThoseThatWaitedAsLong()
    {
        StoryStore store = new(_time);
        Assert.Null(store.EstimateMs(StoryState.Pending, []));
        byte number = 1;
        foreach (int seconds in (int[])[1, 2, 3, 4, 30])
        {
            store.Begin(Id(number), 0, store.NowMs());
            store.Note(Id(number), StoryState.Pending, 0);
            _time.Advance(TimeSpan.FromSeconds(seconds));
            store.Note(Id(number++), StoryState.Finalized, 1);
        }
        Assert.Equal(3_000, store.EstimateMs(StoryState.Pending, []));
        store.Begin(Id(number), 0, store.NowMs());
        store.Note(Id(number), StoryState.Pending, 0);
        _time.Advance(TimeSpan.FromMilliseconds(3_500));
        // Two of the five had waited as long: 4 s and 30 s, of which the upper one is the median of two.
        Assert.Equal(26_500, store.EstimateMs(StoryState.Pending, store.Read(Id(number))));
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Null(store.EstimateMs(StoryState.Pending, store.Read(Id(number))));
        Assert.Null(store.EstimateMs(StoryState.Finalized, []));
        Assert.Null(store.EstimateMs(StoryState.Proposed, []));
    }

    [Fact]
    public void Estimate_FollowsTheNewest()
    {
        StoryStore store = new(_time);
        for (int turn = 0; turn < 3 * Limits.Rpc.FinalityTimes; turn++)
        {
            Hash256 id = Id((byte)turn, (byte)(turn >> 8));
            store.Begin(id, 0, store.NowMs());
            _time.Advance(TimeSpan.FromSeconds(turn < 2 * Limits.Rpc.FinalityTimes ? 9 : 2));
            store.Note(id, StoryState.Finalized, 1);
        }
        Assert.Equal(2_000, store.EstimateMs(StoryState.Received, []));
    }

    private static Hash256 Id(byte number, byte more = 0)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        (bytes[0], bytes[1]) = (number, more);
        return new Hash256(bytes);
    }
}
