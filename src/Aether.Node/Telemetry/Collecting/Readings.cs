using System.Diagnostics.Metrics;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>What one metric read from the node: a value for each set of label values.</summary>
internal sealed class Readings(string[] labels)
{
    private readonly List<Measurement<double>> _list = [];

    /// <summary>The values.</summary>
    public IReadOnlyList<Measurement<double>> List => _list;

    /// <summary>Adds a value of a metric without labels.</summary>
    public void Add(double value) => _list.Add(new Measurement<double>(value));

    /// <summary>Adds a value of a metric with one label.</summary>
    public void Add(double value, string label) =>
        _list.Add(new Measurement<double>(value, new KeyValuePair<string, object?>(labels[0], label)));

    /// <summary>Adds a value of a metric with two labels.</summary>
    public void Add(double value, string first, string second) => _list.Add(new Measurement<double>(
        value,
        new KeyValuePair<string, object?>(labels[0], first),
        new KeyValuePair<string, object?>(labels[1], second)));

    /// <summary>Adds a value of a metric with three labels.</summary>
    public void Add(double value, string first, string second, string third) => _list.Add(new Measurement<double>(
        value,
        new KeyValuePair<string, object?>(labels[0], first),
        new KeyValuePair<string, object?>(labels[1], second),
        new KeyValuePair<string, object?>(labels[2], third)));

    /// <summary>Adds a value of a metric with more labels, in the order of the catalogue.</summary>
    public void Add(double value, params ReadOnlySpan<string> values)
    {
        KeyValuePair<string, object?>[] tags = new KeyValuePair<string, object?>[values.Length];
        for (int index = 0; index < values.Length; index++)
        {
            tags[index] = new KeyValuePair<string, object?>(labels[index], values[index]);
        }
        _list.Add(new Measurement<double>(value, tags));
    }
}
