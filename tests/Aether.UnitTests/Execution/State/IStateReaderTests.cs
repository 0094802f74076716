using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class IStateReaderTests
{
    [Fact]
    public void DefaultReads_GiveWhatTryGetGives()
    {
        IStateReader reader = new Values();
        ValueArena arena = new();
        Hash256[] keys = [TestLedger.Hash(2), TestLedger.Hash(1), TestLedger.Hash(2)];
        ValueRange[] ranges = new ValueRange[keys.Length];
        reader.ReadMany(keys, arena, ranges);
        Assert.False(ranges[0].IsFound);
        Assert.Equal([7, 8], arena[ranges[1]].ToArray());
        Assert.False(ranges[2].IsFound);
        Assert.True(reader.TryRead(keys[1], arena, out ReadOnlySpan<byte> value));
        Assert.Equal([7, 8], value.ToArray());
        Assert.False(reader.TryRead(keys[0], arena, out value));
        Assert.True(value.IsEmpty);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.ReadMany(keys, arena, new ValueRange[2]));
    }

    private sealed class Values : IStateReader
    {
        public bool TryGet(Hash256 key, out byte[] value)
        {
            value = key == TestLedger.Hash(1) ? [7, 8] : [];
            return value.Length > 0;
        }
    }
}
