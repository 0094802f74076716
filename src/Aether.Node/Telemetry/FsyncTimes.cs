using System.Diagnostics.Metrics;
using Aether.Node.Telemetry.Catalogue;

namespace Aether.Node.Telemetry;

/// <summary>How long disks took to say that bytes are on them.</summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal sealed class FsyncTimes(Meter meter)
{
    private readonly Histogram<double> _seconds = Instruments.Histogram(meter, StateMetrics.Fsync);

    /// <summary>Adds one time of a log.</summary>
    public void Record(string log, TimeSpan time) =>
        _seconds.Record(time.TotalSeconds, new KeyValuePair<string, object?>("log", log));
}
