using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>The house style as a test. Each message names the file, the line and the rule.</summary>
public sealed class TidyTests
{
    private const string AllowListPath = "tests/Aether.UnitTests/Repository/tidy-allow.txt";

    private static readonly string[] s_rules =
    [
        "line-length", "file-length", "method-length", "region", "marker", "commented-code", "interop", "safety",
        "one-type", "word", "host", "path", "twin",
    ];

    /// <summary>Projects in which every file with behaviour has a test file of its own.</summary>
    private static readonly string[] s_twinProjects = ["Crypto", "Da", "Execution", "Consensus"];

    private static readonly Lazy<Dictionary<string, TidySyntax>> s_syntax = new(ParseAll);

    private readonly AllowList _allow =
        AllowList.Parse(AllowListPath, RepositoryFiles.ReadLines(AllowListPath), s_rules, defaultRule: "twin");

    [Fact]
    public void Repository_HasFiles()
    {
        // Every rule below is a "no such thing" rule: on an empty listing all would pass.
        Assert.Contains("Aether.sln", RepositoryFiles.All);
        Assert.Contains("tests/Aether.UnitTests/Repository/TidyTests.cs", RepositoryFiles.All);
        Assert.Contains("tests/Aether.UnitTests/Repository/TidySyntax.cs", s_syntax.Value.Keys);
    }

    [Fact]
    public void AllowList_EveryEntryHasAReason() => AssertNone(_allow.Malformed);

    [Fact]
    public void Code_LinesAndFilesAreShort()
    {
        IEnumerable<Finding> findings = RepositoryFiles.All.Where(TidyText.IsCode)
            .SelectMany(path => TidyText.Lengths(path, RepositoryFiles.ReadLines(path)));
        AssertNone(Filter(findings, "line-length", "file-length"));
    }

    [Fact]
    public void Methods_AreShort()
    {
        List<Finding> findings = [];
        foreach ((string path, TidySyntax syntax) in s_syntax.Value)
        {
            findings.AddRange(
                from method in syntax.LongMethods()
                where !_allow.Allows("method-length", path, method.Member)
                select method.Finding);
        }

        AssertNone(findings.Concat(_allow.Unused("method-length")));
    }

    [Fact]
    public void Code_HasNoRegions() => AssertNone(Filter(Syntax(s => s.Regions()), "region"));

    [Fact]
    public void Code_HasNoCommentedOutCode() => AssertNone(Filter(Syntax(s => s.CommentedCode()), "commented-code"));

    [Fact]
    public void Interop_IsOnlyInNative()
    {
        IEnumerable<Finding> findings = s_syntax.Value
            .Where(file => !file.Key.StartsWith("src/Aether.Native/", StringComparison.Ordinal))
            .SelectMany(file => file.Value.Interop());
        AssertNone(Filter(findings, "interop"));
    }

    [Fact]
    public void Unsafe_SaysWhyItIsSafe()
    {
        IEnumerable<Finding> findings = s_syntax.Value
            .Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => file.Value.UnsafeWithoutSafety());
        AssertNone(Filter(findings, "safety"));
    }

    [Fact]
    public void Source_OneTypePerFile()
    {
        IEnumerable<Finding> findings = s_syntax.Value
            .Where(file => file.Key.StartsWith("src/", StringComparison.Ordinal))
            .SelectMany(file => file.Value.TypesPerFile());
        AssertNone(Filter(findings, "one-type"));
    }

    [Fact]
    public void Text_HasNoMarkersOfUnfinishedWork() => AssertNone(Filter(Text(TidyText.Markers), "marker"));

    [Fact]
    public void Prose_ReportsNoProgress()
    {
        IEnumerable<Finding> prose = RepositoryFiles.All
            .Where(path => !path.EndsWith(".cs", StringComparison.Ordinal))
            .SelectMany(path => TidyText.Words(path, RepositoryFiles.ReadLines(path)));
        AssertNone(Filter(prose.Concat(Syntax(s => s.Words())), "word"));
    }

    [Fact]
    public void Text_NamesNoRegistryHost() => AssertNone(Filter(Text(TidyText.Hosts), "host"));

    [Fact]
    public void Text_NamesNoMachinePath() => AssertNone(Filter(Text(TidyText.MachinePaths), "path"));

    [Fact]
    public void CriticalSource_HasTwinTestFile()
    {
        List<Finding> findings = [];
        foreach ((string path, TidySyntax syntax) in s_syntax.Value)
        {
            string? twin = TwinOf(path);
            if (twin is not null && syntax.HasBehaviour() && !RepositoryFiles.All.Contains(twin))
            {
                findings.Add(new Finding(path, 1, "twin", $"write {twin}, or give a reason in {AllowListPath}"));
            }
        }

        AssertNone(Filter(findings, "twin"));
    }

    /// <summary><c>src/Aether.Crypto/A/B.Avx2.cs</c> has <c>tests/Aether.UnitTests/Crypto/A/BTests.cs</c>.</summary>
    internal static string? TwinOf(string path)
    {
        string[] parts = path.Split('/');
        bool critical = parts.Length >= 3 && parts[0] == "src" && path.EndsWith(".cs", StringComparison.Ordinal)
            && s_twinProjects.Any(project => parts[1] == "Aether." + project);
        if (!critical)
        {
            return null;
        }

        parts[^1] = parts[^1].Split('.')[0] + "Tests.cs";
        if (path.StartsWith("src/Aether.Execution/Wasm/", StringComparison.Ordinal))
        {
            return $"tests/Aether.WasmTests/{string.Join('/', parts[3..])}";
        }

        return $"tests/Aether.UnitTests/{parts[1]["Aether.".Length..]}/{string.Join('/', parts[2..])}";
    }

    private static Dictionary<string, TidySyntax> ParseAll() =>
        RepositoryFiles.All
            .Where(path => path.EndsWith(".cs", StringComparison.Ordinal))
            .AsParallel()
            .Select(path => (path, syntax: new TidySyntax(path, RepositoryFiles.ReadText(path))))
            .ToDictionary(file => file.path, file => file.syntax, StringComparer.Ordinal);

    private static IEnumerable<Finding> Syntax(Func<TidySyntax, IEnumerable<Finding>> rule) =>
        s_syntax.Value.Values.SelectMany(rule);

    private static IEnumerable<Finding> Text(Func<string, string[], IEnumerable<Finding>> rule) =>
        RepositoryFiles.All.SelectMany(path => rule(path, RepositoryFiles.ReadLines(path)));

    private static void AssertNone(IEnumerable<Finding> findings)
    {
        List<Finding> all = [.. findings];
        all.Sort((a, b) => string.CompareOrdinal(a.ToString(), b.ToString()));
        Assert.True(all.Count == 0, $"{all.Count} finding(s)\n" + string.Join('\n', all));
    }

    private IEnumerable<Finding> Filter(IEnumerable<Finding> findings, params string[] rules)
    {
        List<Finding> kept = [.. findings.Where(finding => !_allow.Allows(finding.Rule, finding.Path))];
        return kept.Concat(rules.SelectMany(_allow.Unused));
    }
}
