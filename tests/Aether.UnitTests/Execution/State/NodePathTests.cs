using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NodePathTests
{
    [Fact]
    public void StoreKey_EveryDepth_KeepsExactlyTheBitsOfThePath()
    {
        byte[] ones = [.. Enumerable.Repeat((byte)0xff, 32)];
        HashSet<string> names = [];
        for (int depth = 0; depth <= 256; depth++)
        {
            byte[] name = NodePath.StoreKey(0x0102, new Hash256(ones), depth);
            Assert.Equal([0, 0, 0, 0, 0, 0, 1, 2, (byte)(depth >> 8), (byte)depth], name[..10]);
            Assert.Equal(10 + ((depth + 7) / 8), name.Length);
            Assert.Equal(depth, name.AsSpan(10).ToArray().Sum(item => int.PopCount(item)));
            Assert.True(names.Add(Convert.ToHexString(name)));
        }
    }

    [Fact]
    public void StoreKey_BitsBelowThePath_DoNotMatter()
    {
        byte[] low = new byte[32];
        byte[] high = new byte[32];
        high[1] = 0x1f;
        Assert.Equal(NodePath.StoreKey(1, new Hash256(low), 11), NodePath.StoreKey(1, new Hash256(high), 11));
        Assert.NotEqual(NodePath.StoreKey(1, new Hash256(low), 12), NodePath.StoreKey(1, new Hash256(high), 12));
    }
}
