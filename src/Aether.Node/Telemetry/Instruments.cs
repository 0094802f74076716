using System.Diagnostics.Metrics;
using Aether.Core.Diagnostics;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;

namespace Aether.Node.Telemetry;

/// <summary>Makes instruments of a meter from rows of the catalogue.</summary>
internal static class Instruments
{
    /// <summary>A counter of what happens.</summary>
    public static Counter<long> Counter(Meter meter, MetricInfo info)
    {
        Check.That(info.Kind == MetricKind.Counter && info.Read is null);
        return meter.CreateCounter<long>(info.Name, info.Unit, info.Help);
    }

    /// <summary>A histogram with the bounds of its row.</summary>
    public static Histogram<double> Histogram(Meter meter, MetricInfo info)
    {
        Check.That(info.Kind == MetricKind.Histogram);
        InstrumentAdvice<double> advice = new() { HistogramBucketBoundaries = info.Bounds };
        return meter.CreateHistogram(info.Name, info.Unit, info.Help, tags: null, advice);
    }

    /// <summary>All instruments that read the node when they are asked.</summary>
    public static void AddObservable(Meter meter, IEnumerable<MetricInfo> catalogue, NodeSources node)
    {
        foreach (MetricInfo info in catalogue)
        {
            if (info.Read is not { } read)
            {
                continue;
            }
            IEnumerable<Measurement<double>> Observe()
            {
                Readings readings = new(info.Labels);
                read(node, readings);
                return readings.List;
            }
            if (info.Kind == MetricKind.Counter)
            {
                meter.CreateObservableCounter(info.Name, Observe, info.Unit, info.Help);
            }
            else
            {
                meter.CreateObservableGauge(info.Name, Observe, info.Unit, info.Help);
            }
        }
    }
}
