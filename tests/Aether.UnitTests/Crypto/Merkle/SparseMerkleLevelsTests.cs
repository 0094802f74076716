using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleLevelsTests
{
    [Fact]
    public void PlaceLeaves_IsOneBelowTheLastSharedBit()
    {
        Assert.Equal(0, Deepest([Key(0, 0)]));
        Assert.Equal(1, Deepest([Key(0, 0x00), Key(0, 0x80)]));
        Assert.Equal(8, Deepest([Key(0, 0x00), Key(0, 0x01), Key(0, 0x80)]));
        Assert.Equal(256, Deepest([Key(31, 0x00), Key(31, 0x01)]));
    }

    private static int Deepest(Hash256[] keys)
    {
        int[] work = new int[SparseMerkleLayers.WorkInts(keys.Length)];
        SparseMerkleLevels levels = new(LaneVariant.Scalar, keys, new Hash256[keys.Length], work);
        return levels.PlaceLeaves();
    }

    private static Hash256 Key(int position, byte value)
    {
        byte[] key = new byte[32];
        key[position] = value;
        return new Hash256(key);
    }
}
