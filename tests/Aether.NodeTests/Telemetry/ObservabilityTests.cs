using System.Text;
using System.Text.RegularExpressions;
using Aether.NodeTests.Telemetry.Dashboards;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class ObservabilityTests
{
    private const string Variable = "AETHER_WRITE_DOCS";

    private static string Folder => RepositoryFolder.PathOf("src", "deploy", "observability");

    private static string Alerts => File.ReadAllText(Path.Combine(Folder, "rules", "alerts.rules.yml"));

    [Fact]
    public void Dashboards_AreThoseOfTheTable()
    {
        string folder = Path.Combine(Folder, "dashboards");
        foreach ((string name, (string title, Panel[] panels)) in DashboardTable.All)
        {
            string path = Path.Combine(folder, name + ".json");
            string text = DashboardJson.Write(name, title, panels);
            if (Environment.GetEnvironmentVariable(Variable) == "1")
            {
                File.WriteAllText(path, text);
            }
            Assert.True(
                File.ReadAllText(path) == text,
                $"{path} differs from the table; run this with {Variable}=1 to write it.");
        }
        Assert.Equal(
            DashboardTable.All.Keys,
            Directory.GetFiles(folder).Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Dashboards_AskForMetricsAndLabelsThatExist()
    {
        foreach ((string _, (string _, Panel[] panels)) in DashboardTable.All)
        {
            foreach ((string expression, string legend) in panels.SelectMany(panel => panel.Queries))
            {
                Assert.Empty(MetricNames.Unknown(expression, Recorded()));
                Assert.Empty(MetricNames.UnknownLabels(expression));
                Assert.NotEmpty(MetricNames.Of(expression));
                Assert.DoesNotMatch(@"\{\{[^}]*[^a-z_}][^}]*\}\}", legend);
            }
        }
    }

    [Fact]
    public void Dashboards_ExpressionsAreRightForPrometheus()
    {
        StringBuilder rules = new("groups:\n- name: panels\n  rules:\n");
        int number = 0;
        foreach ((string expression, string _) in DashboardTable.All.Values
            .SelectMany(dashboard => dashboard.Panels).SelectMany(panel => panel.Queries))
        {
            string text = expression.Replace("$instance", ".*", StringComparison.Ordinal);
            rules.Append("  - record: panel_").Append(number++).Append("\n    expr: '").Append(text).Append("'\n");
        }
        string path = Path.Combine(Path.GetTempPath(), $"aether-panels-{Guid.NewGuid():N}.yml");
        try
        {
            File.WriteAllText(path, rules.ToString());
            (int code, string said) = Promtool.Run(null, "check", "rules", path);
            Assert.True(code == 0, said);
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Theory]
    [InlineData("alerts.rules.yml")]
    [InlineData("recording.rules.yml")]
    [InlineData("alerts.test.yml")]
    public void Rules_NameMetricsAndLabelsThatExist(string file)
    {
        string text = Regex.Replace(File.ReadAllText(Path.Combine(Folder, "rules", file)), "(?m)#.*$", "");
        Assert.Empty(MetricNames.Unknown(text, Recorded()));
        Assert.Empty(MetricNames.UnknownLabels(text));
    }

    [Fact]
    public void Rules_PassPromtoolAndTheirTests()
    {
        string rules = Path.Combine(Folder, "rules");
        (int code, string said) = Promtool.Run(
            null,
            "check",
            "rules",
            Path.Combine(rules, "recording.rules.yml"),
            Path.Combine(rules, "alerts.rules.yml"));
        Assert.True(code == 0, said);
        (code, said) = Promtool.Run(null, "test", "rules", Path.Combine(rules, "alerts.test.yml"));
        Assert.True(code == 0, said);
        (code, said) = Promtool.Run(null, "check", "config", Path.Combine(Folder, "prometheus.yml"));
        Assert.True(code == 0, said);
    }

    [Fact]
    public void Alerts_EachHasSeveritySummaryRunbookAndATest()
    {
        string runbooks = File.ReadAllText(RepositoryFolder.PathOf("src", "docs", "runbooks", "alerts.md"));
        string tests = File.ReadAllText(Path.Combine(Folder, "rules", "alerts.test.yml"));
        string[] alerts = Alerts.Split("- alert: ")[1..];
        Assert.True(alerts.Length >= 18);
        foreach (string alert in alerts)
        {
            string name = alert.Split('\n')[0];
            Assert.Matches("severity: (critical|warning|info)", alert);
            Assert.Contains("summary: ", alert, StringComparison.Ordinal);
            string anchor = Regex.Match(alert, @"runbook: src/docs/runbooks/alerts\.md#([a-z]+)").Groups[1].Value;
            Assert.True(
                Regex.IsMatch(runbooks, $"(?m)^## {anchor}$", RegexOptions.IgnoreCase) && anchor.Length > 0,
                $"{name} has no runbook");
            Assert.True(Regex.IsMatch(tests, $@"\b{name}\b"), $"{name} has no test");
        }
    }

    private static HashSet<string> Recorded() =>
        [.. Regex.Matches(File.ReadAllText(Path.Combine(Folder, "rules", "recording.rules.yml")), @"record: (\S+)")
            .Select(match => match.Groups[1].Value)];
}
