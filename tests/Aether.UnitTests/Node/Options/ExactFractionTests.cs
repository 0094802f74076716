using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Options;

public sealed class ExactFractionTests
{
    [Theory]
    [InlineData("0.8", 4, 5)]
    [InlineData("4/5", 4, 5)]
    [InlineData("8/10", 4, 5)]
    [InlineData("3", 3, 1)]
    [InlineData("0", 0, 1)]
    [InlineData("0.05", 1, 20)]
    [InlineData("0.3333333333333333", 3333333333333333, 10000000000000000)]
    public void TryParse_Fraction_IsExactAndReduced(string text, long numerator, long denominator)
    {
        Assert.True(ExactFraction.TryParse(text, out ExactFraction value));
        Assert.Equal(numerator, value.Numerator);
        Assert.Equal(denominator, value.Denominator);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1/0")]
    [InlineData("1/")]
    [InlineData("/2")]
    [InlineData("1e3")]
    [InlineData("1.2.3")]
    [InlineData("0x10")]
    [InlineData("11111111111111111111111111111111111111111")]
    public void TryParse_NoFraction_IsRefused(string text) => Assert.False(ExactFraction.TryParse(text, out _));

    [Theory]
    [InlineData("0.05", 50_000_000u)]
    [InlineData("0.00001", 10_000u)]
    [InlineData("1", 1_000_000_000u)]
    [InlineData("0", 0u)]
    public void PartsPerBillion_ReadAndWritten_AgreeBothWays(string text, uint parts)
    {
        Assert.True(ExactFraction.TryParse(text, out ExactFraction value));
        Assert.True(value.TryPartsPerBillion(out uint read));
        Assert.Equal(parts, read);
        Assert.True(ExactFraction.TryParse(ExactFraction.FormatPartsPerBillion(parts), out ExactFraction again));
        Assert.Equal(value, again);
    }

    [Theory]
    [InlineData("1/3")]
    [InlineData("0.0000000001")]
    [InlineData("5")]
    public void TryPartsPerBillion_NotWholeOrTooLarge_IsRefused(string text)
    {
        Assert.True(ExactFraction.TryParse(text, out ExactFraction value));
        Assert.False(value.TryPartsPerBillion(out _));
    }
}
