using System.Buffers;
using System.Net;
using Aether.Core;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Telemetry.Collecting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Aether.Node.Telemetry;

/// <summary>Gives the metrics of one node at `/metrics` on a loopback address.</summary>
/// <remarks>
/// One scrape at a time: whoever comes meanwhile is told to come again. Nothing that a request says is kept or
/// allocated for; bodies are refused. A page of another origin in a browser must not read them, so requests need a
/// loopback Host and no Origin.
/// </remarks>
internal sealed class MetricsServer : IAsyncDisposable
{
    private const string Path = "/metrics";

    private readonly WebApplication _application;
    private readonly MetricCollector _collector;
    private readonly ArrayBufferWriter<byte> _text = new(64 * 1024);
    private readonly SemaphoreSlim _one = new(1, 1);

    private MetricsServer(WebApplication application, MetricCollector collector)
    {
        _application = application;
        _collector = collector;
        Address = null!;
    }

    /// <summary>Where the metrics are.</summary>
    public Uri Address { get; private set; }

    /// <summary>Binds and starts.</summary>
    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    /// <param name="collector">Writes the metrics.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public static async Task<MetricsServer> StartAsync(int port, MetricCollector collector)
    {
        WebApplicationBuilder builder = OwnWebHost.CreateBuilder(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = 0;
            options.Limits.MaxConcurrentConnections = Limits.Telemetry.MaxConnections;
            options.Limits.MaxRequestHeaderCount = 32;
            options.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
            options.Limits.MaxRequestLineSize = 1_024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            options.Listen(IPAddress.Loopback, port);
        });
        WebApplication application = builder.Build();
        MetricsServer server = new(application, collector);
        application.Run(server.HandleAsync);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new NodeStartException(
                ExitCode.Endpoint,
                $"port {port} on 127.0.0.1 cannot be used for metrics; stop the process that holds it, choose another "
                + "with --metrics-port (0 picks a free one), or go without with --no-metrics.");
        }
        ICollection<string> bound = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses;
        server.Address = new Uri(new Uri(bound.First()), Path);
        return server;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _one.Dispose();
    }

    private async Task HandleAsync(HttpContext context)
    {
        HttpRequest request = context.Request;
        if (request.Headers.ContainsKey("Origin") || request.Host.Host is not ("localhost" or "127.0.0.1" or "[::1]"))
        {
            await SayAsync(context, 403, "requests need a loopback Host header and no Origin\n").ConfigureAwait(false);
        }
        else if (!HttpMethods.IsGet(request.Method))
        {
            await SayAsync(context, 405, "metrics are read with GET\n").ConfigureAwait(false);
        }
        else if (request.Path != Path)
        {
            await SayAsync(context, 404, "metrics are at /metrics\n").ConfigureAwait(false);
        }
        else if (!_one.Wait(0))
        {
            context.Response.Headers.RetryAfter = "1";
            await SayAsync(context, 503, "another scrape is under way\n").ConfigureAwait(false);
        }
        else
        {
            await AnswerAsync(context).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        try
        {
            using CancellationTokenSource deadline =
                CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
            deadline.CancelAfter(Limits.Telemetry.ScrapeTimeoutMs);
            _text.ResetWrittenCount();
            _collector.Write(_text);
            context.Response.ContentType = PrometheusText.ContentType;
            context.Response.ContentLength = _text.WrittenCount;
            await context.Response.Body.WriteAsync(_text.WrittenMemory, deadline.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Whoever reads too slowly, or not at all any more, makes room for the next.
            context.Abort();
        }
        finally
        {
            _one.Release();
        }
    }

    private static Task SayAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }
}
