using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredCommitmentTests
{
    private static readonly FecSetHeader s_header = new(
        ErasureProfile.HalfRate, 1, 2, 3, 4, true, 0x0102, ShredBlock.Filled(6), ShredBlock.Filled(7));

    [Fact]
    public void Leaf_IsRootLengthAndFlag() =>
        Assert.Equal(
            MerkleTree.LeafHash([.. ShredBlock.Filled(7).Span, 0x02, 0x01, 0, 0, 1]), ShredCommitment.Leaf(s_header));

    [Fact]
    public void Root_BindsOrderCountLengthAndFlag()
    {
        FecSetHeader other = s_header with { Root = ShredBlock.Filled(8) };
        FecSetHeader[][] lists =
        [
            [s_header, other],
            [other, s_header],
            [s_header],
            [s_header, other, other],
            [s_header, other with { SetBytes = 0x0103 }],
            [s_header, other with { IsLast = false }],
        ];
        HashSet<Hash256> roots = [];
        Assert.All(lists, list => Assert.True(roots.Add(ShredCommitment.Root(list))));
    }

    [Fact]
    public void Root_EqualsTheListTree()
    {
        FecSetHeader[] sets = [.. Enumerable.Range(0, 76).Select(set => s_header with { SetBytes = (uint)set })];
        Hash256[] leaves = [.. sets.Select(set => ShredCommitment.Leaf(set))];
        Assert.Equal(MerkleTree.Root(leaves), ShredCommitment.Root(sets));
    }
}
