using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class LaneArenaTests
{
    [Fact]
    public void Take_PlacesOfTwoLanes_NeverOverlap()
    {
        ValueChunks chunks = new();
        LaneArena[] lanes = [new(chunks), new(chunks)];
        Random random = new(1);
        List<(int Chunk, int Start, int End)> places = [];
        for (int round = 0; round < 5_000; round++)
        {
            int bytes = random.Next(1, 400);
            Assert.Equal(bytes, lanes[round % 2].Take(bytes, out int chunk, out int offset).Length);
            places.Add((chunk, offset, offset + bytes));
        }
        places.Sort();
        for (int index = 1; index < places.Count; index++)
        {
            Assert.True(
                places[index - 1].Chunk < places[index].Chunk || places[index - 1].End <= places[index].Start);
        }
        Assert.True(places[^1].Chunk > 2);
    }

    [Fact]
    public void Take_MoreThanAChunk_HasAPlaceOfItsOwn()
    {
        LaneArena lane = new(new ValueChunks());
        Assert.Equal(1_000_000, lane.Take(1_000_000, out _, out int offset).Length);
        Assert.Equal(0, offset);
    }
}
