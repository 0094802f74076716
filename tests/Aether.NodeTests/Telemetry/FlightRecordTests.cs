using System.Diagnostics.Metrics;
using System.Text;
using Aether.Node.Logging;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;
using Aether.Node.Telemetry.Flight;
using Aether.Tools.Cli.Metrics;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class FlightRecordTests : IDisposable
{
    private const string Series = "aether_mempool_transactions";

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-flight").FullName;
    private readonly Meter _meter = new("flight");
    private readonly ManualTime _time = new();
    private readonly NodeLog _log;
    private readonly MetricCollector _collector;
    private double _value = 1;

    public FlightRecordTests()
    {
        _log = new NodeLog(TextWriter.Null, LogFormat.Json, LogLevels.Usual, _time);
        MetricInfo info = MetricCatalogue.All.Single(item => item.Name == Series);
        _collector = new MetricCollector(_meter, [info]);
        _meter.CreateObservableGauge(Series, () => _value);
    }

    [Fact]
    public async Task Record_OfAKilledNode_HasItsLastValuesItsLogAndTheirHistory()
    {
        FlightRecorder recorder = Recorder(1 << 20);
        recorder.RecordMetrics();
        _value = 7;
        recorder.RecordMetrics();
        _log.Write(NodeEvents.Ready, "the node serves requests");
        // Not disposed: this is what a kill leaves, with a line that was being written.
        File.AppendAllText(PathOf(0), "{\"t\":17,\"set\":[0,");

        FlightRecord record = FlightRecord.Read(_folder, name => name == Series)!;
        Assert.Equal("validator 3", record.Node);
        Assert.Equal(Environment.ProcessId, record.Pid);
        Assert.Equal("7", record.Values[Series]);
        Assert.Equal(["1", "7"], record.History.Select(item => item.Value));
        Assert.Contains("node_ready", Assert.Single(record.Events).Line, StringComparison.Ordinal);

        await using (FlightRecorder next = Recorder(1 << 20))
        {
            _value = 9;
        }
        record = FlightRecord.Read(_folder, name => name == Series)!;
        Assert.Equal("9", record.Values[Series]);
        Assert.Equal("7", record.History[1].Value);
        await recorder.DisposeAsync();
    }

    [Fact]
    public async Task Files_TakeTurns_AndStayBounded()
    {
        await using (FlightRecorder recorder = Recorder(4_000))
        {
            for (int second = 0; second < 400; second++)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
                _value = second;
                recorder.RecordMetrics();
            }
        }
        FlightRecord record = FlightRecord.Read(_folder, name => name == Series)!;
        Assert.Equal("399", record.Values[Series]);
        Assert.True(record.History.Count is > 40 and < 400);
        Assert.Equal(record.History.OrderBy(item => item.At), record.History);
        Assert.InRange(new FileInfo(PathOf(0)).Length, 1, 5_000);
        Assert.InRange(new FileInfo(PathOf(1)).Length, 1, 5_000);
    }

    [Fact]
    public async Task Record_OfAClosedFile_TellsTheLogOnceAndTheNodeGoesOn()
    {
        StringWriter written = new();
        NodeLog log = new(written, LogFormat.Json, LogLevels.Usual, _time);
        FlightFiles files = new(_folder, 1);
        await using FlightRecorder recorder = new(files, _collector, log, _time, "observer");
        Directory.Delete(_folder, recursive: true);
        recorder.Start();
        recorder.RecordMetrics();
        recorder.RecordMetrics();
        string[] lines = written.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("AE-7406", Assert.Single(lines), StringComparison.Ordinal);
        Directory.CreateDirectory(_folder);
    }

    [Fact]
    public void AnyBytes_AreRead()
    {
        string[] lines =
        [
            "", "\u0000\u00ff", "null", "[]", "{}", "{\"t\":-1,\"log\":\"x\"}", "{\"t\":1e300,\"set\":[]}",
            "{\"t\":\"1\"}",
            "{\"t\":1,\"set\":[5,\"x\",-1,\"x\",\"y\",0,{}]}", "{\"t\":1,\"new\":{},\"set\":3}",
            "{\"t\":1,\"flight\":{},\"pid\":\"\"}",
            "{\"t\":2,\"new\":[1,\"a\"],\"set\":[1,\"5\"]}", new string('[', 10_000),
        ];
        File.WriteAllText(PathOf(1), string.Join('\n', lines), Encoding.Latin1);
        FlightRecord record = FlightRecord.Read(_folder, _ => true)!;
        Assert.Equal("5", record.Values["a"]);
        Assert.Null(FlightRecord.Read(Path.GetTempPath() + Path.GetRandomFileName(), _ => true));
    }

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(int index) => Path.Combine(_folder, FlightFiles.NameOf(index));

    // Its timer never fires: the clock stands still unless a test moves it.
    private FlightRecorder Recorder(long maxBytes)
    {
        FlightRecorder recorder = new(new FlightFiles(_folder, maxBytes), _collector, _log, _time, "validator 3");
        recorder.Start();
        return recorder;
    }
}
