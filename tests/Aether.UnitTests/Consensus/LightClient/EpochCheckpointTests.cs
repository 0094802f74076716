using Aether.Consensus.LightClient;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Simulation;
using Xunit;

namespace Aether.UnitTests.Consensus.LightClient;

public sealed class EpochCheckpointTests
{
    private readonly KeyedEpochs _chain = new("aether-light", [1, 2, 3], [4, 5, 6]);

    [Fact]
    public void Encode_DecodesToAnEqualCheckpoint()
    {
        EpochCheckpoint checkpoint = EpochCheckpoint.Of(_chain.Genesis) with { Epoch = 7, RootView = 99 };
        Assert.True(Ace.TryDecode(Ace.Encode(checkpoint), out EpochCheckpoint decoded, out _));
        Assert.Equal(checkpoint, decoded);
        Assert.Equal(checkpoint.ComputeHash(), decoded.ComputeHash());
    }

    [Fact]
    public void Decode_EpochsOfNoViews_IsRefused()
    {
        byte[] bytes = Ace.Encode(EpochCheckpoint.Of(_chain.Genesis) with { EpochSlots = 0 });
        Assert.False(Ace.TryDecode(bytes, out EpochCheckpoint _, out DecodeError error));
        Assert.Equal(DecodeError.BadValue, error);
    }

    [Fact]
    public void ComputeHash_CoversEveryByte()
    {
        byte[] bytes = Ace.Encode(EpochCheckpoint.Of(_chain.Genesis));
        HashSet<Hash256> hashes = [EpochCheckpoint.Of(_chain.Genesis).ComputeHash()];
        for (int index = 0; index < bytes.Length; index++)
        {
            bytes[index] ^= 1;
            if (Ace.TryDecode(bytes, out EpochCheckpoint changed, out _))
            {
                Assert.True(hashes.Add(changed.ComputeHash()));
            }
            bytes[index] ^= 1;
        }
        Assert.Equal(bytes.Length + 1, hashes.Count);
    }

    [Fact]
    public void EndView_NearTheLastView_DoesNotWrap() =>
        Assert.Equal(
            ulong.MaxValue, (EpochCheckpoint.Of(_chain.Genesis) with { RootView = ulong.MaxValue - 3 }).EndView);

    [Fact]
    public void HashOf_DiffersBySetNotByOrderOfCreation()
    {
        Assert.NotEqual(EpochCheckpoint.HashOf(_chain.SetOf(0)), EpochCheckpoint.HashOf(_chain.SetOf(1)));
        KeyedEpochs same = new("aether-light", [3, 2, 1]);
        Assert.Equal(EpochCheckpoint.HashOf(_chain.SetOf(0)), EpochCheckpoint.HashOf(same.SetOf(0)));
    }
}
