using System.Collections.Concurrent;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>All time series of one metric of one node.</summary>
/// <remarks>
/// <b>Threads</b>: what happens is added from any; what is read comes under the collector's lock.
/// </remarks>
internal sealed class MetricFamily
{
    private readonly Func<bool> _tryAddSeries;
    private readonly ConcurrentDictionary<SeriesKey, SeriesCell> _cells = new();

    /// <summary>Starts empty; without labels, with its only series at zero.</summary>
    /// <param name="info">The metric.</param>
    /// <param name="tryAddSeries">Asked for each further series.</param>
    public MetricFamily(MetricInfo info, Func<bool> tryAddSeries)
    {
        Info = info;
        _tryAddSeries = tryAddSeries;
        if (info.Kind != MetricKind.Gauge && info.Read is null && info.Labels.Length == 0)
        {
            _cells[default] = new SeriesCell(info.Bounds);
        }
    }

    /// <summary>The metric.</summary>
    public MetricInfo Info { get; }

    /// <summary>Series of what is counted as it happens.</summary>
    public IEnumerable<KeyValuePair<SeriesKey, SeriesCell>> Cells => _cells;

    /// <summary>Values that were read for the scrape under way.</summary>
    public List<(SeriesKey Key, double Value)> Observed { get; } = [];

    /// <summary>Adds to a counter or histogram. A series too many is lost, which the collector counts.</summary>
    public void Add(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        SeriesKey key = SeriesKey.Of(tags);
        if (!_cells.TryGetValue(key, out SeriesCell? cell))
        {
            if (!_tryAddSeries())
            {
                return;
            }
            cell = _cells.GetOrAdd(key, static (_, bounds) => new SeriesCell(bounds), Info.Bounds);
        }
        if (Info.Kind == MetricKind.Histogram)
        {
            cell.Observe(value);
        }
        else
        {
            cell.Add(value);
        }
    }
}
