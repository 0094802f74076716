using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Aether.Core;
using Aether.Node.Logging;
using Aether.Node.Telemetry.Collecting;

namespace Aether.Node.Telemetry.Flight;

/// <summary>
/// Records the metrics of each second and every line of the log in the data folder, for when the node is gone.
/// </summary>
/// <remarks>
/// <c>docs/specs/flight-record.md</c> has the format. A disk that fails ends the record and nothing else.
/// <b>Threads</b>: a timer's and those that log; one writes at a time. <b>Ownership</b>: owns its files.
/// </remarks>
internal sealed class FlightRecorder : IAsyncDisposable
{
    private const int MaxLogCharacters = 4_096;

    private readonly FlightFiles _files;
    private readonly MetricCollector _collector;
    private readonly NodeLog _log;
    private readonly TimeProvider _time;
    private readonly string _node;
    private readonly Lock _lock = new();
    private readonly ArrayBufferWriter<byte> _page = new(64 * 1024);
    private readonly ArrayBufferWriter<byte> _line = new(64 * 1024);
    private readonly Utf8JsonWriter _json;
    private readonly FlightSeries _series = new();
    private readonly CancellationTokenSource _stop = new();
    private Task _run = Task.CompletedTask;
    private string? _failure;
    private bool _isTold;

    /// <summary>Prepares a record; <see cref="Start"/> begins it.</summary>
    /// <param name="files">Owned from now on.</param>
    /// <param name="collector">Reads the metrics.</param>
    /// <param name="log">Its lines are recorded.</param>
    /// <param name="time">The clock.</param>
    /// <param name="node">Which node this is, for people.</param>
    public FlightRecorder(FlightFiles files, MetricCollector collector, NodeLog log, TimeProvider time, string node)
    {
        _files = files;
        _collector = collector;
        _log = log;
        _time = time;
        _node = node;
        // The quotes of labels stay short; nobody puts these lines into a page.
        _json = new Utf8JsonWriter(_line, new JsonWriterOptions
        {
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        });
    }

    /// <summary>Writes the head, and from then on each second and each line of the log.</summary>
    public void Start()
    {
        lock (_lock)
        {
            Try(WriteHead);
        }
        _log.Written += OnLogged;
        _run = RunAsync();
    }

    /// <summary>Records the metrics as they are now; tells the log when the record has ended.</summary>
    public void RecordMetrics()
    {
        lock (_lock)
        {
            Try(WriteMetrics);
            if (_failure is null || _isTold)
            {
                return;
            }
            _isTold = true;
        }
        // Without the lock: who logs holds the log's and waits for this one.
        _log.Write(NodeEvents.FlightEnded, $"the flight record ends, the node goes on: {_failure}");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await _run.ConfigureAwait(false);
        _log.Written -= OnLogged;
        RecordMetrics();
        lock (_lock)
        {
            _failure ??= "it is closed";
            _files.Dispose();
            _json.Dispose();
        }
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        using PeriodicTimer timer = new(TimeSpan.FromMilliseconds(Limits.Telemetry.FlightIntervalMs), _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token).ConfigureAwait(false))
            {
                RecordMetrics();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private void OnLogged(string line)
    {
        lock (_lock)
        {
            Try(() =>
            {
                TurnIfFull();
                Begin();
                _json.WriteString("log", line.AsSpan(0, Math.Min(line.Length, MaxLogCharacters)));
                End();
            });
        }
    }

    private void WriteMetrics()
    {
        _page.ResetWrittenCount();
        _collector.Write(_page);
        TurnIfFull();
        _series.Read(Encoding.UTF8.GetString(_page.WrittenSpan));
        Begin();
        _json.WriteStartArray("new");
        foreach (string name in _series.New)
        {
            _json.WriteStringValue(name);
        }
        _json.WriteEndArray();
        _json.WriteStartArray("set");
        foreach ((int id, string value) in _series.Changed)
        {
            _json.WriteNumberValue(id);
            _json.WriteStringValue(value);
        }
        _json.WriteEndArray();
        End();
    }

    private void TurnIfFull()
    {
        if (_files.IsFull)
        {
            _files.Turn();
            WriteHead();
        }
    }

    private void WriteHead()
    {
        _series.Clear();
        Begin();
        _json.WriteNumber("flight", 1);
        _json.WriteString("node", _node);
        _json.WriteString("version", BuildStamp.Version);
        _json.WriteNumber("pid", Environment.ProcessId);
        End();
    }

    private void Begin()
    {
        _line.ResetWrittenCount();
        _json.Reset();
        _json.WriteStartObject();
        _json.WriteNumber("t", _time.GetUtcNow().ToUnixTimeMilliseconds());
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _files.Append(_line.WrittenSpan);
    }

    private void Try(Action write)
    {
        if (_failure is not null)
        {
            return;
        }
        try
        {
            write();
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            _failure = error.Message;
        }
    }
}
