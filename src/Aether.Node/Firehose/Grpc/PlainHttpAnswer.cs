using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using Aether.Core;
using Microsoft.AspNetCore.Connections;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Answers who speaks HTTP/1 to a port of HTTP/2, in words, before the server sees the connection.</summary>
internal static class PlainHttpAnswer
{
    private const string Body =
        "This is the Firehose of an Aether node: gRPC over HTTP/2 without TLS, no HTTP/1.\n"
        + "Try `grpcurl -plaintext 127.0.0.1:8546 list`, or a stock gRPC client; the messages are described in\n"
        + "src/docs/specs/firehose.md. JSON-RPC is on another port, 8545 if not chosen otherwise.\n";

    // What every HTTP/2 connection without TLS begins with; no method of HTTP/1 does.
    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n"u8;

    /// <summary>Passes a connection of HTTP/2 on and answers any other.</summary>
    public static async Task HandleAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        PipeReader input = connection.Transport.Input;
        using CancellationTokenSource patience =
            CancellationTokenSource.CreateLinkedTokenSource(connection.ConnectionClosed);
        patience.CancelAfter(Limits.Firehose.RequestMs);
        bool isPreface;
        while (true)
        {
            ReadResult read;
            try
            {
                read = await input.ReadAsync(patience.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException)
            {
                return;
            }
            isPreface = StartsLikePreface(read.Buffer);
            bool known = !isPreface || read.Buffer.Length >= Preface.Length;
            if (known || read.IsCompleted || read.IsCanceled)
            {
                input.AdvanceTo(read.Buffer.Start);
                break;
            }
            input.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
        if (isPreface)
        {
            await next(connection).ConfigureAwait(false);
            return;
        }
        string head = "HTTP/1.1 505 HTTP Version Not Supported\r\nContent-Type: text/plain; charset=utf-8\r\n"
            + $"Content-Length: {Body.Length}\r\nConnection: close\r\n\r\n";
        await connection.Transport.Output.WriteAsync(Encoding.ASCII.GetBytes(head + Body)).ConfigureAwait(false);
    }

    private static bool StartsLikePreface(in ReadOnlySequence<byte> buffer)
    {
        Span<byte> start = stackalloc byte[Preface.Length];
        int count = (int)Math.Min(buffer.Length, Preface.Length);
        buffer.Slice(0, count).CopyTo(start);
        return Preface.StartsWith(start[..count]);
    }
}
