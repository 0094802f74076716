using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Aether.NodeTests.Telemetry;

/// <summary>A collector of traces that reads OTLP in JSON as the specification has it.</summary>
internal sealed class FakeCollector : IAsyncDisposable
{
    private readonly WebApplication _application;

    private FakeCollector(WebApplication application) => _application = application;

    /// <summary>The spans that came.</summary>
    public ConcurrentQueue<FakeSpan> Spans { get; } = new();

    /// <summary>What is answered.</summary>
    public int Status { get; set; } = 200;

    /// <summary>Requests wait for it.</summary>
    public Task Open { get; set; } = Task.CompletedTask;

    public Uri Address { get; private set; } = null!;

    public static async Task<FakeCollector> StartAsync()
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options => options.Listen(IPAddress.Loopback, 0));
        WebApplication application = builder.Build();
        FakeCollector collector = new(application);
        application.Run(collector.TakeAsync);
        await application.StartAsync();
        collector.Address = new Uri(application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return collector;
    }

    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync();
        await _application.DisposeAsync();
    }

    private async Task TakeAsync(HttpContext context)
    {
        await Open;
        bool fits = context.Request.Path == "/v1/traces" && HttpMethods.IsPost(context.Request.Method)
            && context.Request.ContentType == "application/json";
        context.Response.StatusCode = fits ? Status : 400;
        using JsonDocument body = await JsonDocument.ParseAsync(context.Request.Body);
        foreach (JsonElement resource in body.RootElement.GetProperty("resourceSpans").EnumerateArray())
        {
            string instance = Attribute(resource.GetProperty("resource"), "service.instance.id");
            foreach (JsonElement scope in resource.GetProperty("scopeSpans").EnumerateArray())
            {
                foreach (JsonElement span in scope.GetProperty("spans").EnumerateArray())
                {
                    Spans.Enqueue(Read(instance, span));
                }
            }
        }
    }

    private static FakeSpan Read(string instance, JsonElement span) => new(
        instance,
        span.GetProperty("traceId").GetString()!,
        span.GetProperty("spanId").GetString()!,
        span.TryGetProperty("parentSpanId", out JsonElement parent) ? parent.GetString() : null,
        span.GetProperty("name").GetString()!,
        span.GetProperty("kind").GetInt32(),
        ulong.Parse(span.GetProperty("startTimeUnixNano").GetString()!),
        ulong.Parse(span.GetProperty("endTimeUnixNano").GetString()!),
        Attribute(span, "aether.view"));

    private static string Attribute(JsonElement owner, string key)
    {
        foreach (JsonElement attribute in owner.GetProperty("attributes").EnumerateArray())
        {
            if (attribute.GetProperty("key").GetString() == key)
            {
                return attribute.GetProperty("value").EnumerateObject().Single().Value.GetString()!;
            }
        }
        return "";
    }
}
