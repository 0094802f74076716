using System.Globalization;

namespace Aether.Core.Types;

/// <summary>Amounts as people write them: <c>1.5 SWR</c>, <c>250 AIC</c>; a bare number is whole tokens. Exact, never rounded.</summary>
public static class AmountText
{
    /// <summary>Base units in one token: 10^9.</summary>
    public const ulong UnitsPerToken = 1_000_000_000;

    private const int Decimals = 9;

    /// <summary>Parses an amount of a known asset; a ticker, when written, must be that asset's.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, AssetId asset, out UInt128 amount) =>
        TryParse(text, asset, out AssetId named, out amount) && named == asset;

    /// <summary>Parses an amount with an optional ticker; <paramref name="defaultAsset"/> is meant when none is written.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, AssetId defaultAsset, out AssetId asset, out UInt128 amount)
    {
        asset = defaultAsset;
        amount = 0;
        ReadOnlySpan<char> number = text.Trim(' ');
        int letters = number.IndexOfAnyInRange('A', 'z');
        if (letters >= 0)
        {
            ReadOnlySpan<char> ticker = number[letters..];
            number = number[..letters].TrimEnd(' ');
            if (!TryTicker(ticker, out asset))
            {
                return false;
            }
        }
        return TryNumber(number, out amount);
    }

    /// <summary>The shortest exact text with the asset's ticker.</summary>
    public static string Format(UInt128 amount, AssetId asset)
    {
        string whole = (amount / UnitsPerToken).ToString(CultureInfo.InvariantCulture);
        ulong rest = (ulong)(amount % UnitsPerToken);
        string fraction = rest == 0 ? "" : "." + rest.ToString("D9", CultureInfo.InvariantCulture).TrimEnd('0');
        return $"{whole}{fraction} {asset}";
    }

    private static bool TryTicker(ReadOnlySpan<char> ticker, out AssetId asset)
    {
        bool swr = ticker.Equals("SWR", StringComparison.OrdinalIgnoreCase);
        asset = swr ? AssetId.Swr : AssetId.Aic;
        return swr || ticker.Equals("AIC", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out UInt128 amount)
    {
        amount = 0;
        int dot = text.IndexOf('.');
        ReadOnlySpan<char> whole = dot < 0 ? text : text[..dot];
        ReadOnlySpan<char> fraction = dot < 0 ? [] : text[(dot + 1)..];
        bool shaped = whole.Length is > 0 and <= 30 && (dot < 0 || fraction.Length is > 0 and <= Decimals);
        if (!shaped || whole.ContainsAnyExceptInRange('0', '9') || fraction.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }
        UInt128 tokens = UInt128.Parse(whole, NumberStyles.None, CultureInfo.InvariantCulture);
        ulong rest = 0;
        for (int index = 0; index < Decimals; index++)
        {
            rest = (rest * 10) + (index < fraction.Length ? (ulong)(fraction[index] - '0') : 0);
        }
        if (tokens > (UInt128.MaxValue - rest) / UnitsPerToken)
        {
            return false;
        }
        amount = (tokens * UnitsPerToken) + rest;
        return true;
    }
}
