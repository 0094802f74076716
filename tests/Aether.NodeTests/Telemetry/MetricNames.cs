using System.Text.RegularExpressions;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.NodeTests.Telemetry;

/// <summary>The names of metrics in expressions.</summary>
internal static partial class MetricNames
{
    private static readonly Dictionary<string, MetricInfo> s_catalogue =
        MetricCatalogue.All.ToDictionary(info => info.Name);

    // Of Prometheus itself.
    private static readonly string[] s_given = ["up"];

    /// <summary>Names in a text that neither the catalogue nor <paramref name="recorded"/> has.</summary>
    public static string[] Unknown(string text, IReadOnlySet<string> recorded) =>
        [.. Of(text).Where(name => !recorded.Contains(name) && !s_given.Contains(name) && Find(name) is null)];

    /// <summary>Labels in the expressions of a text that the metric before them does not have.</summary>
    public static string[] UnknownLabels(string text)
    {
        List<string> wrong = [];
        foreach (Match selector in Selector().Matches(text))
        {
            if (Find(selector.Groups[1].Value) is not { } info)
            {
                continue;
            }
            foreach (Match label in Label().Matches(selector.Groups[2].Value))
            {
                string name = label.Groups[1].Value;
                if (name is not ("instance" or "job" or "le") && !info.Labels.Contains(name))
                {
                    wrong.Add($"{info.Name}: {name}");
                }
            }
        }
        return [.. wrong];
    }

    /// <summary>The metrics that a text names, with what belongs to histograms taken away.</summary>
    public static IEnumerable<string> Of(string text) =>
        Name().Matches(text).Select(match => match.Value).Distinct();

    private static MetricInfo? Find(string name)
    {
        if (s_catalogue.TryGetValue(name, out MetricInfo? info))
        {
            return info.Kind == MetricKind.Histogram ? null : info;
        }
        string plain = Suffix().Replace(name, "");
        return s_catalogue.TryGetValue(plain, out info) && info.Kind == MetricKind.Histogram ? info : null;
    }

    [GeneratedRegex(@"\b(aether|process|dotnet)[_:][a-z0-9_:]+\b")]
    private static partial Regex Name();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Suffix();

    [GeneratedRegex(@"\b((?:aether|process|dotnet)_[a-z0-9_]+)\{([^}]*)\}")]
    private static partial Regex Selector();

    [GeneratedRegex("([a-z_]+)(?:=~|!~|!=|=)\"")]
    private static partial Regex Label();
}
