using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class VerifiedWitnessesTests
{
    [Fact]
    public void Insert_BeyondCapacity_ForgetsTheOldest()
    {
        VerifiedWitnesses known = new(3);
        Assert.All([1, 2, 3, 1, 4], number => known.Insert(Id(number)));
        Assert.False(known.Contains(Id(1)));
        Assert.All([2, 3, 4], number => Assert.True(known.Contains(Id(number))));
        known.Insert(Id(5));
        Assert.False(known.Contains(Id(2)));
        Assert.True(known.Contains(Id(5)));
    }

    private static Hash256 Id(int number) => Hash256.FromHex(number.ToString("x64", null));
}
