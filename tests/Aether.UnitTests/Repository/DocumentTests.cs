using System.Text.RegularExpressions;
using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>Documents name files that exist, and decision records have their four parts on one page.</summary>
public sealed class DocumentTests
{
    private const int MaxDecisionLines = 70;

    private static readonly string[] s_parts = ["## Context", "## Decision", "## Consequences", "## Evidence"];

    public static TheoryData<string> Documents() =>
        [.. RepositoryFiles.All.Where(path => path.EndsWith(".md", StringComparison.Ordinal))];

    public static TheoryData<string> Decisions() =>
        [.. RepositoryFiles.All.Where(path => path.StartsWith("src/docs/adr/", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Documents))]
    public void Document_NamesOnlyFilesThatExist(string path)
    {
        string missing = string.Join(", ", Missing(path, RepositoryFiles.ReadText(path)));
        Assert.True(missing.Length == 0, $"{path} names what does not exist: {missing}");
    }

    [Theory]
    [MemberData(nameof(Decisions))]
    public void Decision_IsOnePageWithItsParts(string path)
    {
        string[] lines = RepositoryFiles.ReadLines(path);
        Assert.Matches(@"^src/docs/adr/\d{4}-[a-z0-9-]+\.md$", path);
        Assert.StartsWith($"# {Path.GetFileName(path)[..4]} ", lines[0]);
        Assert.Equal(s_parts, lines.Where(line => line.StartsWith("## ", StringComparison.Ordinal)));
        Assert.InRange(lines.Length, 1, MaxDecisionLines);
    }

    [Theory]
    [InlineData("see [the map](src/README.md) and `src/docs/adr/0001-package-substitutions.md`", 0)]
    [InlineData("see [this](src/Nowhere.md)", 1)]
    [InlineData("`tests/Aether.UnitTests/Nowhere`", 1)]
    [InlineData("`Aether.Core/Limits.cs` and `Aether.Core/Nowhere.cs`", 1)]
    [InlineData("[elsewhere](https://example.org/x) and `a/b` and `tests/.../X`", 0)]
    public void Missing_LinksAndQuotedPaths_AreFound(string text, int count) =>
        Assert.Equal(count, Missing("README.md", text).Count());

    /// <summary>Links are relative to the document; quoted paths to the repository, or to src.</summary>
    private static IEnumerable<string> Missing(string document, string text)
    {
        string folder = Path.GetDirectoryName(document)!;
        foreach (Match link in Regex.Matches(text, @"\]\((?!\w+:)([^)#\s]+)"))
        {
            if (!Exists(Path.Combine(folder, link.Groups[1].Value)))
            {
                yield return link.Groups[1].Value;
            }
        }

        const string Quoted = @"`((?:src|tests|bench|native|perf-reports|docs|Stages|Aether\.\w+)/[\w./-]+)`";
        foreach (Match quoted in Regex.Matches(text, Quoted))
        {
            string path = quoted.Groups[1].Value;
            bool elided = path.Contains("...", StringComparison.Ordinal);
            string[] roots = ["", "src", "src/Aether.Pipeline"];
            if (!elided && !roots.Any(root => Exists(Path.Combine(root, path))))
            {
                yield return path;
            }
        }
    }

    private static bool Exists(string relative) => Path.Exists(Path.Combine(RepositoryFiles.Root, relative));
}
