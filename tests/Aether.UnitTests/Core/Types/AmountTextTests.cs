using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class AmountTextTests
{
    [Theory]
    [InlineData("1.5 SWR", "SWR", "1500000000")]
    [InlineData("1.5swr", "SWR", "1500000000")]
    [InlineData("250 AIC", "AIC", "250000000000")]
    [InlineData("1000nswr", "SWR", "1000")]
    [InlineData("7 naic", "AIC", "7")]
    [InlineData("100000", "SWR", "100000000000000")]
    [InlineData("0", "SWR", "0")]
    [InlineData("0.000000001", "SWR", "1")]
    [InlineData("340282366920938463463374607431.768211455", "SWR", "340282366920938463463374607431768211455")]
    public void TryParse_Amounts_AreExact(string text, string ticker, string baseUnits)
    {
        Assert.True(AmountText.TryParse(text, AssetId.Swr, out AssetId asset, out UInt128 amount));
        Assert.Equal(ticker, asset.ToString());
        Assert.Equal(UInt128.Parse(baseUnits), amount);
    }

    [Theory]
    [InlineData("1250", 2, "12.5")]
    [InlineData("1", 2, "0.01")]
    [InlineData("0", 2, "0")]
    [InlineData("7", 0, "7")]
    [InlineData("1", 38, "0.00000000000000000000000000000000000001")]
    [InlineData("340282366920938463463374607431768211455", 38, "3.40282366920938463463374607431768211455")]
    public void Units_AreExactBothWays(string baseUnits, int decimals, string text)
    {
        Assert.Equal(text, AmountText.FormatUnits(UInt128.Parse(baseUnits), decimals));
        Assert.True(AmountText.TryParseUnits(text, decimals, out UInt128 amount));
        Assert.Equal(UInt128.Parse(baseUnits), amount);
        Assert.False(AmountText.TryParseUnits(text + " X", decimals, out _));
    }

    [Theory]
    [InlineData("")]
    [InlineData("SWR")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1.")]
    [InlineData(".5")]
    [InlineData("1..5")]
    [InlineData("1.5.5")]
    [InlineData("1e3")]
    [InlineData("1,5")]
    [InlineData("1 ")]
    [InlineData("1  SWR")]
    [InlineData("1 BTC")]
    [InlineData("1.5nswr")]
    [InlineData("0.0000000001")]
    [InlineData("340282366920938463463374607431.768211456")]
    [InlineData("999999999999999999999999999999999999999999")]
    [InlineData("٣")]
    public void TryParse_Anything_Else_IsRefused(string text) =>
        Assert.False(AmountText.TryParse(text, AssetId.Swr, out _, out _));

    [Fact]
    public void TryParse_TickerOfAnotherAsset_IsRefusedWhereTheAssetIsFixed()
    {
        Assert.False(AmountText.TryParse("1 AIC", AssetId.Swr, out _));
        Assert.True(AmountText.TryParse("1 AIC", AssetId.Aic, out UInt128 amount));
        Assert.Equal((UInt128)AmountText.UnitsPerToken, amount);
    }

    [Theory]
    [InlineData("0", "0 SWR")]
    [InlineData("1", "0.000000001 SWR")]
    [InlineData("1500000000", "1.5 SWR")]
    [InlineData("100000000000", "100 SWR")]
    [InlineData("340282366920938463463374607431768211455", "340282366920938463463374607431.768211455 SWR")]
    public void Format_IsTheShortestExactText(string baseUnits, string text)
    {
        UInt128 amount = UInt128.Parse(baseUnits);
        Assert.Equal(text, AmountText.Format(amount, AssetId.Swr));
        Assert.True(AmountText.TryParse(text, AssetId.Aic, out AssetId asset, out UInt128 parsed));
        Assert.Equal(AssetId.Swr, asset);
        Assert.Equal(amount, parsed);
    }

    [Fact]
    public void OtherAssets_AreInBaseUnits()
    {
        AssetId other = new(Hash256.FromHex(string.Concat(Enumerable.Repeat("ab", 32))));
        Assert.Equal($"12 {other}", AmountText.Format(12, other));
        Assert.True(AmountText.TryParse("12", other, out UInt128 amount));
        Assert.Equal((UInt128)12, amount);
        Assert.False(AmountText.TryParse("1.2", other, out _));
    }
}
