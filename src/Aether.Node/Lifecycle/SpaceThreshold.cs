using System.Globalization;

namespace Aether.Node.Lifecycle;

/// <summary>An amount of free space: a share of the disk, bytes, or both, of which the smaller counts.</summary>
/// <param name="Percent">Share of the disk; null for none.</param>
/// <param name="Bytes">Amount; null for none.</param>
internal readonly record struct SpaceThreshold(int? Percent, long? Bytes)
{
    private static readonly (string Suffix, long Bytes)[] s_units =
        [("TiB", 1L << 40), ("GiB", 1L << 30), ("MiB", 1L << 20)];

    /// <summary>Parses "15%", "20GiB" or "15%,20GiB".</summary>
    public static bool TryParse(string text, out SpaceThreshold value)
    {
        value = default;
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries))
        {
            bool ok = part.EndsWith('%')
                ? value.Percent is null && TryPercent(part[..^1], ref value)
                : value.Bytes is null && TryBytes(part, ref value);
            if (!ok)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>The bytes that must be free of a disk.</summary>
    public long Of(long totalBytes)
    {
        long share = Percent is { } percent ? (long)((Int128)totalBytes * percent / 100) : long.MaxValue;
        return Math.Min(share, Bytes ?? long.MaxValue);
    }

    private static bool TryPercent(string text, ref SpaceThreshold value)
    {
        bool ok = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int percent)
            && percent <= 90;
        value = value with { Percent = percent };
        return ok;
    }

    private static bool TryBytes(string text, ref SpaceThreshold value)
    {
        foreach ((string suffix, long bytes) in s_units)
        {
            string number = text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : "";
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                && count <= long.MaxValue / bytes)
            {
                value = value with { Bytes = count * bytes };
                return true;
            }
        }
        return false;
    }
}
