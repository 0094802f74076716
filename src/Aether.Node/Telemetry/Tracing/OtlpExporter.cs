using System.Buffers;
using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Http.Headers;
using System.Threading.Channels;
using Aether.Core;

namespace Aether.Node.Telemetry.Tracing;

/// <summary>Listens to one source and sends its finished spans to a collector, by OTLP over HTTP.</summary>
/// <remarks>
/// Spans wait in a bounded queue; one too many is dropped and counted, so is a request that the collector does not
/// take: a node never waits for whoever watches it. Which traces are taken is decided by their identifier alone, so
/// nodes with the same ratio take the same. <b>Threads</b>: sends on one task of its own.
/// </remarks>
internal sealed class OtlpExporter : IAsyncDisposable
{
    private readonly ActivityListener _listener;
    private readonly HttpClient _http;
    private readonly Uri _address;
    private readonly string _instance;
    private readonly SpanCounters _counters;
    private readonly Channel<Activity> _queue = Channel.CreateBounded<Activity>(
        new BoundedChannelOptions(Limits.Telemetry.SpanQueue) { SingleReader = true });

    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;

    /// <summary>Starts to listen and to send.</summary>
    /// <param name="source">Whose spans.</param>
    /// <param name="options">Where to, and how many.</param>
    /// <param name="instance">Which node this is.</param>
    /// <param name="counters">Told what became of spans.</param>
    public OtlpExporter(ActivitySource source, OtlpOptions options, string instance, SpanCounters counters)
    {
        string root = options.Endpoint.ToString().TrimEnd('/');
        _address = new Uri(root.EndsWith("/v1/traces", StringComparison.Ordinal) ? root : root + "/v1/traces");
        _instance = instance;
        _counters = counters;
        _http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(Limits.Telemetry.ExportTimeoutMs) };
        double ratio = options.Ratio;
        _listener = new ActivityListener
        {
            ShouldListenTo = candidate => ReferenceEquals(candidate, source),
            Sample = (ref ActivityCreationOptions<ActivityContext> creation) => Takes(creation.TraceId, ratio)
                ? ActivitySamplingResult.AllDataAndRecorded
                : ActivitySamplingResult.None,
            ActivityStopped = Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
        _work = Task.Run(SendAsync);
    }

    /// <summary>True for the share of traces that is sent.</summary>
    public static bool Takes(ActivityTraceId trace, double ratio)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        // The last bytes: W3C wants those to be random where not all are.
        ulong place = BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]) >> 1;
        return place < ratio * (1UL << 63);
    }

    /// <summary>Sends what waits, for as long as a request may take, and ends.</summary>
    public async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        _queue.Writer.TryComplete();
        _stop.CancelAfter(Limits.Telemetry.ExportTimeoutMs);
        await _work.ConfigureAwait(false);
        _http.Dispose();
        _stop.Dispose();
    }

    private void Enqueue(Activity activity)
    {
        if (!_queue.Writer.TryWrite(activity))
        {
            _counters.AddDropped();
        }
    }

    private async Task SendAsync()
    {
        List<Activity> batch = new(Limits.Telemetry.SpanBatch);
        ArrayBufferWriter<byte> body = new(64 * 1024);
        while (await _queue.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            await GatherAsync(batch).ConfigureAwait(false);
            body.ResetWrittenCount();
            OtlpJson.Write(body, _instance, batch);
            bool taken = await PostAsync(body.WrittenMemory).ConfigureAwait(false);
            if (taken)
            {
                _counters.AddSent(batch.Count);
            }
            else
            {
                _counters.AddFailed(batch.Count);
            }
            batch.Clear();
        }
    }

    // Until a batch is full, or the delay is over, or no more will come.
    private async Task GatherAsync(List<Activity> batch)
    {
        using CancellationTokenSource delay = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
        delay.CancelAfter(Limits.Telemetry.SpanDelayMs);
        try
        {
            do
            {
                while (batch.Count < Limits.Telemetry.SpanBatch && _queue.Reader.TryRead(out Activity? next))
                {
                    batch.Add(next);
                }
            }
            while (batch.Count < Limits.Telemetry.SpanBatch
                && await _queue.Reader.WaitToReadAsync(delay.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // The delay is over.
        }
    }

    private async Task<bool> PostAsync(ReadOnlyMemory<byte> body)
    {
        try
        {
            using ReadOnlyMemoryContent content = new(body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response =
                await _http.PostAsync(_address, content, _stop.Token).ConfigureAwait(false);
            return response.IsSuccessStatusCode;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }
}
