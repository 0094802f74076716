namespace Aether.Tools.Cli.Errors;

/// <summary>
/// Every error code with its exit code, cause and remedy: the one source of `aetherctl explain`, of the JSON form of
/// errors and of the second half of <c>src/docs/specs/exit-codes.md</c>.
/// </summary>
internal static class ErrorCatalogue
{
    /// <summary>All entries by code.</summary>
    public static IReadOnlyList<ErrorEntry> All { get; } =
    [
        .. ProgramErrors.Entries
            .Concat(RefusalErrors.Entries)
            .Concat(ChainErrors.Entries)
            .Concat(NodeErrors.Entries)
            .Concat(LoadErrors.Entries)
            .OrderBy(entry => entry.Code, StringComparer.Ordinal),
    ];

    private static readonly Dictionary<string, ErrorEntry> s_byCode =
        All.ToDictionary(entry => entry.Code, StringComparer.Ordinal);

    /// <summary>The entry of a code; null when there is none.</summary>
    public static ErrorEntry? Find(string code) => s_byCode.GetValueOrDefault(code);

    /// <summary>
    /// The code that somebody means by `AE-2041`, `ae2041`, `2041`, or by the number of an answer, -33005; null when
    /// the text looks like none of these.
    /// </summary>
    public static string? Normalize(string text)
    {
        string trimmed = text.Trim().ToUpperInvariant();
        if (trimmed.Length == 6 && trimmed.StartsWith("-33", StringComparison.Ordinal) && IsDigits(trimmed[1..]))
        {
            return "AE-40" + trimmed[^2..];
        }
        string digits = trimmed.StartsWith("AE", StringComparison.Ordinal) ? trimmed[2..].TrimStart('-', '_') : trimmed;
        return digits.Length is > 0 and <= 6 && IsDigits(digits) ? "AE-" + digits.PadLeft(4, '0') : null;
    }

    private static bool IsDigits(string text) => text.All(char.IsAsciiDigit);
}
