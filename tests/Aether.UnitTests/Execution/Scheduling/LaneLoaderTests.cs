using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class LaneLoaderTests
{
    [Fact]
    public void Read_PresentAndAbsentKeys_EqualsSingleReads()
    {
        BlockState state = TestLedger.InitialState();
        LaneLoader loader = new(new ValueChunks());
        Hash256[] keys = [.. TestLedger.Owners.Select(StateKey.ForAccount)];
        for (int round = 0; round < 2; round++)
        {
            ReadOnlySpan<ValueRange> values = loader.Read(state, keys);
            for (int index = 0; index < keys.Length; index++)
            {
                Assert.Equal(state.TryGet(keys[index], out byte[] expected), values[index].IsFound);
                Assert.Equal(expected, loader.Values[values[index]].ToArray());
            }
        }
    }
}
