using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Errors;

/// <summary>The catalogue as the last part of <c>src/docs/specs/exit-codes.md</c>.</summary>
internal static class ErrorDocument
{
    /// <summary>Heading at which the part begins.</summary>
    public const string Heading = "## Error codes";

    /// <summary>The part, from its heading to its last line break.</summary>
    public static string Write()
    {
        StringBuilder text = new();
        text.Append(Heading).Append(
            """


            `AE-` and four digits. `aetherctl explain CODE` says the same without a network, `--json` errors carry
            `retriable`. AE-40nn is what a node answers as -330nn (`json-rpc.md`). Made by `aetherctl explain
            --markdown`; change `src/Aether.Tools/Cli/Errors`, not this part.

            | code | name | exit | again | meaning |
            |---|---|---|---|---|

            """);
        foreach (ErrorEntry entry in ErrorCatalogue.All)
        {
            text.Append(CultureInfo.InvariantCulture,
                $"| [{entry.Code}](#{entry.Code.ToLowerInvariant()}) | {entry.Name} | {ExitText(entry)} ")
                .Append(CultureInfo.InvariantCulture, $"| {(entry.Retriable ? "yes" : "no")} | {entry.Title} |\n");
        }
        foreach (ErrorEntry entry in ErrorCatalogue.All)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n### {entry.Code}\n\n{entry.Name} of `{entry.Program}`, ")
                .Append(CultureInfo.InvariantCulture, $"{Ending(entry)}: {entry.Title}.\n\n")
                .Append(CultureInfo.InvariantCulture, $"{entry.Cause}\n\nTry: {entry.Remedy}\n");
        }
        return text.ToString();
    }

    private static string ExitText(ErrorEntry entry) =>
        entry.Exit == ExitCode.Success ? "-" : ((int)entry.Exit).ToString(CultureInfo.InvariantCulture);

    private static string Ending(ErrorEntry entry) =>
        entry.Exit == ExitCode.Success ? "logged while it goes on" : $"exit code {ExitText(entry)}";
}
