using System.Diagnostics;
using System.Diagnostics.Metrics;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Rpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;
using Aether.Node.Telemetry.Flight;
using Aether.Node.Telemetry.Tracing;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry;

/// <summary>What one node measures of itself: its meter, its traces and what gives them away.</summary>
/// <remarks>
/// Made before the node is opened, so that opening can already be measured; <see cref="Attach"/> brings the rest. Each
/// node of a process has one of its own. <b>Ownership</b>: owns what it makes; the node's parts stay the node's.
/// </remarks>
internal sealed class NodeTelemetry : IAsyncDisposable, IDisposable
{
    /// <summary>Name of the meter and of the source of spans.</summary>
    public const string SourceName = "Aether.Node";

    private readonly Meter _meter = new(SourceName, BuildStamp.Version);
    private readonly ActivitySource _source = new(SourceName, BuildStamp.Version);
    private readonly MetricCollector _collector;
    private readonly SlotTraces _traces;
    private readonly BlockDelays _delays;
    private MetricsServer? _server;
    private OtlpExporter? _exporter;
    private FlightRecorder? _recorder;
    private bool _attached;

    /// <summary>Prepares everything that does not need the node.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="time">The clock of the pipeline.</param>
    public NodeTelemetry(Genesis genesis, TimeProvider time)
    {
        _collector = new MetricCollector(_meter, MetricCatalogue.All);
        Rpc = new RpcMetrics(_meter, RpcTopics);
        Fsync = new FsyncTimes(_meter);
        _traces = new SlotTraces(_source, time, genesis.Hash);
        _delays = new BlockDelays(_meter, time);
        Probe = new NodeProbe(_meter, time, _traces, _delays);
        Admission = Instruments.Histogram(_meter, TransactionMetrics.Admission);
    }

    /// <summary>Topics of subscriptions, as the WebSocket server names them.</summary>
    public static string[] RpcTopics => RpcCatalogue.Topics;

    /// <summary>Tells the configurations of nodes apart; set before anybody reads metrics.</summary>
    public string ConfigHash { get; set; } = "none";

    /// <summary>For the servers of requests and streams.</summary>
    public RpcMetrics Rpc { get; }

    /// <summary>For the disks of logs.</summary>
    public FsyncTimes Fsync { get; }

    /// <summary>For the pipeline.</summary>
    public IPipelineProbe Probe { get; }

    /// <summary>For who submits transactions: seconds from the submission to the verdict.</summary>
    public Histogram<double> Admission { get; }

    /// <summary>What became of spans.</summary>
    public SpanCounters Spans { get; } = new();

    /// <summary>Reads all metrics as text.</summary>
    public MetricCollector Collector => _collector;

    /// <summary>Where metrics are; null while nobody serves them.</summary>
    public Uri? Address => _server?.Address;

    /// <summary>The same signer, counted and timed.</summary>
    public IValidatorSigner Measure(IValidatorSigner signer) => new MeteredSigner(signer, _meter);

    /// <summary>The same log, with the times of its disk.</summary>
    public ISafetyLog Measure(ISafetyLog log) => new MeteredSafetyLog(log, Fsync);

    /// <summary>Adds what is read from a node. Once.</summary>
    /// <param name="view">Chain and pipeline.</param>
    /// <param name="dataFolder">Its files.</param>
    /// <param name="transport">The transport below the pipeline.</param>
    /// <param name="kesPeriods">Epochs that a KES key in this process covers; null without one.</param>
    /// <param name="lifecycle">Where the node is between its start and its end.</param>
    public void Attach(
        NodeView view, string dataFolder, ITransport transport, int? kesPeriods, NodeLifecycle lifecycle)
    {
        Check.That(!_attached);
        _attached = true;
        _traces.Node = view.Pipeline.Parts.OwnIndex ?? -1;
        uint? start = kesPeriods is not null && view.Pipeline.Parts.OwnIndex is { } own
            ? view.Genesis.Validators[own].KesStartEpoch
            : null;
        NodeSources sources = new(view, dataFolder, start, (uint)(kesPeriods ?? 0))
        {
            Rpc = Rpc,
            Spans = Spans,
            ConfigHash = () => ConfigHash,
            LostSeries = () => _collector.Lost,
            Inner = transport,
            Lifecycle = lifecycle,
        };
        view.Pipeline.BlockFinalized += block =>
            _delays.Final(block.Header.Epoch, block.Header.View, block.Header.TimestampMs);
        Instruments.AddObservable(_meter, MetricCatalogue.All, sources);
    }

    /// <summary>Serves the metrics on a loopback port; gives their address.</summary>
    /// <param name="port">0 picks a free one.</param>
    /// <param name="orAnother">A free one is as good when this one is taken.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public async Task<Uri> ServeAsync(int port, bool orAnother = false)
    {
        try
        {
            _server = await MetricsServer.StartAsync(port, _collector).ConfigureAwait(false);
        }
        catch (NodeStartException) when (orAnother)
        {
            _server = await MetricsServer.StartAsync(0, _collector).ConfigureAwait(false);
        }
        return _server.Address;
    }

    /// <summary>Records metrics and log in the data folder from now on. After <see cref="Attach"/>.</summary>
    /// <param name="dataFolder">The node's.</param>
    /// <param name="log">Its lines are recorded; told when the folder cannot be written.</param>
    public void Record(string dataFolder, NodeLog log)
    {
        Check.That(_recorder is null);
        try
        {
            string node = _traces.Node < 0 ? "observer" : $"validator {_traces.Node}";
            _recorder = new FlightRecorder(
                new FlightFiles(dataFolder), _collector, log, TimeProvider.System, node);
            _recorder.Start();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            log.Write(NodeEvents.FlightEnded, $"there is no flight record, the node goes on: {error.Message}");
        }
    }

    /// <summary>Sends traces to a collector from now on. After <see cref="Attach"/>.</summary>
    public void Export(OtlpOptions options)
    {
        Check.That(_exporter is null);
        string instance = _traces.Node < 0 ? "observer" : $"validator-{_traces.Node}";
        _exporter = new OtlpExporter(_source, options, instance, Spans);
    }

    /// <summary>The span of a request; null while nobody listens or the trace is not taken.</summary>
    /// <param name="method">A method of the table.</param>
    /// <param name="traceParent">The W3C header of the caller; null without one.</param>
    public Activity? StartRequest(string method, string? traceParent)
    {
        if (!_source.HasListeners())
        {
            return null;
        }
        ActivityContext.TryParse(traceParent, null, isRemote: true, out ActivityContext parent);
        Activity? activity = _source.StartActivity("rpc", ActivityKind.Server, parent);
        activity?.SetTag("rpc.system", "jsonrpc");
        activity?.SetTag("rpc.method", method);
        return activity;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            await _server.DisposeAsync().ConfigureAwait(false);
        }
        if (_recorder is not null)
        {
            await _recorder.DisposeAsync().ConfigureAwait(false);
        }
        if (_exporter is not null)
        {
            await _exporter.DisposeAsync().ConfigureAwait(false);
        }
        Dispose();
    }

    /// <summary>Ends what listens in this process: for a node that was not opened.</summary>
    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
        _source.Dispose();
    }
}
