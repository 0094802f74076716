using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ValueRangeTests
{
    [Fact]
    public void IsFound_EmptyValueAndNone_AreDifferent()
    {
        Assert.True(new ValueRange(3, 0).IsFound);
        Assert.False(ValueRange.Absent.IsFound);
        Assert.NotEqual(new ValueRange(0, 0), ValueRange.Absent);
    }
}
