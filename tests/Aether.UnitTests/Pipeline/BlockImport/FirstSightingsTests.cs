using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class FirstSightingsTests
{
    [Fact]
    public void Note_SeenAgain_KeepsTheFirstTime()
    {
        FirstSightings sightings = new();
        sightings.Note(Id(1), 100);
        sightings.Note(Id(1), 200);
        Assert.Equal(150, sightings.Age(Id(1), 250));
        Assert.Equal(0, sightings.Age(Id(2), 250));
    }

    [Fact]
    public void Note_MoreThanAreKept_ForgetsTheOldest()
    {
        FirstSightings sightings = new();
        for (int number = 0; number <= Limits.Consensus.MaxPendingBlocks; number++)
        {
            sightings.Note(Id(number), 100);
        }
        Assert.Equal(0, sightings.Age(Id(0), 150));
        Assert.Equal(50, sightings.Age(Id(1), 150));
    }

    private static Hash256 Id(int number) => Hash256.FromHex(number.ToString("x64", null));
}
