using Aether.Da.Turbine;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Turbine;

public sealed class TurbineDrawsTests
{
    [Fact]
    public void Draw_AnyFieldChanged_ChangesEveryNumber()
    {
        ShredPlace place = new(1, 2, 3, 4);
        UInt128[] first = Draw(7, place);
        ShredPlace[] others =
        [
            place with { View = 9 }, place with { Proposer = 9 }, place with { Set = 9 }, place with { Shard = 9 },
        ];
        HashSet<UInt128> seen = [.. first];
        Assert.Equal(first.Length, seen.Count);
        Assert.All(others, other => Assert.All(Draw(7, other), draw => Assert.True(seen.Add(draw))));
        Assert.All(Draw(8, place), draw => Assert.True(seen.Add(draw)));
        Assert.Equal(first, Draw(7, place));
    }

    [Fact]
    public void Draw_MoreValidators_LeavesTheNumbersOfTheOthers()
    {
        TurbineDraws few = new(ShredBlock.Genesis, 1, 33);
        TurbineDraws many = new(ShredBlock.Genesis, 1, 500);
        ShredPlace place = new(1, 2, 3, 4);
        few.Draw(place);
        many.Draw(place);
        for (int validator = 0; validator < few.Count; validator++)
            Assert.Equal(few[validator], many[validator]);
    }

    private static UInt128[] Draw(uint epoch, ShredPlace place)
    {
        TurbineDraws draws = new(ShredBlock.Genesis, epoch, 21);
        draws.Draw(place);
        return [.. Enumerable.Range(0, draws.Count).Select(validator => draws[validator])];
    }
}
