using Aether.Tools.Contracts;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts;

public sealed class StartFunctionTests
{
    private const string Header = "0061736D01000000";
    private const string Type = "010401600000";

    /// <summary>One function, two globals of 0, start = function 0.</summary>
    private const string Before = Header + Type + "03020100" + "060B027F0141000B7F0141000B" + "080100";

    [Theory]
    [InlineData("0A0A0108004102240041030B")]
    [InlineData("0A0901070041022400010B")]
    [InlineData("0A0701050041022400")]
    [InlineData("0A0C010A00410224FFFFFFFF0F0B")]
    [InlineData("0A080106004102240A0B")]
    [InlineData("0A0A010801017F410224000B")]
    public void TryFold_StartDoesMore_IsRefused(string code) =>
        Assert.False(StartFunction.TryFold(Convert.FromHexString(Before + code), out _));

    [Fact]
    public void TryFold_Assignments_BecomeInitialValues()
    {
        string code = "0A0D010B00" + "41F8002400" + "41032401" + "0B";
        Assert.True(StartFunction.TryFold(Convert.FromHexString(Before + code), out byte[] folded));
        string expected = Header + Type + "03020100" + "060C027F0141F8000B7F0141030B" + code;
        Assert.Equal(expected, Convert.ToHexString(folded));
    }

    [Fact]
    public void TryFold_NoStart_KeepsTheModule()
    {
        byte[] module = Convert.FromHexString(Header + Type);
        Assert.True(StartFunction.TryFold(module, out byte[] folded));
        Assert.Equal(module, folded);
    }

    [Fact]
    public void TryFold_EveryPrefixAndChangedByte_NeverThrows()
    {
        byte[] module = Convert.FromHexString(Before + "0A0D010B00" + "41F8002400" + "41032401" + "0B");
        for (int length = 0; length < module.Length; length++)
        {
            StartFunction.TryFold(module.AsSpan(0, length), out _);
            for (int value = 0; value < 256; value++)
            {
                byte[] changed = [.. module];
                changed[length] = (byte)value;
                StartFunction.TryFold(changed, out byte[] folded);
                Assert.NotNull(folded);
            }
        }
    }
}
