using System.Globalization;
using System.Text;

namespace Aether.Tools.Cli.Metrics;

/// <summary>What a node's metrics address gave at one moment: Prometheus' text format 0.0.4.</summary>
internal sealed class MetricsPage
{
    private const int MaxSamples = 100_000;

    private readonly ILookup<string, MetricSample> _byName;

    private MetricsPage(List<MetricSample> samples) => _byName = samples.ToLookup(sample => sample.Name);

    /// <summary>Number of samples.</summary>
    public int Count => _byName.Sum(group => group.Count());

    /// <summary>Reads a page; null when a line is none of the format. Never throws.</summary>
    public static MetricsPage? Parse(string text)
    {
        List<MetricSample> samples = [];
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> trimmed = line.Trim();
            if (trimmed.Length == 0 || trimmed[0] == '#')
            {
                continue;
            }
            if (samples.Count == MaxSamples || ReadLine(trimmed) is not { } sample)
            {
                return null;
            }
            samples.Add(sample);
        }
        return new MetricsPage(samples);
    }

    /// <summary>All samples of a name.</summary>
    public IEnumerable<MetricSample> All(string name) => _byName[name];

    /// <summary>Sum over all samples of a name, of one label's value when given; null when there is none.</summary>
    public double? Sum(string name, string? label = null, string? value = null)
    {
        double? sum = null;
        foreach (MetricSample sample in _byName[name])
        {
            if (label is null || sample.Label(label) == value)
            {
                sum = (sum ?? 0) + sample.Value;
            }
        }
        return sum;
    }

    /// <summary>
    /// A quantile of what a histogram counted since an earlier page, by straight lines within buckets; null when it
    /// counted nothing. What lies above the last bound is given as that bound.
    /// </summary>
    public double? Quantile(string histogram, double quantile, MetricsPage? since = null)
    {
        SortedDictionary<double, double> buckets = Buckets(histogram);
        foreach ((double bound, double count) in since?.Buckets(histogram) ?? [])
        {
            // A node that started again counts from zero: then its page alone says more.
            buckets[bound] = buckets.TryGetValue(bound, out double now) && now >= count ? now - count : now;
        }
        double total = buckets.Count == 0 ? 0 : buckets.Values.Last();
        if (!(total > 0))
        {
            return null;
        }
        (double below, double from) = (0, 0);
        foreach ((double bound, double count) in buckets)
        {
            if (count >= quantile * total)
            {
                double share = count > below ? ((quantile * total) - below) / (count - below) : 1;
                return double.IsPositiveInfinity(bound) ? from : from + ((bound - from) * share);
            }
            (below, from) = (count, bound);
        }
        return from;
    }

    private SortedDictionary<double, double> Buckets(string histogram)
    {
        SortedDictionary<double, double> buckets = [];
        foreach (MetricSample sample in _byName[histogram + "_bucket"])
        {
            if (Number(sample.Label("le")) is { } bound && !double.IsNaN(bound))
            {
                buckets[bound] = buckets.GetValueOrDefault(bound) + sample.Value;
            }
        }
        return buckets;
    }

    private static MetricSample? ReadLine(ReadOnlySpan<char> line)
    {
        int nameEnd = line.IndexOfAny('{', ' ', '\t');
        if (nameEnd <= 0)
        {
            return null;
        }
        Dictionary<string, string> labels = [];
        ReadOnlySpan<char> rest = line[nameEnd..];
        if (rest[0] == '{' && !TryReadLabels(ref rest, labels))
        {
            return null;
        }
        rest = rest.Trim();
        int valueEnd = rest.IndexOfAny(' ', '\t');
        return Number(valueEnd < 0 ? rest : rest[..valueEnd]) is { } value
            ? new MetricSample(line[..nameEnd].ToString(), labels, value)
            : null;
    }

    private static bool TryReadLabels(ref ReadOnlySpan<char> rest, Dictionary<string, string> labels)
    {
        rest = rest[1..].TrimStart();
        while (rest.Length > 0 && rest[0] != '}')
        {
            int equals = rest.IndexOf('=');
            if (equals <= 0 || rest[(equals + 1)..].TrimStart() is not ['"', ..])
            {
                return false;
            }
            string name = rest[..equals].Trim().ToString();
            rest = rest[(equals + 1)..].TrimStart()[1..];
            if (!TryReadText(ref rest, out string value))
            {
                return false;
            }
            labels[name] = value;
            rest = rest.TrimStart().TrimStart(',').TrimStart();
        }
        if (rest.Length == 0)
        {
            return false;
        }
        rest = rest[1..];
        return true;
    }

    private static bool TryReadText(ref ReadOnlySpan<char> rest, out string value)
    {
        StringBuilder text = new();
        for (int at = 0; at < rest.Length; at++)
        {
            if (rest[at] == '"')
            {
                rest = rest[(at + 1)..];
                value = text.ToString();
                return true;
            }
            if (rest[at] == '\\' && at + 1 < rest.Length)
            {
                at++;
                text.Append(rest[at] == 'n' ? '\n' : rest[at]);
            }
            else
            {
                text.Append(rest[at]);
            }
        }
        value = "";
        return false;
    }

    private static double? Number(ReadOnlySpan<char> text) => text switch
    {
        "+Inf" or "Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        "NaN" => double.NaN,
        _ => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : null,
    };
}
