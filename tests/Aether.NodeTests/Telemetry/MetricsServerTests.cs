using System.Diagnostics.Metrics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Aether.Node.Options;
using Aether.Node.Telemetry;
using Aether.Node.Telemetry.Catalogue;
using Aether.Node.Telemetry.Collecting;
using Xunit;

namespace Aether.NodeTests.Telemetry;

public sealed class MetricsServerTests : IAsyncLifetime
{
    private readonly ManualResetEventSlim _reading = new();
    private readonly ManualResetEventSlim _goOn = new(initialState: true);
    private readonly Meter _meter = new("test");
    private readonly HttpClient _http = new();
    private MetricCollector _collector = null!;
    private MetricsServer _server = null!;

    public async ValueTask InitializeAsync()
    {
        MetricInfo info = new("a_gauge", MetricKind.Gauge, "", "A", []);
        _collector = new MetricCollector(_meter, [info]);
        _meter.CreateObservableGauge(info.Name, () =>
        {
            _reading.Set();
            _goOn.Wait();
            return 1.5;
        });
        _server = await MetricsServer.StartAsync(0, _collector);
    }

    public async ValueTask DisposeAsync()
    {
        _goOn.Set();
        await _server.DisposeAsync();
        _collector.Dispose();
        _meter.Dispose();
        _http.Dispose();
        _goOn.Dispose();
        _reading.Dispose();
    }

    [Fact]
    public async Task Get_Metrics_IsTextOfPrometheus()
    {
        using HttpResponseMessage answer = await _http.GetAsync(_server.Address, Cancellation);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(PrometheusText.ContentType, answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(
            "# HELP a_gauge A\n# TYPE a_gauge gauge\na_gauge 1.5\n",
            await answer.Content.ReadAsStringAsync(Cancellation));
    }

    [Fact]
    public async Task Get_WhileAnotherScrapeIsUnderWay_IsToldToComeAgain()
    {
        _goOn.Reset();
        Task<string> first = _http.GetStringAsync(_server.Address, Cancellation);
        _reading.Wait(Cancellation);
        using HttpResponseMessage second = await _http.GetAsync(_server.Address, Cancellation);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, second.StatusCode);
        _goOn.Set();
        Assert.Contains("a_gauge 1.5", await first, StringComparison.Ordinal);
        string third = await _http.GetStringAsync(_server.Address, Cancellation);
        Assert.Contains("a_gauge 1.5", third, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET /metrics", "Host: evil.example", 403)]
    [InlineData("GET /metrics", "Host: 127.0.0.1\r\nOrigin: http://localhost", 403)]
    [InlineData("GET /other", "Host: localhost", 404)]
    [InlineData("POST /metrics", "Host: localhost\r\nContent-Length: 0", 405)]
    [InlineData("GET /metrics", "Host: localhost\r\nContent-Length: 3\r\n\r\nabc", 200)]
    [InlineData("GET /metrics", "Host: [::1]", 200)]
    public async Task Request_ThatIsNotALocalRead_IsRefused(string line, string headers, int status)
    {
        using TcpClient client = new();
        await client.ConnectAsync(IPAddress.Loopback, _server.Address.Port, Cancellation);
        byte[] request = Encoding.ASCII.GetBytes($"{line} HTTP/1.1\r\n{headers}\r\nConnection: close\r\n\r\n");
        await client.GetStream().WriteAsync(request, Cancellation);
        using StreamReader reader = new(client.GetStream());
        string? first = await reader.ReadLineAsync(Cancellation);
        Assert.StartsWith($"HTTP/1.1 {status} ", first, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Start_OnATakenPort_SaysWhatToDo()
    {
        NodeStartException error = await Assert.ThrowsAsync<NodeStartException>(
            () => MetricsServer.StartAsync(_server.Address.Port, _collector));
        Assert.Equal(ExitCode.Endpoint, error.Code);
        Assert.Contains("--metrics-port", error.Message, StringComparison.Ordinal);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;
}
