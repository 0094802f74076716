using System.IO.Pipelines;
using System.Net;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Aether.Node.Rpc.Http;

/// <summary>A connection that the full HTTP server goes on with: it reads first what was received before.</summary>
internal sealed class HandedConnection : ConnectionContext, IDuplexPipe
{
    private readonly ConnectionContext _inner;
    private readonly Pipe _input = new(new PipeOptions(useSynchronizationContext: false));
    private readonly CancellationTokenSource _closed = new();
    private readonly Task _pump;

    /// <summary>Goes on with a connection.</summary>
    /// <param name="inner">What is still to come; this object disposes of it.</param>
    /// <param name="received">What was received before; copied.</param>
    public HandedConnection(ConnectionContext inner, ReadOnlySpan<byte> received)
    {
        _inner = inner;
        Transport = this;
        ConnectionClosed = _closed.Token;
        received.CopyTo(_input.Writer.GetSpan(Math.Max(received.Length, 1)));
        _input.Writer.Advance(received.Length);
        _pump = PumpAsync();
    }

    /// <inheritdoc/>
    public override string ConnectionId
    {
        get => _inner.ConnectionId;
        set => _inner.ConnectionId = value;
    }

    /// <inheritdoc/>
    public override IFeatureCollection Features => _inner.Features;

    /// <inheritdoc/>
    public override IDictionary<object, object?> Items
    {
        get => _inner.Items;
        set => _inner.Items = value;
    }

    /// <inheritdoc/>
    public override IDuplexPipe Transport { get; set; }

    /// <inheritdoc/>
    public override EndPoint? LocalEndPoint
    {
        get => _inner.LocalEndPoint;
        set => _inner.LocalEndPoint = value;
    }

    /// <inheritdoc/>
    public override EndPoint? RemoteEndPoint
    {
        get => _inner.RemoteEndPoint;
        set => _inner.RemoteEndPoint = value;
    }

    /// <inheritdoc/>
    // The other side may have ended its part before this one began: what it asked by then is answered, so only a
    // broken connection counts as closed.
    public override CancellationToken ConnectionClosed { get; set; }

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _inner.Transport.Output;

    /// <inheritdoc/>
    public override void Abort(ConnectionAbortedException abortReason) => _inner.Abort(abortReason);

    /// <inheritdoc/>
    public override async ValueTask DisposeAsync()
    {
        await _input.Reader.CompleteAsync().ConfigureAwait(false);
        _inner.Transport.Input.CancelPendingRead();
        await _pump.ConfigureAwait(false);
        await _inner.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
        _closed.Dispose();
    }

    private async Task PumpAsync()
    {
        PipeReader from = _inner.Transport.Input;
        Exception? failure = null;
        try
        {
            FlushResult flushed = await _input.Writer.FlushAsync().ConfigureAwait(false);
            while (!flushed.IsCompleted)
            {
                ReadResult read = await from.ReadAsync().ConfigureAwait(false);
                foreach (ReadOnlyMemory<byte> part in read.Buffer)
                {
                    flushed = await _input.Writer.WriteAsync(part).ConfigureAwait(false);
                }
                from.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted || read.IsCanceled)
                {
                    break;
                }
            }
        }
        catch (Exception error) when (error is IOException or ConnectionAbortedException or OperationCanceledException
            or ConnectionResetException or ObjectDisposedException)
        {
            failure = error;
        }
        await _input.Writer.CompleteAsync(failure).ConfigureAwait(false);
        if (failure is not null)
        {
            await _closed.CancelAsync().ConfigureAwait(false);
        }
        await from.CompleteAsync().ConfigureAwait(false);
    }
}
