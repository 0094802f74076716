using System.Net.WebSockets;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>JSON-RPC over WebSocket: a text message is a body, and so is each answer and notification.</summary>
/// <remarks>
/// <b>Memory</b>: bounded for each connection and in their number. <b>Order</b>: calls of one connection that wait
/// (sends) do not hold up others; the answers have their ids.
/// </remarks>
internal sealed class WebSocketServer(RpcFront front, SubscriptionOptions options)
{
    private static readonly TimeSpan s_sendTimeout = TimeSpan.FromMilliseconds(Limits.Rpc.SlowReaderMs);

    private readonly HeldBytes _held = new(Limits.Rpc.MaxFrameBytesOfAll);
    private int _open;

    /// <summary>Serves one connection to its end.</summary>
    public async Task ServeAsync(HttpContext context, RpcClient client)
    {
        if (Interlocked.Increment(ref _open) > Limits.Rpc.MaxWebSockets)
        {
            Interlocked.Decrement(ref _open);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        try
        {
            using WebSocket socket = await context.WebSockets.AcceptWebSocketAsync(new WebSocketAcceptContext
            {
                KeepAliveInterval = TimeSpan.FromSeconds(30),
                KeepAliveTimeout = TimeSpan.FromSeconds(30),
            }).ConfigureAwait(false);
            // A subscription has no end of its own: without this the server would wait for it when it stops.
            IHostApplicationLifetime host = context.RequestServices.GetRequiredService<IHostApplicationLifetime>();
            using CancellationTokenSource ends = CancellationTokenSource.CreateLinkedTokenSource(
                context.RequestAborted, host.ApplicationStopping);
            await front.EnterAsync(ends.Token).ConfigureAwait(false);
            try
            {
                await ServeAsync(socket, client, ends.Token).ConfigureAwait(false);
            }
            finally
            {
                front.Leave();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    /// <summary>Serves an open socket.</summary>
    public async Task ServeAsync(WebSocket socket, RpcClient client, CancellationToken aborted)
    {
        SubscriptionSession session = new(options, _held, front.Dispatcher.Metrics);
        CancellationToken closing = front.Closing;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(aborted);
        using CancellationTokenSource sends = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
        Task sender = SendAsync(socket, session.Queue, sends);
        Task receiver = ReceiveAsync(socket, client, session, stop.Token);
        await EndOfAsync(receiver, closing).ConfigureAwait(false);
        await sends.CancelAsync().ConfigureAwait(false);
        await session.DisposeAsync().ConfigureAwait(false);
        await sender.ConfigureAwait(false);
        if (!receiver.IsCompleted)
        {
            // While it is received from: a receive that is cancelled breaks the connection.
            await SayRestartAsync(socket).ConfigureAwait(false);
            using CancellationTokenSource late = new(Limits.Rpc.CloseMs);
            await EndOfAsync(receiver, late.Token).ConfigureAwait(false);
        }
        await stop.CancelAsync().ConfigureAwait(false);
        await EndOfAsync(receiver, CancellationToken.None).ConfigureAwait(false);
    }

    private static async Task EndOfAsync(Task receiver, CancellationToken stop)
    {
        try
        {
            await receiver.WaitAsync(stop).ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client went away, or was cut off.
        }
    }

    // RFC 6455, as registered: the service restarts, so the client may come back at once.
    private static async Task SayRestartAsync(WebSocket socket)
    {
        const WebSocketCloseStatus ServiceRestart = (WebSocketCloseStatus)1012;
        if (socket.State != WebSocketState.Open)
        {
            return;
        }
        using CancellationTokenSource slow = new(s_sendTimeout);
        try
        {
            await socket.CloseOutputAsync(ServiceRestart, "the chain is put back to a snapshot", slow.Token)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // The client left first.
        }
    }

    private async Task ReceiveAsync(
        WebSocket socket, RpcClient client, SubscriptionSession session, CancellationToken stop)
    {
        using SemaphoreSlim room = new(Limits.Rpc.MaxSocketCalls);
        using RpcOutput message = new(Limits.Rpc.MaxBodyBytes);
        List<Task> calls = [];
        try
        {
            while (true)
            {
                ValueWebSocketReceiveResult part = await socket.ReceiveAsync(
                    message.GetMemory(4_096), stop).ConfigureAwait(false);
                message.Advance(part.Count);
                bool isText = part.MessageType == WebSocketMessageType.Text;
                if (!isText || message.Length > Limits.Rpc.MaxBodyBytes)
                {
                    WebSocketCloseStatus why = part.MessageType == WebSocketMessageType.Close
                        ? WebSocketCloseStatus.NormalClosure
                        : isText ? WebSocketCloseStatus.MessageTooBig : WebSocketCloseStatus.InvalidMessageType;
                    await socket.CloseOutputAsync(why, null, stop).ConfigureAwait(false);
                    return;
                }
                if (!part.EndOfMessage)
                {
                    continue;
                }
                byte[] body = message.Written.ToArray();
                message.Reset();
                await room.WaitAsync(stop).ConfigureAwait(false);
                calls.RemoveAll(call => call.IsCompleted);
                calls.Add(AnswerAsync(body, client, session, room, stop));
            }
        }
        finally
        {
            await Task.WhenAll(calls).ConfigureAwait(false);
        }
    }

    private async Task AnswerAsync(
        byte[] body, RpcClient client, SubscriptionSession session, SemaphoreSlim room, CancellationToken stop)
    {
        SubscriptionCall call = new(session);
        SubscriptionCall.Current = call;
        try
        {
            RpcResponse response = await front.HandleAsync(body, client, null, null, stop).ConfigureAwait(false);
            using RpcOutput? output = response.Body;
            if (output is null)
            {
                return;
            }
            // The client asked for it, so it waits for room as the client waits for it.
            byte[] frame = output.Written.ToArray();
            if (!session.Queue.TryPut(frame))
            {
                await session.Queue.PutWhenHalfEmptyAsync(frame, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The connection ended.
        }
        finally
        {
            call.NoteAnswered();
            room.Release();
        }
    }

    private static async Task SendAsync(WebSocket socket, FrameQueue queue, CancellationTokenSource stop)
    {
        try
        {
            while (true)
            {
                byte[]? frame = queue.TryTake(out Task moved);
                if (frame is null)
                {
                    await moved.WaitAsync(stop.Token).ConfigureAwait(false);
                    continue;
                }
                using CancellationTokenSource slow = CancellationTokenSource.CreateLinkedTokenSource(stop.Token);
                slow.CancelAfter(s_sendTimeout);
                await socket.SendAsync(frame, WebSocketMessageType.Text, true, slow.Token).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is WebSocketException or OperationCanceledException or IOException)
        {
            // Not when the session ended: then its last frame may be on its way.
            if (!stop.IsCancellationRequested)
            {
                socket.Abort();
                await stop.CancelAsync().ConfigureAwait(false);
            }
        }
    }
}
