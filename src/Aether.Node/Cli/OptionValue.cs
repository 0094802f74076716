using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>Checks of option values beyond their type.</summary>
internal static class OptionValue
{
    /// <summary>The value, if it lies in the option's interval; else a usage error.</summary>
    public static int Within(int value, int min, int max, string option) =>
        value >= min && value <= max
            ? value
            : throw new NodeStartException(ExitCode.Usage, $"{option} is a number from {min} to {max}, not {value}.");
}
