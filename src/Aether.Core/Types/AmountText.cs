using System.Globalization;

namespace Aether.Core.Types;

/// <summary>
/// Amounts as people write them: `1.5 SWR`, `1.5swr`, `250 AIC`, `1000nswr`, or a bare number of whole tokens.
/// </summary>
/// <remarks>
/// <b>Units</b>: one native token is 10^9 base units; assets other than the native ones are written in base units.
/// </remarks>
public static class AmountText
{
    /// <summary>Decimal places of the native assets.</summary>
    public const int Decimals = 9;

    /// <summary>Base units of one whole native token.</summary>
    public const ulong UnitsPerToken = 1_000_000_000;

    /// <summary>The shortest exact text: no trailing zeros, then the ticker.</summary>
    public static string Format(UInt128 baseUnits, AssetId asset)
    {
        if (!IsNative(asset))
        {
            return $"{baseUnits.ToString(CultureInfo.InvariantCulture)} {asset}";
        }
        return $"{FormatUnits(baseUnits, Decimals)} {asset}";
    }

    /// <summary>The shortest exact text of a number with a fixed number of decimals, at most 38.</summary>
    public static string FormatUnits(UInt128 baseUnits, int decimals)
    {
        string digits = baseUnits.ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        string fraction = digits[^decimals..].TrimEnd('0');
        string whole = digits[..^decimals];
        return fraction.Length == 0 ? whole : $"{whole}.{fraction}";
    }

    /// <summary>Reads a number with at most so many decimals, without sign and ticker.</summary>
    public static bool TryParseUnits(ReadOnlySpan<char> text, int decimals, out UInt128 baseUnits) =>
        TryNumber(text, decimals, out baseUnits);

    /// <summary>Reads an amount of <paramref name="asset"/>; a ticker in the text must be that asset's.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, AssetId asset, out UInt128 baseUnits) =>
        TryParse(text, asset, out AssetId found, out baseUnits) && found == asset;

    /// <summary>Reads an amount; without a ticker it is of <paramref name="defaultAsset"/>.</summary>
    public static bool TryParse(
        ReadOnlySpan<char> text, AssetId defaultAsset, out AssetId asset, out UInt128 baseUnits)
    {
        int end = text.LastIndexOfAnyInRange('0', '9') + 1;
        ReadOnlySpan<char> number = text[..end];
        bool known = TryUnit(text[end..], defaultAsset, out asset, out int decimals);
        baseUnits = 0;
        return known && TryNumber(number, decimals, out baseUnits);
    }

    private static bool IsNative(AssetId asset) => asset == AssetId.Swr || asset == AssetId.Aic;

    private static bool TryUnit(ReadOnlySpan<char> suffix, AssetId defaultAsset, out AssetId asset, out int decimals)
    {
        ReadOnlySpan<char> unit = suffix.StartsWith(" ", StringComparison.Ordinal) ? suffix[1..] : suffix;
        if (unit.IsEmpty)
        {
            asset = defaultAsset;
            decimals = IsNative(defaultAsset) ? Decimals : 0;
            return suffix.IsEmpty;
        }
        bool isBase = unit.Length == 4 && unit[0] == 'n';
        ReadOnlySpan<char> ticker = isBase ? unit[1..] : unit;
        decimals = isBase ? 0 : Decimals;
        bool isSwr = ticker.Equals("SWR", StringComparison.OrdinalIgnoreCase);
        asset = isSwr ? AssetId.Swr : AssetId.Aic;
        return isSwr || ticker.Equals("AIC", StringComparison.OrdinalIgnoreCase);
    }

    private static bool TryNumber(ReadOnlySpan<char> number, int decimals, out UInt128 baseUnits)
    {
        baseUnits = 0;
        int point = number.IndexOf('.');
        int fraction = point < 0 ? 0 : number.Length - point - 1;
        if (number.IsEmpty || point == 0 || (point > 0 && fraction == 0) || fraction > decimals)
        {
            return false;
        }
        for (int index = 0; index < number.Length + decimals - fraction; index++)
        {
            char digit = index < number.Length ? number[index] : '0';
            if (index != point && (!char.IsAsciiDigit(digit) || !TryAppend(ref baseUnits, digit)))
            {
                return false;
            }
        }
        return true;
    }

    private static bool TryAppend(ref UInt128 value, char digit)
    {
        uint next = (uint)(digit - '0');
        if (value > (UInt128.MaxValue - next) / 10)
        {
            return false;
        }
        value = (value * 10) + next;
        return true;
    }
}
