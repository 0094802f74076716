using System.Net;
using Aether.Core;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.DependencyInjection;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Serves gRPC over HTTP/2 on a loopback address, with TLS and keys where that is wanted.</summary>
/// <remarks>
/// A browser page of another origin must not reach a local node: requests need a loopback authority and no foreign
/// Origin. A client that takes its messages slowly, or not at all, is waited for: it holds a place and one buffer.
/// </remarks>
internal sealed class GrpcServer : IAsyncDisposable
{
    // Probes of the node's health have no key: what they learn is whether it answers.
    private const string OpenPath = "/grpc.health.v1.Health/";

    private readonly WebApplication _application;
    private readonly CancellationTokenSource _stopping;

    private GrpcServer(WebApplication application, CancellationTokenSource stopping, Uri address)
    {
        _application = application;
        _stopping = stopping;
        Address = address;
    }

    /// <summary>Where the server listens, with the port it got.</summary>
    public Uri Address { get; }

    /// <summary>Binds and starts.</summary>
    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    /// <param name="methods">What is served.</param>
    /// <param name="counters">Counts calls.</param>
    /// <param name="access">Who may speak, and how.</param>
    /// <param name="log">Told of failures that are the node's own: the method and the error.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public static async Task<GrpcServer> StartAsync(
        int port, GrpcMethods methods, FirehoseCounters counters, GrpcAccess access, Action<string, Exception> log)
    {
        CancellationTokenSource stopping = new();
        WebApplication application = OwnWebHost.CreateBuilder(options => Configure(options, port, access)).Build();
        application.Run(context => IsRefused(context, access.Keys, counters)
            ? Task.CompletedTask
            : HandleAsync(context, methods, counters, log, stopping.Token));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            stopping.Dispose();
            throw new NodeStartException(
                ExitCode.Endpoint,
                $"port {port} on 127.0.0.1 cannot be used; stop the process that holds it or choose another with "
                + "--firehose-port (0 picks a free one).");
        }
        ICollection<string> bound = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses;
        return new GrpcServer(application, stopping, new Uri(bound.First()));
    }

    /// <summary>Ends every call with status UNAVAILABLE and closes.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static void Configure(KestrelServerOptions options, int port, GrpcAccess access)
    {
        options.AddServerHeader = false;
        options.Limits.MaxConcurrentConnections = Limits.Firehose.MaxConnections;
        options.Limits.MaxRequestHeaderCount = 64;
        options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
        // A stream lasts; slow clients are waited for, and dead ones answer no ping.
        options.Limits.MaxRequestBodySize = null;
        options.Limits.MinRequestBodyDataRate = null;
        options.Limits.MinResponseDataRate = null;
        options.Limits.Http2.MaxStreamsPerConnection = Limits.Firehose.MaxCallsPerConnection;
        options.Limits.Http2.HeaderTableSize = 16 * 1024;
        options.Limits.Http2.KeepAlivePingDelay = TimeSpan.FromSeconds(20);
        options.Limits.Http2.KeepAlivePingTimeout = TimeSpan.FromSeconds(20);
        options.Listen(IPAddress.Loopback, port, listen =>
        {
            listen.Protocols = HttpProtocols.Http2;
            if (access.Certificate is { } certificate)
            {
                listen.UseHttps(new HttpsConnectionAdapterOptions { ServerCertificate = certificate });
            }
            else
            {
                listen.Use(next => connection => PlainHttpAnswer.HandleAsync(connection, next));
            }
        });
    }

    private static bool IsRefused(HttpContext context, ApiKeys? keys, FirehoseCounters counters)
    {
        if (keys is null || keys.Allow(context.Request.Headers)
            || context.Request.Path.Value?.StartsWith(OpenPath, StringComparison.Ordinal) == true)
        {
            return false;
        }
        counters.CountRefusal();
        GrpcEnding.Fail(context.Response, new GrpcException(
            GrpcCode.Unauthenticated, "show a key of this node in the metadata x-api-key"));
        return true;
    }

    private static async Task HandleAsync(
        HttpContext context,
        GrpcMethods methods,
        FirehoseCounters counters,
        Action<string, Exception> log,
        CancellationToken stopping)
    {
        if (!IsLocal(context.Request))
        {
            context.Response.StatusCode = StatusCodes.Status403Forbidden;
            return;
        }
        string? type = context.Request.ContentType;
        if (!HttpMethods.IsPost(context.Request.Method) || type is null || !IsGrpc(type))
        {
            context.Response.StatusCode = StatusCodes.Status415UnsupportedMediaType;
            return;
        }
        GrpcException? reason = await CallAsync(context, methods, counters, log, stopping).ConfigureAwait(false);
        if (context.RequestAborted.IsCancellationRequested)
        {
            return;
        }
        if (reason is null)
        {
            GrpcEnding.Succeed(context.Response);
        }
        else
        {
            counters.CountRefusal();
            GrpcEnding.Fail(context.Response, reason);
        }
    }

    private static async Task<GrpcException?> CallAsync(
        HttpContext context,
        GrpcMethods methods,
        FirehoseCounters counters,
        Action<string, Exception> log,
        CancellationToken stopping)
    {
        string path = context.Request.Path.Value ?? "";
        GrpcCall? call = null;
        try
        {
            Func<GrpcCall, Task> handle = methods.Find(path);
            call = GrpcCall.Begin(context, stopping);
            await handle(call).ConfigureAwait(false);
            return null;
        }
        catch (GrpcException reason)
        {
            return reason;
        }
        catch (Exception error) when (error is OperationCanceledException or IOException
            && call is { Cancellation.IsCancellationRequested: true })
        {
            return call.Cancelled();
        }
        catch (Exception error)
        {
            // Not the node's fault when its client is gone; anything else is told, and ends this call alone.
            if (!context.RequestAborted.IsCancellationRequested)
            {
                log(path, error);
            }
            return new GrpcException(GrpcCode.Internal, "the node failed to answer; its log says why");
        }
        finally
        {
            counters.CountCall(call?.Messages ?? 0, call?.Bytes ?? 0);
            call?.Dispose();
        }
    }

    private static bool IsGrpc(string type) =>
        type is "application/grpc" or "application/grpc+proto"
        || type.StartsWith("application/grpc;", StringComparison.Ordinal)
        || type.StartsWith("application/grpc+proto;", StringComparison.Ordinal);

    private static bool IsLocal(HttpRequest request)
    {
        bool origin = !request.Headers.TryGetValue("Origin", out Microsoft.Extensions.Primitives.StringValues value)
            || (Uri.TryCreate(value.ToString(), UriKind.Absolute, out Uri? uri) && uri.IsLoopback);
        return origin && (request.Host.Host is "localhost" or "127.0.0.1" or "[::1]");
    }
}
