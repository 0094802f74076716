using System.Globalization;
using System.Numerics;

namespace Aether.Node.Options;

/// <summary>
/// A non-negative fraction read exactly from text such as 0.8, "4/5" or 3. Never a floating-point number.
/// </summary>
internal readonly record struct ExactFraction(BigInteger Numerator, BigInteger Denominator)
{
    private const int MaxDigits = 40;

    /// <summary>Parses and reduces; false when the text is no fraction.</summary>
    public static bool TryParse(string text, out ExactFraction value)
    {
        value = default;
        if (text.Length > MaxDigits)
        {
            return false;
        }
        int slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash >= 0)
        {
            return TryWhole(text[..slash], out BigInteger top) && TryWhole(text[(slash + 1)..], out BigInteger bottom)
                && TryReduce(top, bottom, out value);
        }
        int dot = text.IndexOf('.', StringComparison.Ordinal);
        string digits = dot < 0 ? text : text.Remove(dot, 1);
        int decimals = dot < 0 ? 0 : text.Length - dot - 1;
        return TryWhole(digits, out BigInteger whole) && TryReduce(whole, BigInteger.Pow(10, decimals), out value);
    }

    /// <summary>This fraction in parts per billion, if that is a whole number that fits.</summary>
    public bool TryPartsPerBillion(out uint parts)
    {
        BigInteger scaled = Numerator * 1_000_000_000;
        bool exact = (scaled % Denominator).IsZero && scaled / Denominator <= uint.MaxValue;
        parts = exact ? (uint)(scaled / Denominator) : 0;
        return exact;
    }

    /// <summary>The shortest decimal text of parts per billion.</summary>
    public static string FormatPartsPerBillion(uint parts)
    {
        string digits = parts.ToString("D10", CultureInfo.InvariantCulture);
        string text = $"{digits[..^9]}.{digits[^9..]}".TrimEnd('0');
        return text.EndsWith('.') ? text + "0" : text;
    }

    private static bool TryWhole(string text, out BigInteger value) =>
        BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static bool TryReduce(BigInteger top, BigInteger bottom, out ExactFraction value)
    {
        value = default;
        if (bottom.IsZero)
        {
            return false;
        }
        BigInteger common = BigInteger.GreatestCommonDivisor(top, bottom);
        value = new ExactFraction(top / common, bottom / common);
        return true;
    }
}
