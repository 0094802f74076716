using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleRangeEntriesTests
{
    private static readonly Hash256 s_value = StateHasher.HashValue([1]);
    private static readonly Hash256 s_low = Hash256.FromHex("10" + new string('0', 62));
    private static readonly Hash256 s_high = Hash256.FromHex("a0" + new string('0', 62));

    [Fact]
    public void Rise_SubtreesBetweenLeaves_KeepTheirHashes()
    {
        // Depth 1 splits low from the rest; 10.. is a leaf at depth 1; below 1 the subtree 10 and the leaf at 11...
        Hash256 subtree = StateHasher.HashValue([2]);
        Hash256 last = Hash256.FromHex("f0" + new string('0', 62));
        SparseMerkleRangeEntries entries = new(3);
        entries.AddLeaf(s_low, s_value);
        entries.AddSubtree(Hash256.FromHex("80" + new string('0', 62)), 2, subtree);
        entries.AddLeaf(last, s_value);
        Assert.True(entries.TryPlace(LaneVariants.Best));
        Assert.Equal(1, entries.DepthOf(0));
        Assert.Equal(2, entries.DepthOf(2));
        Hash256 right = StateHasher.HashNode(subtree, StateHasher.HashLeaf(last, s_value));
        Assert.Equal(StateHasher.HashNode(StateHasher.HashLeaf(s_low, s_value), right), entries.Rise());
        entries.Return();
    }

    [Fact]
    public void Rise_WithoutEntries_IsTheEmptyTree()
    {
        SparseMerkleRangeEntries entries = new(0);
        Assert.True(entries.TryPlace(LaneVariants.Best));
        Assert.Equal(StateHasher.Empty, entries.Rise());
        entries.Return();
    }

    [Fact]
    public void TryPlace_LeafInsideASubtree_IsRefused()
    {
        SparseMerkleRangeEntries entries = new(2);
        entries.AddSubtree(Hash256.FromHex("80" + new string('0', 62)), 1, s_value);
        entries.AddLeaf(s_high, s_value);
        Assert.False(entries.TryPlace(LaneVariants.Best));
        entries.Return();
    }

    [Fact]
    public void TryPlace_OutOfOrderOrTwice_IsRefused()
    {
        SparseMerkleRangeEntries entries = new(4);
        entries.AddLeaves([s_high, s_low], [s_value, s_value]);
        Assert.False(entries.TryPlace(LaneVariants.Best));
        entries.Return();
        SparseMerkleRangeEntries twice = new(2);
        twice.AddLeaves([s_low, s_low], [s_value, s_value]);
        Assert.False(twice.TryPlace(LaneVariants.Best));
        twice.Return();
    }
}
