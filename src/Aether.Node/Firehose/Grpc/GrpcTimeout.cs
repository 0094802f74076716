using System.Globalization;

namespace Aether.Node.Firehose.Grpc;

/// <summary>The header `grpc-timeout`: at most eight digits and a unit.</summary>
internal static class GrpcTimeout
{
    private const int MaxDigits = 8;

    /// <summary>Reads a value; false for anything else.</summary>
    public static bool TryParse(string text, out TimeSpan timeout)
    {
        timeout = default;
        if (text.Length is < 2 or > MaxDigits + 1
            || !uint.TryParse(text.AsSpan(..^1), NumberStyles.None, CultureInfo.InvariantCulture, out uint amount))
        {
            return false;
        }
        long ticks = text[^1] switch
        {
            'H' => TimeSpan.TicksPerHour,
            'M' => TimeSpan.TicksPerMinute,
            'S' => TimeSpan.TicksPerSecond,
            'm' => TimeSpan.TicksPerMillisecond,
            'u' => TimeSpan.TicksPerMicrosecond,
            'n' => 0,
            _ => -1,
        };
        // A tick is 100 nanoseconds: what is shorter is rounded up.
        timeout = ticks == 0 ? new TimeSpan((amount + 99) / 100) : new TimeSpan(amount * ticks);
        return ticks >= 0;
    }
}
