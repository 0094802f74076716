using System.Text.RegularExpressions;

namespace Aether.UnitTests.Repository;

/// <summary>House rules that need only the text of a file.</summary>
internal static class TidyText
{
    public const int MaxLineLength = 120;
    public const int MaxFileLines = 800;

    private const RegexOptions Options = RegexOptions.CultureInvariant | RegexOptions.Compiled;

    // The markers and hosts are assembled from halves, so that this file passes its own rules.
    private static readonly Regex s_marker = new(@"\b(" + "TO" + "DO|FIX" + "ME|HA" + @"CK|XX" + @"X)\b", Options);

    private static readonly Regex s_progress = new(
        @"(?<![-\w])phases?(?![-\w])|\b(is|are|now|fully|feature|implementation|\d) complete[.,;]?\s*$"
        + @"|\b(step \d+|task|part \d+) (is |now )?(complete|done)\b|\bwork in progress\b|\bWIP\b|\bcoming soon\b"
        + @"|\bnot (yet )?implemented\b|\bwill be (added|implemented)\b|\bmilestones?\b|\bsprints?\b",
        Options | RegexOptions.IgnoreCase);

    private static readonly Regex s_trackerReference = new(@"\b(issue|pull request|PR|ticket) ?#\d+", Options);

    private static readonly Regex s_pictograph = new(
        @"[\u2600-\u27BF\u2B50\u2B55\u274C]|[\uD83C-\uD83E][\uDC00-\uDFFF]", Options);

    private static readonly Regex s_registryHost = new(
        @"\b(registry\.npmjs|api\.nug" + @"et|deb\.debian|security\.debian|files\.pythonhosted|index\.crates|"
        + @"static\.crates|proxy\.golang|registry\.yarnpkg|pypi)\.(org|io)\b",
        Options | RegexOptions.IgnoreCase);

    private static readonly Regex s_machinePath = new(
        @"(?<![\w.\-/$}])/(wo" + @"rk|ro" + @"ot|ho" + @"me)/\w", Options);

    private static readonly string[] s_codeExtensions =
        [".cs", ".sh", ".ps1", ".c", ".h", ".cpp", ".cc", ".hpp", ".cu", ".cuh", ".cmake", ".mjs", ".js", ".ts", ".py"];

    public static bool IsCode(string path) => s_codeExtensions.Contains(Path.GetExtension(path));

    /// <summary>Lines longer than 120 columns and files longer than 800 lines.</summary>
    public static IEnumerable<Finding> Lengths(string path, string[] lines)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > MaxLineLength)
            {
                string message = $"{lines[i].Length} columns, at most {MaxLineLength}";
                yield return new Finding(path, i + 1, "line-length", message);
            }
        }

        if (lines.Length > MaxFileLines)
        {
            string message = $"{lines.Length} lines, at most {MaxFileLines}";
            yield return new Finding(path, lines.Length, "file-length", message);
        }
    }

    /// <summary>Markers for unfinished work: what is worth noting is worth doing or filing elsewhere.</summary>
    public static IEnumerable<Finding> Markers(string path, string[] lines) =>
        Matches(path, lines, s_marker, "marker", match => $"'{match}' marks unfinished work; finish it or delete it");

    /// <summary>Progress reports, tracker references and pictographs in prose (comments and documents).</summary>
    public static IEnumerable<Finding> Words(string path, int line, string prose)
    {
        foreach (Regex pattern in new[] { s_progress, s_trackerReference, s_pictograph })
        {
            Match match = pattern.Match(prose);
            if (match.Success)
            {
                yield return new Finding(
                    path, line, "word", $"'{match.Value.Trim()}' reports progress or history; say what is true now");
            }
        }
    }

    /// <summary>Words over the whole of a document or the comment lines of a script.</summary>
    public static IEnumerable<Finding> Words(string path, string[] lines)
    {
        bool document = Path.GetExtension(path) == ".md";
        for (int i = 0; i < lines.Length; i++)
        {
            string trimmed = lines[i].TrimStart();
            bool comment = trimmed.StartsWith('#') || trimmed.StartsWith("//", StringComparison.Ordinal)
                || trimmed.StartsWith('*');
            if (document || comment)
            {
                foreach (Finding finding in Words(path, i + 1, trimmed))
                {
                    yield return finding;
                }
            }
        }
    }

    /// <summary>Package registries are a property of the machine that builds, never of the repository.</summary>
    public static IEnumerable<Finding> Hosts(string path, string[] lines)
    {
        foreach (Finding finding in Matches(
            path, lines, s_registryHost, "host", match => $"registry host '{match}'; leave the choice to the machine"))
        {
            yield return finding;
        }

        if (Path.GetFileName(path) is "package-lock.json" or "npm-shrinkwrap.json")
        {
            for (int i = 0; i < lines.Length; i++)
            {
                if (lines[i].Contains("\"resolved\"", StringComparison.Ordinal))
                {
                    yield return new Finding(path, i + 1, "host", "a lock file keeps integrity, not an address");
                }
            }
        }
    }

    /// <summary>Absolute paths of the machine something was written on.</summary>
    public static IEnumerable<Finding> MachinePaths(string path, string[] lines) =>
        Matches(path, lines, s_machinePath, "path", match => $"machine path '{match}'; use a relative path");

    private static IEnumerable<Finding> Matches(
        string path, string[] lines, Regex pattern, string rule, Func<string, string> message)
    {
        for (int i = 0; i < lines.Length; i++)
        {
            Match match = pattern.Match(lines[i]);
            if (match.Success)
            {
                yield return new Finding(path, i + 1, rule, message(match.Value));
            }
        }
    }
}
