using System.Text;
using Aether.Sdk.Contracts;
using Xunit;

namespace Aether.UnitTests.Sdk.Contracts;

public sealed class WasmSectionsTests
{
    private const string Name = ContractAbi.SectionName;

    /// <summary>A type section, a custom section `name` and an empty data section.</summary>
    private static readonly byte[] s_module =
    [
        0, 0x61, 0x73, 0x6D, 1, 0, 0, 0, 1, 4, 1, 0x60, 0, 0, 0, 7, 4, 0x6E, 0x61, 0x6D, 0x65, 9, 9, 11, 1, 0,
    ];

    [Theory]
    [InlineData(1)]
    [InlineData(100)]
    [InlineData(127)]
    [InlineData(128)]
    [InlineData(16_384)]
    public void Rewrite_Content_IsFoundAgainAndOtherCustomSectionsAreGone(int length)
    {
        byte[] content = [.. Enumerable.Range(0, length).Select(value => (byte)value)];
        Assert.True(WasmSections.TryRewrite(s_module, Name, content, out byte[] module));
        Assert.True(WasmSections.TryFind(module, Name, out byte[] found));
        Assert.Equal(content, found);
        Assert.False(WasmSections.TryFind(module, "name", out _));
        Assert.True(WasmSections.TryRewrite(module, Name, content, out byte[] again));
        Assert.Equal(module, again);
        Assert.True(WasmSections.TryRewrite(module, Name, [], out byte[] bare));
        Assert.Equal([.. s_module[..14], .. s_module[23..]], bare);
    }

    [Fact]
    public void Find_SectionTwiceOrMissing_IsRefused()
    {
        Assert.False(WasmSections.TryFind(s_module, Name, out byte[] content));
        Assert.Empty(content);
        Assert.True(WasmSections.TryFind(s_module, "name", out content));
        Assert.Equal([9, 9], content);
        byte[] twice = [.. s_module, .. s_module[14..23]];
        Assert.False(WasmSections.TryFind(twice, "name", out _));
    }

    [Fact]
    public void Find_EveryPrefixAndChangedByte_NeverThrows()
    {
        Assert.True(WasmSections.TryRewrite(s_module, Name, Encoding.UTF8.GetBytes("{}"), out byte[] module));
        for (int length = 0; length < module.Length; length++)
        {
            bool cut = WasmSections.TryFind(module.AsSpan(0, length), Name, out byte[] content);
            Assert.False(cut);
            Assert.Empty(content);
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. module];
                changed[length] = (byte)value;
                bool found = WasmSections.TryFind(changed, Name, out content);
                Assert.True(found || content.Length == 0);
                WasmSections.TryRewrite(changed, Name, [1], out _);
            }
        }
    }

    [Theory]
    [InlineData("0061736D01000000 00 FFFFFFFF0F")]
    [InlineData("0061736D01000000 00 FFFFFFFF7F")]
    [InlineData("0061736D01000000 00 8080808080 00")]
    [InlineData("0061736D01000000 00 05 FFFFFFFF0F")]
    [InlineData("0061736D01000000 0D 00")]
    [InlineData("0061736D02000000")]
    [InlineData("")]
    public void Rewrite_MalformedModule_IsRefused(string hex)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(WasmSections.TryRewrite(bytes, Name, [1], out byte[] rewritten));
        Assert.Empty(rewritten);
    }
}
