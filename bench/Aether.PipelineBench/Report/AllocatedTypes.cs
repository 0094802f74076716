using System.Diagnostics.Tracing;
using System.Globalization;

namespace Aether.PipelineBench.Report;

/// <summary>
/// What is allocated by type, from the collector's own samples: one for about each 100 KB. Costs a little time.
/// </summary>
internal sealed class AllocatedTypes : EventListener
{
    private const string Runtime = "Microsoft-Windows-DotNETRuntime";
    private const EventKeywords CollectorKeyword = (EventKeywords)1;

    private readonly Dictionary<string, long> _bytes = [];
    private readonly Lock _lock = new();

    /// <summary>The types with most bytes, as so many bytes for each of <paramref name="items"/>.</summary>
    public IEnumerable<string> Lines(long items)
    {
        lock (_lock)
        {
            return
            [
                .. _bytes.OrderByDescending(static pair => pair.Value).Take(30).Select(pair => string.Create(
                    CultureInfo.InvariantCulture, $"{pair.Value / (double)Math.Max(items, 1),8:F0}  {pair.Key}")),
            ];
        }
    }

    /// <summary>Counts anew.</summary>
    public void Reset()
    {
        lock (_lock)
        {
            _bytes.Clear();
        }
    }

    /// <inheritdoc/>
    protected override void OnEventSourceCreated(EventSource eventSource)
    {
        if (eventSource.Name == Runtime)
            EnableEvents(eventSource, EventLevel.Verbose, CollectorKeyword);
    }

    /// <inheritdoc/>
    protected override void OnEventWritten(EventWrittenEventArgs eventData)
    {
        // AllocationTick: amount, kind (1 for large objects), instance, exact amount, type, name, ...
        if (eventData.EventName is not { } name || !name.StartsWith("GCAllocationTick", StringComparison.Ordinal)
            || eventData.Payload is not { Count: > 5 } payload)
            return;
        string kind = Convert.ToInt32(payload[1], CultureInfo.InvariantCulture) == 1 ? " (large)" : "";
        string type = $"{payload[5]}{kind}";
        long bytes = Convert.ToInt64(payload[3], CultureInfo.InvariantCulture);
        lock (_lock)
        {
            _bytes[type] = _bytes.GetValueOrDefault(type) + bytes;
        }
    }
}
