using System.Globalization;

namespace Aether.RpcBench;

/// <summary>What is measured, and for how long.</summary>
/// <param name="Rounds">Of each server and load; medians are told.</param>
/// <param name="Seconds">Of a round.</param>
/// <param name="Server">The only server; null for all.</param>
/// <param name="Load">The only load; null for all.</param>
internal sealed record ComparisonOptions(int Rounds, double Seconds, string? Server, string? Load)
{
    /// <summary>Reads the command line; null when it is not understood.</summary>
    public static ComparisonOptions? Read(string[] words)
    {
        ComparisonOptions options = new(5, 1.5, null, null);
        for (int index = 0; index < words.Length; index++)
        {
            string? value = index + 1 < words.Length ? words[index + 1] : null;
            ComparisonOptions? next = (words[index], value) switch
            {
                ("--quick", _) => options with { Rounds = 3, Seconds = 0.5 },
                ("--rounds", not null) when int.TryParse(value, out int rounds) && rounds > 0 =>
                    options with { Rounds = rounds },
                ("--seconds", not null)
                    when double.TryParse(value, CultureInfo.InvariantCulture, out double seconds) && seconds > 0 =>
                    options with { Seconds = seconds },
                ("--server", not null) => options with { Server = value },
                ("--load", not null) => options with { Load = value },
                _ => null,
            };
            if (next is null)
            {
                return null;
            }
            options = next;
            index += words[index] == "--quick" ? 0 : 1;
        }
        return options;
    }
}
