using System.Buffers;
using System.Diagnostics.Metrics;
using Aether.Core;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>Listens to the instruments of one node's meter and writes their values as text.</summary>
/// <remarks>
/// Other nodes of the process have meters of their own, with the same names: this one listens to its meter alone.
/// <b>Threads</b>: any; one writes at a time.
/// </remarks>
internal sealed class MetricCollector : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _writing = new();
    private readonly Dictionary<string, MetricFamily> _families = [];
    private long _series;
    private long _lost;

    /// <summary>Listens to a meter whose instruments are those of the catalogue.</summary>
    public MetricCollector(Meter meter, IEnumerable<MetricInfo> catalogue)
    {
        foreach (MetricInfo info in catalogue)
        {
            _families.Add(info.Name, new MetricFamily(info, TryAddSeries));
        }
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)
                && _families.TryGetValue(instrument.Name, out MetricFamily? family))
            {
                listener.EnableMeasurementEvents(instrument, family);
            }
        };
        _listener.SetMeasurementEventCallback<double>(static (instrument, value, tags, state) =>
            Take((MetricFamily)state!, instrument.IsObservable, value, tags));
        _listener.SetMeasurementEventCallback<long>(static (instrument, value, tags, state) =>
            Take((MetricFamily)state!, instrument.IsObservable, value, tags));
        _listener.Start();
    }

    /// <summary>Series that were not kept because there were too many.</summary>
    public long Lost => Interlocked.Read(ref _lost);

    /// <summary>Reads every metric and writes all of them in Prometheus' text format.</summary>
    public void Write(IBufferWriter<byte> output)
    {
        lock (_writing)
        {
            foreach (MetricFamily family in _families.Values)
            {
                family.Observed.Clear();
            }
            _listener.RecordObservableInstruments();
            PrometheusText text = new(output);
            foreach (MetricFamily family in _families.Values)
            {
                text.Write(family);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Take(
        MetricFamily family, bool isObserved, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (isObserved)
        {
            family.Observed.Add((SeriesKey.Of(tags), value));
        }
        else
        {
            family.Add(value, tags);
        }
    }

    private bool TryAddSeries()
    {
        if (Interlocked.Increment(ref _series) <= Limits.Telemetry.MaxSeries)
        {
            return true;
        }
        Interlocked.Increment(ref _lost);
        return false;
    }
}
