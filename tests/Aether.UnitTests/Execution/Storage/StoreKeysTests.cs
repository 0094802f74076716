using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class StoreKeysTests
{
    private static readonly ulong[] s_numbers = [0, 1, 255, 256, 65_535, 1UL << 32, ulong.MaxValue - 1, ulong.MaxValue];

    [Fact]
    public void Number_SortsAsNumbersDo()
    {
        byte[][] keys = [.. s_numbers.Select(StoreKeys.Number)];
        for (int index = 1; index < keys.Length; index++)
        {
            Assert.True(keys[index - 1].AsSpan().SequenceCompareTo(keys[index]) < 0);
        }
        Assert.Equal(s_numbers, keys.Select(key => StoreKeys.ReadNumber(key)));
    }

    [Fact]
    public void Composites_StartWithTheirNumber()
    {
        Assert.Equal([.. StoreKeys.Number(7), 9, 8], StoreKeys.NumberAnd(7, [9, 8]));
        Assert.Equal(TestLedger.Hash(1).ToArray(), StoreKeys.Of(TestLedger.Hash(1)));
    }
}
