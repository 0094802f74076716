using System.Globalization;

namespace Aether.Node.Options;

/// <summary>Durations as people write them: 500ms, 60s, 5m, 2h.</summary>
internal static class DurationText
{
    private static readonly (string Suffix, long Milliseconds)[] s_units =
        [("ms", 1), ("s", 1_000), ("m", 60_000), ("h", 3_600_000)];

    /// <summary>Parses a whole number with a unit, up to 30 days.</summary>
    public static bool TryParse(string text, out TimeSpan value)
    {
        value = default;
        foreach ((string suffix, long milliseconds) in s_units)
        {
            string number = text.EndsWith(suffix, StringComparison.Ordinal) ? text[..^suffix.Length] : "";
            if (long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long count)
                && count > 0 && count <= TimeSpan.FromDays(30).TotalMilliseconds / milliseconds)
            {
                value = TimeSpan.FromMilliseconds(count * milliseconds);
                return true;
            }
        }
        return false;
    }
}
