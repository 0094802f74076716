using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using Aether.Core;
using Aether.Node.Explorer;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aether.Node.Rpc;

/// <summary>Serves JSON-RPC over HTTP on a loopback address, with a readable page and health answers for GET.</summary>
/// <remarks>
/// A browser page of another origin must not reach a local node: requests need a loopback Host and no foreign Origin,
/// and answers carry no cross-origin permission.
/// </remarks>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RpcServer(WebApplication application, Uri address)
    {
        _application = application;
        Address = address;
    }

    /// <summary>Where the server listens, with the port it got.</summary>
    public Uri Address { get; }

    /// <summary>Binds and starts.</summary>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public static async Task<RpcServer> StartAsync(
        int port, JsonRpcDispatcher dispatcher, Func<NodeHealth> health, RpcServerOptions? options = null)
    {
        WebApplication application = Build(kestrel => kestrel.Listen(IPAddress.Loopback, port));
        RpcServerOptions chosen = options ?? new RpcServerOptions();
        RpcClients clients = new(chosen.UnitsPerSecond, chosen.Burst, TimeProvider.System);
        application.Run(context => HandleAsync(context, dispatcher, clients, health));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new NodeStartException(
                ExitCode.Endpoint,
                $"port {port} on 127.0.0.1 cannot be used; stop the process that holds it or choose another with "
                + "--rpc-port (0 picks a free one).");
        }
        ICollection<string> bound = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses;
        return new RpcServer(application, new Uri(bound.First()));
    }

    /// <summary>
    /// Binds a Unix socket and starts. Its folder is the owner's alone: who may enter it may administer the node.
    /// </summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="dispatcher">Handles requests.</param>
    /// <param name="health">Asked for each health request.</param>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public static async Task<RpcServer> StartOnSocketAsync(
        string path, JsonRpcDispatcher dispatcher, Func<NodeHealth> health)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            throw new IOException("this system has no permissions of Unix sockets");
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        File.SetUnixFileMode(folder, OwnerOnly);
        File.Delete(path);
        WebApplication application = Build(options => options.ListenUnixSocket(path));
        RpcClients clients = new(0, 0, TimeProvider.System);
        application.Run(context => HandleAsync(context, dispatcher, clients, health));
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return new RpcServer(application, new Uri("http://localhost/"));
    }

    /// <summary>Stops taking requests and finishes those under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
    }

    private static WebApplication Build(Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions> listen)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddSingleton<IHostLifetime, UnsignalledLifetime>();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Limits.Rpc.MaxBodyBytes;
            options.Limits.MaxConcurrentConnections = Limits.Rpc.MaxConnections;
            options.Limits.MaxRequestHeaderCount = 32;
            options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            listen(options);
        });
        return builder.Build();
    }

    private static async Task HandleAsync(
        HttpContext context, JsonRpcDispatcher dispatcher, RpcClients clients, Func<NodeHealth> health)
    {
        EchoRequestId(context);
        if (!IsLocal(context.Request))
        {
            const string Reason = "requests need a loopback Host header and no foreign Origin\n";
            await WriteTextAsync(context, 403, Reason).ConfigureAwait(false);
        }
        else if (ExplorerEndpoint.Handles(context.Request.Path))
        {
            await ExplorerEndpoint.Embedded.ServeAsync(context).ConfigureAwait(false);
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            RpcClient client = clients.Of(context.Connection.RemoteIpAddress);
            await PostAsync(context, dispatcher, client).ConfigureAwait(false);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            NodeHealth now = health();
            string? most = context.Request.Query["max_behind"];
            HealthAnswer? answer = now.Probes?.Answer(context.Request.Path.Value ?? "", most);
            await (answer is null ? GetAsync(context, now) : WriteJsonAsync(context, answer.Status, answer.Body))
                .ConfigureAwait(false);
        }
        else
        {
            await WriteTextAsync(context, 405, "send JSON-RPC 2.0 requests with POST\n").ConfigureAwait(false);
        }
    }

    // A client finds its answer in logs by the identifier it chose.
    private static void EchoRequestId(HttpContext context)
    {
        string? id = context.Request.Headers["X-Request-Id"];
        if (id is { Length: > 0 and <= Limits.Rpc.MaxRequestIdChars } && id.All(RequestIds.IsAllowed))
        {
            context.Response.Headers["X-Request-Id"] = id;
        }
    }

    private static async Task PostAsync(HttpContext context, JsonRpcDispatcher dispatcher, RpcClient client)
    {
        byte[] body;
        try
        {
            body = await ReadBodyAsync(context).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            string reason = $"a body holds at most {Limits.Rpc.MaxBodyBytes} bytes\n";
            await WriteTextAsync(context, error.StatusCode, reason).ConfigureAwait(false);
            return;
        }
        RpcResponse response = await dispatcher.HandleAsync(body, client, context.RequestAborted).ConfigureAwait(false);
        context.Response.StatusCode = response.Status;
        if (response.RetryAfterMs > 0)
        {
            context.Response.Headers.RetryAfter =
                ((response.RetryAfterMs + 999) / 1_000).ToString(System.Globalization.CultureInfo.InvariantCulture);
        }
        if (response.Body is not { } output)
        {
            return;
        }
        using (output)
        {
            context.Response.ContentType = "application/json";
            context.Response.ContentLength = output.Length;
            await context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
        }
    }

    private static async Task<byte[]> ReadBodyAsync(HttpContext context)
    {
        PipeReader reader = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            if (read.IsCompleted)
            {
                byte[] body = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return body;
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static Task GetAsync(HttpContext context, NodeHealth health) => context.Request.Path.Value switch
    {
        "/" => WriteTextAsync(context, 200, health.Page()),
        "/openrpc.json" => WriteJsonAsync(context, 200, OpenRpcDocument.Bytes),
        "/live" => WriteTextAsync(context, 200, "ok\n"),
        "/ready" or "/health" => WriteJsonAsync(context, health.IsReady ? 200 : 503, health.ToJson()),
        _ => WriteTextAsync(
            context,
            404,
            "known paths: / /openrpc.json /live /startup /ready /health; JSON-RPC 2.0 goes to / with POST\n"),
    };

    private static bool IsLocal(HttpRequest request)
    {
        bool origin = !request.Headers.TryGetValue("Origin", out Microsoft.Extensions.Primitives.StringValues value)
            || (Uri.TryCreate(value.ToString(), UriKind.Absolute, out Uri? uri) && uri.IsLoopback);
        string host = request.Host.Host;
        return origin && (host is "localhost" or "127.0.0.1" or "[::1]");
    }

    private static Task WriteTextAsync(HttpContext context, int status, string text)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(text, context.RequestAborted);
    }

    private static Task WriteJsonAsync(HttpContext context, int status, byte[] json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.Body.WriteAsync(json, context.RequestAborted).AsTask();
    }
}
