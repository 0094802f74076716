using System.CommandLine;

namespace Aether.Tools.Cli;

/// <summary>How results and errors are printed.</summary>
/// <param name="Json">One JSON document on stdout.</param>
/// <param name="Field">The one member to print; null for all.</param>
/// <param name="Quiet">No notes and no warnings.</param>
/// <param name="Color">Labels on stderr are coloured. They say the same without.</param>
internal sealed record OutputStyle(bool Json, string? Field, bool Quiet, bool Color)
{
    /// <summary>The style of a parsed command line.</summary>
    public static OutputStyle Of(ParseResult arguments, CliEnvironment environment) => new(
        arguments.GetValue(GlobalOptions.Json),
        arguments.GetValue(GlobalOptions.Field),
        arguments.GetValue(GlobalOptions.Quiet),
        HasColor(arguments.GetValue(GlobalOptions.Color) ?? "auto", environment));

    /// <summary>The style for a command line that does not parse.</summary>
    public static OutputStyle Of(string[] arguments, CliEnvironment environment)
    {
        int at = Array.IndexOf(arguments, "--color");
        string when = Array.Find(arguments, text => text.StartsWith("--color=", StringComparison.Ordinal))
            ?.Split('=', 2)[1] ?? (at >= 0 && at + 1 < arguments.Length ? arguments[at + 1] : "auto");
        return new OutputStyle(arguments.Contains("--json", StringComparer.Ordinal), null, false,
            HasColor(when, environment));
    }

    // https://no-color.org and https://bixense.com/clicolors: what is asked for on the line goes first.
    private static bool HasColor(string when, CliEnvironment environment) => when switch
    {
        "always" => true,
        "never" => false,
        _ when environment.GetVariable("NO_COLOR") is { Length: > 0 } => false,
        _ when environment.GetVariable("CLICOLOR_FORCE") is { Length: > 0 } and not "0" => true,
        _ => environment.IsErrorTerminal && environment.GetVariable("TERM") != "dumb",
    };
}
