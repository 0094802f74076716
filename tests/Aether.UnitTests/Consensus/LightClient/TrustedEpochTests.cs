using Aether.Consensus.LightClient;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.LightClient;

public sealed class TrustedEpochTests
{
    private readonly KeyedEpochs _chain = new("aether-light", [1, 2, 3], [4, 5, 6]);

    [Fact]
    public void TryCreate_OtherSetThanNamed_IsRefused()
    {
        EpochCheckpoint checkpoint = EpochCheckpoint.Of(_chain.Genesis);
        Assert.Equal(LightClientError.None, TrustedEpoch.TryCreate(checkpoint, _chain.SetOf(0), out _));
        Assert.Equal(
            LightClientError.WrongSet, TrustedEpoch.TryCreate(checkpoint, _chain.SetOf(1), out TrustedEpoch? epoch));
        Assert.Null(epoch);
    }

    [Fact]
    public void TryCreate_KeyThatIsNone_IsRefused()
    {
        Validator bad = _chain.SetOf(0)[1] with { BlsKey = default };
        ValidatorSet set = new([_chain.SetOf(0)[0], bad]);
        EpochCheckpoint checkpoint = EpochCheckpoint.Of(_chain.Genesis) with { SetHash = EpochCheckpoint.HashOf(set) };
        Assert.Equal(LightClientError.BadKey, TrustedEpoch.TryCreate(checkpoint, set, out _));
    }
}
