using System.Globalization;
using Aether.Core;

namespace Aether.Tools.LoadGen.NodeMetrics;

/// <summary>Reads pages of metrics in the text form of Prometheus.</summary>
internal static class MetricsText
{
    /// <summary>
    /// Series by name and sorted labels, `name{a="x",b="y"}`; lines that are no series are left out, as are those
    /// beyond
    /// the limit.
    /// </summary>
    public static Dictionary<string, double> Parse(string text, Func<string, bool> wanted)
    {
        Dictionary<string, double> series = new(StringComparer.Ordinal);
        foreach (ReadOnlySpan<char> line in text.AsSpan().EnumerateLines())
        {
            if (line.IsEmpty || line[0] == '#' || series.Count >= Limits.LoadGen.MaxMetricsSeries)
            {
                continue;
            }
            int nameEnd = line.IndexOfAny('{', ' ');
            if (nameEnd <= 0 || !wanted(line[..nameEnd].ToString()))
            {
                continue;
            }
            string name = line[..nameEnd].ToString();
            ReadOnlySpan<char> rest = line[nameEnd..];
            SortedDictionary<string, string> labels = new(StringComparer.Ordinal);
            if (rest[0] == '{' && !TryReadLabels(ref rest, labels))
            {
                continue;
            }
            rest = rest.Trim();
            int valueEnd = rest.IndexOf(' ');
            ReadOnlySpan<char> number = valueEnd < 0 ? rest : rest[..valueEnd];
            if (double.TryParse(number, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            {
                series[Key(name, labels)] = value;
            }
        }
        return series;
    }

    /// <summary>The key of a series.</summary>
    public static string Key(string name, IEnumerable<KeyValuePair<string, string>> labels)
    {
        string inner = string.Join(",", labels.Select(label => $"{label.Key}=\"{label.Value}\""));
        return inner.Length == 0 ? name : $"{name}{{{inner}}}";
    }

    /// <summary>A label of a key; empty without it.</summary>
    public static string LabelOf(string key, string label)
    {
        string start = label + "=\"";
        int at = key.IndexOf(start, StringComparison.Ordinal);
        while (at > 0 && key[at - 1] is not ('{' or ','))
        {
            at = key.IndexOf(start, at + 1, StringComparison.Ordinal);
        }
        if (at < 0)
        {
            return string.Empty;
        }
        int from = at + start.Length;
        int end = key.IndexOf('"', from);
        return end < 0 ? string.Empty : key[from..end];
    }

    /// <summary>The name of a key.</summary>
    public static string NameOf(string key)
    {
        int brace = key.IndexOf('{', StringComparison.Ordinal);
        return brace < 0 ? key : key[..brace];
    }

    private static bool TryReadLabels(ref ReadOnlySpan<char> rest, SortedDictionary<string, string> labels)
    {
        rest = rest[1..];
        while (true)
        {
            rest = rest.TrimStart(" ,");
            if (rest.StartsWith("}"))
            {
                rest = rest[1..];
                return true;
            }
            int equals = rest.IndexOf("=\"");
            if (equals <= 0)
            {
                return false;
            }
            string name = rest[..equals].Trim().ToString();
            rest = rest[(equals + 2)..];
            int end = 0;
            while (end < rest.Length && rest[end] != '"')
            {
                end += rest[end] == '\\' ? 2 : 1;
            }
            if (end >= rest.Length)
            {
                return false;
            }
            labels[name] = rest[..end].ToString();
            rest = rest[(end + 1)..];
        }
    }
}
