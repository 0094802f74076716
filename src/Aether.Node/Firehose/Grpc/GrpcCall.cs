using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Aether.Core;
using Google.Protobuf;
using Microsoft.AspNetCore.Http;

namespace Aether.Node.Firehose.Grpc;

/// <summary>One call of gRPC over an HTTP/2 request: messages in, messages out, a status at the end.</summary>
/// <remarks>
/// A message is a byte that says whether it is compressed, its length as 32 bits big-endian, and its bytes. Answers are
/// compressed when the client compresses. <b>Threads</b>: one reads and one writes.
/// </remarks>
internal sealed class GrpcCall : IDisposable
{
    private const int PrefixBytes = 5;

    private readonly HttpContext _context;
    private readonly CancellationTokenSource _ends;
    private readonly CancellationToken _stopping;
    private readonly bool _gzip;
    private readonly CancellationTokenSource _deadline = new();

    private GrpcCall(HttpContext context, bool gzip, CancellationToken stopping)
    {
        _context = context;
        _stopping = stopping;
        _gzip = gzip;
        _ends = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping, _deadline.Token);
    }

    /// <summary>Cancelled when the client goes, its deadline passes or the node stops.</summary>
    public CancellationToken Cancellation => _ends.Token;

    /// <summary>Bytes written since the last flush.</summary>
    public long Unflushed { get; private set; }

    /// <summary>Messages written.</summary>
    public long Messages { get; private set; }

    /// <summary>Bytes of them, with their prefixes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Names the call in logs and answers.</summary>
    public string TraceId => _context.TraceIdentifier;

    /// <summary>Names the connection it came on.</summary>
    public string ConnectionId => _context.Connection.Id;

    /// <summary>Begins a call.</summary>
    /// <exception cref="GrpcException">Its headers cannot be followed.</exception>
    public static GrpcCall Begin(HttpContext context, CancellationToken stopping)
    {
        string encoding = context.Request.Headers["grpc-encoding"].ToString();
        bool gzip = encoding == GrpcGzip.Name;
        if (!gzip && encoding is not ("" or "identity"))
        {
            throw new GrpcException(GrpcCode.Unimplemented, $"messages are taken as identity or gzip, not {encoding}")
            {
                Trailers = [new("grpc-accept-encoding", "identity,gzip")],
            };
        }
        GrpcCall call = new(context, gzip, stopping);
        string timeout = context.Request.Headers["grpc-timeout"].ToString();
        if (timeout.Length > 0)
        {
            if (!GrpcTimeout.TryParse(timeout, out TimeSpan span))
            {
                call.Dispose();
                throw new GrpcException(GrpcCode.InvalidArgument, "grpc-timeout is at most 8 digits and a unit");
            }
            call.EndAfter(span);
        }
        context.Response.ContentType = "application/grpc";
        context.Response.Headers["grpc-accept-encoding"] = "identity,gzip";
        if (gzip)
        {
            context.Response.Headers["grpc-encoding"] = GrpcGzip.Name;
        }
        return call;
    }

    /// <summary>The refusal of a message over the limit.</summary>
    public static GrpcException TooLarge() => new(
        GrpcCode.ResourceExhausted, $"a request holds at most {Limits.Firehose.MaxRequestBytes} bytes");

    /// <summary>Reads the one message of a call and the end of what the client sends.</summary>
    public async Task<T> ReadOneAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(Cancellation);
        patience.CancelAfter(Limits.Firehose.RequestMs);
        try
        {
            T message = await ReadAsync(parser, patience.Token).ConfigureAwait(false)
                ?? throw new GrpcException(GrpcCode.InvalidArgument, "the request has no message");
            return await ReadAsync(parser, patience.Token).ConfigureAwait(false) is null
                ? message
                : throw new GrpcException(GrpcCode.InvalidArgument, "the request has more than one message");
        }
        catch (OperationCanceledException) when (!Cancellation.IsCancellationRequested)
        {
            throw new GrpcException(
                GrpcCode.DeadlineExceeded, $"the request did not come within {Limits.Firehose.RequestMs / 1_000} s");
        }
    }

    /// <summary>Reads the next message; null at the end of what the client sends.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser, CancellationToken cancellation)
        where T : class, IMessage<T>
    {
        PipeReader reader = _context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await reader.ReadAsync(cancellation).ConfigureAwait(false);
            if (TryTake(read.Buffer, parser, out T? message, out SequencePosition end))
            {
                reader.AdvanceTo(end);
                return message;
            }
            if (read.IsCompleted)
            {
                bool whole = read.Buffer.IsEmpty;
                reader.AdvanceTo(read.Buffer.End);
                return whole ? null : throw new GrpcException(GrpcCode.InvalidArgument, "the request is cut off");
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    /// <summary>Sends the headers now, before there is a message.</summary>
    public Task StartAsync() => _context.Response.StartAsync(Cancellation);

    /// <summary>Writes a message into the response's buffer. The call must have been started.</summary>
    public void Write(IMessage message)
    {
        PipeWriter writer = _context.Response.BodyWriter;
        int size = message.CalculateSize();
        if (_gzip && size >= Limits.Firehose.CompressFromBytes)
        {
            ReadOnlyMemory<byte> packed = GrpcGzip.Compress(message);
            WritePrefix(writer, 1, packed.Length);
            writer.Write(packed.Span);
            size = packed.Length;
        }
        else
        {
            WritePrefix(writer, 0, size);
            message.WriteTo(writer);
        }
        Messages++;
        Bytes += size + PrefixBytes;
        Unflushed += size + PrefixBytes;
    }

    /// <summary>Sends what was written; waits while the client takes nothing.</summary>
    public async ValueTask FlushAsync()
    {
        Unflushed = 0;
        FlushResult result = await _context.Response.BodyWriter.FlushAsync(Cancellation).ConfigureAwait(false);
        if (result.IsCompleted || result.IsCanceled)
        {
            throw new OperationCanceledException(Cancellation);
        }
    }

    /// <summary>Answers with one message.</summary>
    public async Task AnswerAsync(IMessage message)
    {
        await StartAsync().ConfigureAwait(false);
        Write(message);
        await FlushAsync().ConfigureAwait(false);
    }

    /// <summary>Why the call was cancelled.</summary>
    public GrpcException Cancelled() =>
        _stopping.IsCancellationRequested ? new GrpcException(GrpcCode.Unavailable, "the node is stopping")
        : _deadline.IsCancellationRequested ? new GrpcException(GrpcCode.DeadlineExceeded, "the deadline passed")
        : new GrpcException(GrpcCode.Cancelled, "the client went away");

    /// <inheritdoc/>
    public void Dispose()
    {
        _ends.Dispose();
        _deadline.Dispose();
    }

    private static void WritePrefix(PipeWriter writer, byte compressed, int length)
    {
        Span<byte> prefix = writer.GetSpan(PrefixBytes);
        prefix[0] = compressed;
        BinaryPrimitives.WriteInt32BigEndian(prefix[1..], length);
        writer.Advance(PrefixBytes);
    }

    private void EndAfter(TimeSpan span)
    {
        // Timers hold 49 days; nobody waits that long.
        TimeSpan bounded = span < TimeSpan.FromDays(40) ? span : TimeSpan.FromDays(40);
        _deadline.CancelAfter(bounded);
    }

    private bool TryTake<T>(
        in ReadOnlySequence<byte> buffer, MessageParser<T> parser, out T? message, out SequencePosition end)
        where T : class, IMessage<T>
    {
        message = null;
        end = buffer.Start;
        if (buffer.Length < PrefixBytes)
        {
            return false;
        }
        Span<byte> prefix = stackalloc byte[PrefixBytes];
        buffer.Slice(0, PrefixBytes).CopyTo(prefix);
        uint length = BinaryPrimitives.ReadUInt32BigEndian(prefix[1..]);
        if (length > Limits.Firehose.MaxRequestBytes)
        {
            throw TooLarge();
        }
        if (buffer.Length < PrefixBytes + length)
        {
            return false;
        }
        ReadOnlySequence<byte> bytes = buffer.Slice(PrefixBytes, length);
        end = bytes.End;
        message = Parse(prefix[0], bytes, parser);
        return true;
    }

    private T Parse<T>(byte flag, in ReadOnlySequence<byte> bytes, MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        if (flag > 1 || (flag == 1 && !_gzip))
        {
            throw new GrpcException(GrpcCode.Internal, "a compressed message, and grpc-encoding names no way");
        }
        try
        {
            return flag == 1 ? parser.ParseFrom(GrpcGzip.Decompress(bytes)) : parser.ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException)
        {
            throw new GrpcException(GrpcCode.InvalidArgument, "the message does not decode");
        }
    }
}
