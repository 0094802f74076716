using System.Buffers;
using System.Net.Sockets;
using System.Threading.Channels;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>The connections to one node: each sends what waits, one request at a time, and notes the answers.</summary>
/// <remarks>
/// <b>Threads</b>: <see cref="Enqueue"/> from one; workers run on the thread pool. The queue is bounded by the accounts
/// of the pool, since each has at most one transaction in it.
/// </remarks>
internal sealed class NodeSender : IDisposable
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMilliseconds(50);

    private readonly Channel<SentTransaction> _queue = Channel.CreateUnbounded<SentTransaction>(
        new UnboundedChannelOptions { SingleWriter = true });

    private readonly RpcSocket[] _sockets;
    private readonly Task[] _workers;
    private readonly TransactionTracker _tracker;
    private readonly RunClock _clock;
    private readonly int _batch;
    private readonly Action? _answered;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lagLock = new();
    private int _busy;

    /// <summary>Starts the workers; connections open when they are first needed.</summary>
    /// <param name="endpoint">The node.</param>
    /// <param name="connections">Most requests at a time.</param>
    /// <param name="batch">Most transactions of one request; 1 sends them alone.</param>
    /// <param name="tracker">Told of each answer.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="answered">Called after each answer, for a closed model; null for none.</param>
    public NodeSender(
        Uri endpoint, int connections, int batch, TransactionTracker tracker, RunClock clock, Action? answered = null)
    {
        Endpoint = endpoint;
        _batch = batch;
        _tracker = tracker;
        _clock = clock;
        _answered = answered;
        _sockets = [.. Enumerable.Range(0, connections).Select(_ => new RpcSocket(endpoint))];
        _workers = [.. _sockets.Select(socket => Task.Run(() => WorkAsync(socket)))];
    }

    /// <summary>The node.</summary>
    public Uri Endpoint { get; }

    /// <summary>How long dispatched transactions waited for a connection, microseconds.</summary>
    public HdrHistogram ConnectionWait { get; } = new();

    /// <summary>Requests under way.</summary>
    public int Busy => Volatile.Read(ref _busy);

    /// <summary>Connections that were lost.</summary>
    public long Lost { get; private set; }

    /// <summary>Hands over a transaction that the tracker knows.</summary>
    public void Enqueue(SentTransaction transaction) => _queue.Writer.TryWrite(transaction);

    /// <summary>Closes connections whose answer has been awaited for longer than a time.</summary>
    public void CloseStale(TimeSpan timeout)
    {
        long before = _clock.Now - (long)timeout.TotalNanoseconds;
        foreach (RpcSocket socket in _sockets)
        {
            socket.CloseIfStale(before);
        }
    }

    /// <summary>Ends the workers; what still waits is noted as never answered.</summary>
    public async Task StopAsync()
    {
        _queue.Writer.TryComplete();
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
        while (_queue.Reader.TryRead(out SentTransaction? left))
        {
            Release(left);
            _tracker.Answer(left, SendOutcome.Unknown, _clock.Now);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (RpcSocket socket in _sockets)
        {
            socket.Dispose();
        }
        _stop.Dispose();
    }

    private async Task WorkAsync(RpcSocket socket)
    {
        List<SentTransaction> sending = new(_batch);
        SendOutcome[] outcomes = new SendOutcome[_batch];
        try
        {
            while (await _queue.Reader.WaitToReadAsync(_stop.Token).ConfigureAwait(false))
            {
                while (sending.Count < _batch && _queue.Reader.TryRead(out SentTransaction? next))
                {
                    sending.Add(next);
                }
                if (sending.Count > 0)
                {
                    await SendAsync(socket, sending, outcomes).ConfigureAwait(false);
                    sending.Clear();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private async Task SendAsync(RpcSocket socket, List<SentTransaction> sending, SendOutcome[] outcomes)
    {
        Interlocked.Increment(ref _busy);
        long now = _clock.Now;
        Compose(socket, sending, now);
        bool lost = false;
        try
        {
            ReadOnlyMemory<byte> answer = await socket.ExchangeAsync(now, _stop.Token).ConfigureAwait(false);
            Judge(socket.Status, answer.Span, sending, outcomes);
        }
        catch (Exception error) when (error is IOException or SocketException or OperationCanceledException)
        {
            Array.Fill(outcomes, SendOutcome.Unknown);
            lost = true;
        }
        Interlocked.Decrement(ref _busy);
        now = _clock.Now;
        for (int index = 0; index < sending.Count; index++)
        {
            _tracker.Answer(sending[index], outcomes[index], now);
            _answered?.Invoke();
        }
        if (lost)
        {
            Lost++;
            await Task.Delay(s_retryAfter, _stop.Token).ConfigureAwait(false);
        }
    }

    private void Compose(RpcSocket socket, List<SentTransaction> sending, long now)
    {
        socket.Begin();
        bool array = _batch > 1;
        if (array)
        {
            socket.Append("["u8);
        }
        for (int index = 0; index < sending.Count; index++)
        {
            SentTransaction transaction = sending[index];
            if (index > 0)
            {
                socket.Append(","u8);
            }
            socket.Append(transaction.Request.AsSpan(0, transaction.RequestBytes));
            Release(transaction);
        }
        if (array)
        {
            socket.Append("]"u8);
        }
        lock (_lagLock)
        {
            foreach (SentTransaction transaction in sending)
            {
                ConnectionWait.Record((now - transaction.Dispatched) / 1_000);
            }
        }
    }

    private static void Judge(
        int status, ReadOnlySpan<byte> answer, List<SentTransaction> sending, SendOutcome[] outcomes)
    {
        if (status == 200)
        {
            SendAnswers.Read(answer, sending, outcomes);
            return;
        }
        Array.Fill(outcomes, new SendOutcome(SendKind.HttpStatus, status));
    }

    private static void Release(SentTransaction transaction)
    {
        ArrayPool<byte>.Shared.Return(transaction.Request);
        transaction.Request = [];
    }
}
