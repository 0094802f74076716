using System.Globalization;
using System.Text;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>The catalogue as a document.</summary>
internal static class CatalogueText
{
    /// <summary>`src/docs/specs/metrics.md`.</summary>
    public static string Write()
    {
        StringBuilder text = new();
        text.Append(
            """
            # Metrics

            Every metric of a node, as `http://127.0.0.1:9090/metrics` gives them in Prometheus' text format 0.0.4. Made
            from `src/Aether.Node/Telemetry/Catalogue`; a test compares. Labels take their values from fixed sets and
            never hold peers, addresses or hashes. What is not on every node says where it is. Dashboards and alerts are
            in `src/deploy/observability`, what to do about an alert is in `src/docs/runbooks/alerts.md`.


            """);
        foreach ((string subject, MetricInfo[] metrics) in MetricCatalogue.Subjects)
        {
            text.Append(CultureInfo.InvariantCulture, $"## {subject}\n\n");
            text.Append("| name | kind | unit | labels | what |\n| --- | --- | --- | --- | --- |\n");
            foreach (MetricInfo info in metrics)
            {
                string labels = string.Join(", ", info.Labels.Select(label => $"`{label}`"));
                string where = info.Where.Length == 0 ? "" : $" ({info.Where})";
                string kind = info.Kind.ToString().ToLowerInvariant();
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{info.Name}` | {kind} | {info.Unit} | {labels} | {info.Help}{where} |\n");
            }
            text.Append('\n');
        }
        return text.ToString().TrimEnd('\n') + "\n";
    }
}
