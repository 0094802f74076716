using System.Text;
using Xunit;

namespace Aether.UnitTests.Repository;

/// <summary>Nothing in Core, Consensus and Execution may let two honest nodes compute different results.</summary>
public sealed class DeterminismTests
{
    private const string AllowListPath = "tests/Aether.UnitTests/Repository/determinism-allow.txt";

    private static readonly string[] s_assemblies = ["Aether.Core", "Aether.Consensus", "Aether.Execution"];

    private static readonly Lazy<List<DeterminismBreach>> s_fixture = new(() => DeterminismScanner.Scan(
        typeof(DeterminismFixture).Assembly.Location, type => type == typeof(DeterminismFixture).FullName));

    public static TheoryData<string, string> FixtureMembers()
    {
        TheoryData<string, string> members = [];
        IEnumerable<string> names = typeof(DeterminismFixture).GetMethods().Select(method => method.Name)
            .Concat(typeof(DeterminismFixture).GetFields().Select(field => field.Name))
            .Where(name => name.Contains('_') && !name.StartsWith("Clean", StringComparison.Ordinal));
        foreach (string name in names)
        {
            members.Add(name, RuleOf(name));
        }

        return members;
    }

    [Fact]
    public void Assemblies_AreDeterministic()
    {
        AllowList allow = AllowList.Parse(
            AllowListPath, RepositoryFiles.ReadLines(AllowListPath), DeterminismRules.All);
        List<string> messages = [.. allow.Malformed.Select(finding => finding.ToString())];
        foreach (string assembly in s_assemblies)
        {
            string path = Path.Combine(AppContext.BaseDirectory, assembly + ".dll");
            messages.AddRange(
                from breach in DeterminismScanner.Scan(path, _ => true)
                where !allow.Allows(breach.Rule, breach.Member)
                select breach.Message);
        }

        messages.AddRange(DeterminismRules.All.SelectMany(allow.Unused).Select(finding => finding.ToString()));
        Assert.True(messages.Count == 0, $"{messages.Count} breach(es)\n" + string.Join('\n', messages.Distinct()));
    }

    [Theory]
    [MemberData(nameof(FixtureMembers))]
    public void Scan_MemberThatBreaksARule_IsFound(string member, string rule) =>
        Assert.Contains(s_fixture.Value, breach => breach.Rule == rule && breach.Member.EndsWith('.' + member));

    [Fact]
    public void Scan_PrivateCounter_IsFound() => Assert.Contains(
        s_fixture.Value, breach => breach.Rule == "static-state" && breach.Member.EndsWith("s_staticState_Counter"));

    [Fact]
    public void Scan_CleanMembers_AreLeftAlone() =>
        Assert.DoesNotContain(
            s_fixture.Value,
            breach => breach.Member.Contains("Clean_", StringComparison.OrdinalIgnoreCase));

    [Fact]
    public void Scan_EveryRule_IsExercised() =>
        Assert.Equal(DeterminismRules.All.Order(), s_fixture.Value.Select(breach => breach.Rule).Distinct().Order());

    [Fact]
    public void Scan_Message_NamesFileAndLine() =>
        Assert.Matches(
            @"DeterminismFixture\.cs:\d+: .*Clock_UtcNow: \[clock\] uses System\.DateTime\.get_UtcNow",
            s_fixture.Value.First(breach => breach.Rule == "clock").Message);

    /// <summary><c>HashCode_Combine</c> breaks the rule <c>hash-code</c>.</summary>
    private static string RuleOf(string member)
    {
        StringBuilder rule = new();
        foreach (char letter in member[..member.IndexOf('_', StringComparison.Ordinal)])
        {
            if (char.IsAsciiLetterUpper(letter) && rule.Length > 0)
            {
                rule.Append('-');
            }

            rule.Append(char.ToLowerInvariant(letter));
        }

        return rule.ToString();
    }
}
