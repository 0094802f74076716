using System.Buffers;
using System.IO.Pipelines;
using Aether.Core;
using Aether.Node.Explorer;
using Aether.Node.Lifecycle;
using Aether.Node.Rpc.Discovery;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Subscriptions;
using Microsoft.AspNetCore.Http;

namespace Aether.Node.Rpc;

/// <summary>Answers requests that the full HTTP server has read: pages, health, WebSockets and posts.</summary>
internal sealed class RpcHandler(RpcFront front, RpcClients clients, SubscriptionOptions subscriptions)
{
    private readonly WebSocketServer _sockets = new(front, subscriptions);
    private readonly HeldBytes _held = new(Limits.Rpc.MaxHeldBytes);

    /// <summary>Answers a request, whatever it is.</summary>
    public async Task HandleAsync(HttpContext context)
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
        else if (context.WebSockets.IsWebSocketRequest && context.Request.Path.Value is "/" or "/ws")
        {
            await _sockets.ServeAsync(context, clients.Of(context.Connection.RemoteIpAddress)).ConfigureAwait(false);
        }
        else if (IsPost(context.Request) && IsEncoded(context.Request))
        {
            await WriteTextAsync(context, 415, "bodies are sent as they are, without a Content-Encoding\n")
                .ConfigureAwait(false);
        }
        else if (IsPost(context.Request))
        {
            RpcClient client = clients.Of(context.Connection.RemoteIpAddress);
            await PostAsync(context, client).ConfigureAwait(false);
        }
        else if (HttpMethods.IsGet(context.Request.Method))
        {
            await TellHealthAsync(context).ConfigureAwait(false);
        }
        else
        {
            await WriteTextAsync(context, 405, "send JSON-RPC 2.0 requests with POST\n").ConfigureAwait(false);
        }
    }

    private async Task TellHealthAsync(HttpContext context)
    {
        await front.EnterAsync(context.RequestAborted).ConfigureAwait(false);
        NodeHealth now;
        HealthAnswer? answer;
        try
        {
            now = front.ReadHealth();
            answer = now.Probes?.Answer(context.Request.Path.Value ?? "", context.Request.Query["max_behind"]);
        }
        finally
        {
            front.Leave();
        }
        await (answer is null ? GetAsync(context, now) : WriteJsonAsync(context, answer.Status, answer.Body))
            .ConfigureAwait(false);
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

    private async Task PostAsync(HttpContext context, RpcClient client)
    {
        long held = 0;
        try
        {
            PipeReader reader = context.Request.BodyReader;
            ReadResult read;
            do
            {
                read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
                if (!_held.TryAdd(read.Buffer.Length - held))
                {
                    context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                    return;
                }
                held = read.Buffer.Length;
                reader.AdvanceTo(read.Buffer.Start, read.IsCompleted ? read.Buffer.Start : read.Buffer.End);
            }
            while (!read.IsCompleted);
            read = await reader.ReadAsync(context.RequestAborted).ConfigureAwait(false);
            byte[] body = read.Buffer.ToArray();
            reader.AdvanceTo(read.Buffer.End);
            await AnswerAsync(context, body, client).ConfigureAwait(false);
        }
        catch (BadHttpRequestException error)
        {
            string reason = $"a body holds at most {Limits.Rpc.MaxBodyBytes} bytes\n";
            await WriteTextAsync(context, error.StatusCode, reason).ConfigureAwait(false);
        }
        finally
        {
            _held.Add(-held);
        }
    }

    private async Task AnswerAsync(HttpContext context, byte[] body, RpcClient client)
    {
        string? traceParent = context.Request.Headers.TraceParent;
        RpcResponse response = await front.HandleAsync(body, client, null, traceParent, context.RequestAborted)
            .ConfigureAwait(false);
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
            if (!_held.TryAdd(output.Length))
            {
                context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
                return;
            }
            try
            {
                await WriteAsync(context, output).ConfigureAwait(false);
            }
            finally
            {
                _held.Add(-output.Length);
            }
        }
    }

    private static async Task WriteAsync(HttpContext context, RpcOutput output)
    {
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = output.Length;
        await context.Response.Body.WriteAsync(output.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
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

    // Names of methods are case-sensitive.
    private static bool IsPost(HttpRequest request) => request.Method == HttpMethods.Post;

    private static bool IsEncoded(HttpRequest request) =>
        request.Headers.ContentEncoding.ToString() is not ("" or "identity");

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
