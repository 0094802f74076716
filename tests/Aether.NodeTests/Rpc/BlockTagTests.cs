using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc;

public sealed class BlockTagTests
{
    [Theory]
    [InlineData("[]", 0, 0)]
    [InlineData("[null]", 0, 0)]
    [InlineData("[\"latest\"]", 0, 0)]
    [InlineData("[\"safe\"]", 1, 0)]
    [InlineData("[\"finalized\"]", 2, 0)]
    [InlineData("[\"earliest\"]", 5, 0)]
    [InlineData("[17]", 3, 17)]
    [InlineData("[\"17\"]", 3, 17)]
    [InlineData("[\"0x11\"]", 3, 17)]
    [InlineData("[\"0x0\"]", 3, 0)]
    public void Read_Tag_NamesKindAndHeight(string list, int kind, ulong height)
    {
        BlockTag tag = Read(list);
        Assert.Equal((BlockTagKind)kind, tag.Kind);
        Assert.Equal(height, tag.Height);
    }

    [Fact]
    public void Read_Hash_IsAHash()
    {
        Hash256 hash = Hash256.FromHex(new string('a', 64));
        BlockTag tag = Read($"[\"{hash}\"]");
        Assert.Equal(BlockTagKind.Hash, tag.Kind);
        Assert.Equal(hash, tag.Hash);
    }

    [Theory]
    [InlineData("[\"\"]")]
    [InlineData("[\"Latest\"]")]
    [InlineData("[\"0x\"]")]
    [InlineData("[\"0x011\"]")]
    [InlineData("[\"-1\"]")]
    [InlineData("[-1]")]
    [InlineData("[1.5]")]
    [InlineData("[true]")]
    [InlineData("[\"18446744073709551616\"]")]
    [InlineData("[[1]]")]
    public void Read_AnythingElse_IsInvalidParams(string list) =>
        Assert.Equal(RpcErrorCode.InvalidParams, Assert.Throws<RpcException>(() => Read(list)).Code);

    private static BlockTag Read(string list)
    {
        using JsonDocument document = JsonDocument.Parse(list);
        return BlockTag.Read(new RpcParameters(document.RootElement), 0);
    }
}
