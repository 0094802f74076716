using System.Buffers;
using System.Globalization;
using System.Text;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>Writes metrics in the text format 0.0.4 of Prometheus.</summary>
/// <remarks>
/// Source: Prometheus, "Exposition formats". Help escapes backslash and line feed, label values the quote too.
/// </remarks>
internal sealed class PrometheusText(IBufferWriter<byte> output)
{
    /// <summary>What an answer says it is.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Writes a metric with all of its series; the head alone when there are none.</summary>
    public void Write(MetricFamily family)
    {
        MetricInfo info = family.Info;
        Text("# HELP ");
        Text(info.Name);
        Text(" ");
        Escaped(info.Help, quotes: false);
        Text("\n# TYPE ");
        Text(info.Name);
        Text(info.Kind switch
        {
            MetricKind.Counter => " counter\n",
            MetricKind.Gauge => " gauge\n",
            _ => " histogram\n",
        });
        foreach ((SeriesKey key, double value) in family.Observed)
        {
            Sample(info, "", key, null, value);
        }
        foreach ((SeriesKey key, SeriesCell cell) in family.Cells)
        {
            if (info.Kind == MetricKind.Histogram)
            {
                Histogram(info, key, cell);
            }
            else
            {
                Sample(info, "", key, null, cell.Sum);
            }
        }
    }

    /// <summary>A number as the format has it.</summary>
    public static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        double.NaN => "NaN",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private void Histogram(MetricInfo info, SeriesKey key, SeriesCell cell)
    {
        Span<long> buckets = stackalloc long[info.Bounds.Length + 1];
        // The sum may be of a few observations less than the count, never of more.
        double sum = cell.Sum;
        cell.CopyBuckets(buckets);
        long total = 0;
        for (int bucket = 0; bucket < buckets.Length; bucket++)
        {
            total += buckets[bucket];
            double bound = bucket < info.Bounds.Length ? info.Bounds[bucket] : double.PositiveInfinity;
            Sample(info, "_bucket", key, Format(bound), total);
        }
        Sample(info, "_sum", key, null, sum);
        Sample(info, "_count", key, null, total);
    }

    private void Sample(MetricInfo info, string suffix, SeriesKey key, string? bound, double value)
    {
        Text(info.Name);
        Text(suffix);
        if (info.Labels.Length > 0 || bound is not null)
        {
            Text("{");
            for (int label = 0; label < info.Labels.Length; label++)
            {
                Text(label > 0 ? "," : "");
                Label(info.Labels[label], key.Value(label));
            }
            if (bound is not null)
            {
                Text(info.Labels.Length > 0 ? "," : "");
                Label("le", bound);
            }
            Text("}");
        }
        Text(" ");
        Text(Format(value));
        Text("\n");
    }

    private void Label(string name, string value)
    {
        Text(name);
        Text("=\"");
        Escaped(value, quotes: true);
        Text("\"");
    }

    private void Escaped(ReadOnlySpan<char> text, bool quotes)
    {
        ReadOnlySpan<char> special = quotes ? "\\\n\"" : "\\\n";
        while (text.IndexOfAny(special) is int at and >= 0)
        {
            Text(text[..at]);
            Text(text[at] switch
            {
                '\\' => "\\\\",
                '\n' => "\\n",
                _ => "\\\"",
            });
            text = text[(at + 1)..];
        }
        Text(text);
    }

    private void Text(ReadOnlySpan<char> text) => Encoding.UTF8.GetBytes(text, output);
}
