using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerklePathTests
{
    [Fact]
    public void Add_LeavesEmptySiblingsOut_AndKeepsTheGreatestDepth()
    {
        Hash256 sibling = StateHasher.HashValue([1]);
        Hash256[] siblings = new Hash256[2];
        byte[] mask = new byte[SparseMerkleLayers.MaskBytes];
        mask[5] = 0xFF;
        SparseMerklePath path = new(siblings, mask);
        path.Start(4);
        path.Add(3, sibling);
        path.Add(2, StateHasher.Empty);
        path.Add(1, sibling);

        Assert.Equal(3, path.Depth);
        Assert.Equal(2, path.Count);
        Assert.True(SignerBitmap.Contains(mask, 0));
        Assert.False(SignerBitmap.Contains(mask, 1));
        Assert.True(SignerBitmap.Contains(mask, 2));
        Assert.Equal(0, mask[5]);
        Assert.True(path.IsIn(4, 4));
        Assert.False(path.IsIn(5, 9));
    }

    [Fact]
    public void Constructor_WrongMask_Throws() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new SparseMerklePath([], new byte[31]).Depth);
}
