using System.Buffers;
using System.Diagnostics.Metrics;
using System.Text;
using Aether.Node.Telemetry;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class PrometheusTextTests : IDisposable
{
    private static readonly MetricInfo s_total = Metric.Counted("a_total", "Line one\nand a back\\slash", "kind");

    private static readonly MetricInfo s_seconds = Metric.Durations("b_seconds", "Times", [0.1, 1], "method");

    private static readonly MetricInfo s_plain = new("c", MetricKind.Gauge, "", "Plain", []);

    private readonly Meter _meter = new("test");
    private readonly MetricCollector _collector;

    public PrometheusTextTests() => _collector = new MetricCollector(_meter, [s_total, s_seconds, s_plain]);

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Write_CounterWithHostileLabel_IsEscaped()
    {
        Counter<long> counter = Instruments.Counter(_meter, s_total);
        counter.Add(2, new KeyValuePair<string, object?>("kind", "a\"b\\c\nd\u00e9\U0001F600"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "x"));
        counter.Add(1, new KeyValuePair<string, object?>("kind", "x"));
        string text = Scrape();
        Assert.Contains(
            "# HELP a_total Line one\\nand a back\\\\slash\n# TYPE a_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("a_total{kind=\"a\\\"b\\\\c\\nd\u00e9\U0001F600\"} 2\n", text, StringComparison.Ordinal);
        Assert.Contains("a_total{kind=\"x\"} 2\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Histogram_HasCumulativeBucketsSumAndCount()
    {
        Histogram<double> histogram = Instruments.Histogram(_meter, s_seconds);
        KeyValuePair<string, object?> method = new("method", "m");
        histogram.Record(0.1, method);
        histogram.Record(0.25, method);
        histogram.Record(4, method);
        Assert.EndsWith(
            "# TYPE b_seconds histogram\n"
            + "b_seconds_bucket{method=\"m\",le=\"0.1\"} 1\n"
            + "b_seconds_bucket{method=\"m\",le=\"1\"} 2\n"
            + "b_seconds_bucket{method=\"m\",le=\"+Inf\"} 3\n"
            + "b_seconds_sum{method=\"m\"} 4.35\n"
            + "b_seconds_count{method=\"m\"} 3\n"
            + "# HELP c Plain\n# TYPE c gauge\n",
            Scrape(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(double.PositiveInfinity, "+Inf")]
    [InlineData(double.NegativeInfinity, "-Inf")]
    [InlineData(double.NaN, "NaN")]
    [InlineData(9_007_199_254_740_991d, "9007199254740991")]
    [InlineData(0.1, "0.1")]
    [InlineData(-3, "-3")]
    public void Format_EveryKindOfNumber_IsPrometheus(double value, string text) =>
        Assert.Equal(text, PrometheusText.Format(value));

    [Fact]
    public void Write_TwoMetersWithTheSameNames_AreKeptApart()
    {
        using Meter other = new("test");
        using MetricCollector second = new(other, [s_total]);
        Instruments.Counter(_meter, s_total).Add(5, new KeyValuePair<string, object?>("kind", "mine"));
        Instruments.Counter(other, s_total).Add(7, new KeyValuePair<string, object?>("kind", "theirs"));
        Assert.Contains("a_total{kind=\"mine\"} 5\n", Scrape(), StringComparison.Ordinal);
        Assert.DoesNotContain("theirs", Scrape(), StringComparison.Ordinal);
    }

    [Fact]
    public void Record_MoreSeriesThanAreKept_AreCountedAsLost()
    {
        Counter<long> counter = Instruments.Counter(_meter, s_total);
        for (int series = 0; series < Core.Limits.Telemetry.MaxSeries + 3; series++)
        {
            counter.Add(1, new KeyValuePair<string, object?>("kind", $"k{series}"));
        }
        Assert.Equal(3, _collector.Lost);
        Assert.Equal(Core.Limits.Telemetry.MaxSeries, Scrape().Split('\n').Count(line => line.StartsWith("a_total{")));
    }

    [Fact]
    public void Record_KnownSeries_AllocatesNothing()
    {
        Counter<long> counter = Instruments.Counter(_meter, s_total);
        Histogram<double> histogram = Instruments.Histogram(_meter, s_seconds);
        KeyValuePair<string, object?> kind = new("kind", "x");
        KeyValuePair<string, object?> method = new("method", "m");
        for (int turn = 0; turn < 1_000; turn++)
        {
            counter.Add(1, kind);
            histogram.Record(0.5, method);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int turn = 0; turn < 1_000; turn++)
        {
            counter.Add(1, kind);
            histogram.Record(0.5, method);
        }
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private string Scrape()
    {
        ArrayBufferWriter<byte> text = new();
        _collector.Write(text);
        return Encoding.UTF8.GetString(text.WrittenSpan);
    }
}
