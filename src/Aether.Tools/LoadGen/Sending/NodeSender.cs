using System.Net.Sockets;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// The connections to one node: each sends what waits, one request at a time with up to a batch of transactions, and
/// notes the answers. A transaction alone does not wait for others: batches form when more is due than was sent.
/// </summary>
/// <remarks>
/// <b>Threads</b>: <see cref="Enqueue"/> from one, and <see cref="Flush"/> from that or, when it has ended, another;
/// workers run on the thread pool, and one is woken for what one request holds. The queues are bounded by the accounts
/// of the pool, since each has at most one transaction in them.
/// </remarks>
internal sealed class NodeSender : IDisposable
{
    private static readonly TimeSpan s_retryAfter = TimeSpan.FromMilliseconds(50);

    private readonly Lock _lock = new();
    private readonly List<SentTransaction> _handed = [];
    private readonly Queue<SentTransaction> _queue = [];
    private readonly PriorityQueue<SentTransaction, long> _waiting = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly RpcSocket[] _sockets;
    private readonly Task[] _workers;
    private readonly TransactionTracker _tracker;
    private readonly RunClock _clock;
    private readonly int _batch;
    private readonly Action? _answered;
    private readonly Func<SentTransaction, bool> _again;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lagLock = new();
    private int _busy;

    /// <summary>Starts the workers; connections open when they are first needed.</summary>
    /// <param name="endpoint">The node.</param>
    /// <param name="connections">Most requests at a time.</param>
    /// <param name="batch">Most transactions of one request; 1 sends them alone.</param>
    /// <param name="tracker">Told of each answer.</param>
    /// <param name="clock">The run's clock.</param>
    /// <param name="again">
    /// Gets a transaction that a node was too busy for, with its request, to offer it for another intended time; true
    /// when it takes the request. Not asked where the tracker retries.
    /// </param>
    /// <param name="answered">Called after each answer, for a closed model; null for none.</param>
    public NodeSender(
        Uri endpoint,
        int connections,
        int batch,
        TransactionTracker tracker,
        RunClock clock,
        Func<SentTransaction, bool> again,
        Action? answered = null)
    {
        _again = again;
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

    /// <summary>Hands over a transaction; it is offered from now on. It goes out with the next <see cref="Flush"/>, or
    /// when a request is full.</summary>
    public void Enqueue(SentTransaction transaction)
    {
        _handed.Add(transaction);
        if (_handed.Count >= _batch)
        {
            Flush();
        }
    }

    /// <summary>Has a connection send what was handed over, and what is due again after a refusal.</summary>
    public void Flush()
    {
        if (_handed.Count > 0)
        {
            _tracker.Offer(_handed);
        }
        else if (!_tracker.Retries)
        {
            return;
        }
        int queued = _handed.Count;
        lock (_lock)
        {
            foreach (SentTransaction transaction in _handed)
            {
                _queue.Enqueue(transaction);
            }
            while (_waiting.TryPeek(out _, out long due) && due <= _clock.Now)
            {
                _queue.Enqueue(_waiting.Dequeue());
                queued++;
            }
        }
        _handed.Clear();
        // Who is busy looks at the queue again anyway.
        if (queued > 0 && _work.CurrentCount < _sockets.Length)
        {
            _work.Release();
        }
    }

    /// <summary>Closes connections whose answer has been awaited for longer than a time.</summary>
    public void CloseStale(TimeSpan timeout)
    {
        long before = _clock.Now - (long)timeout.TotalNanoseconds;
        foreach (RpcSocket socket in _sockets)
        {
            socket.CloseIfStale(before);
        }
    }

    /// <summary>Ends the workers; what still waits is noted as never answered, or as refused where it was.</summary>
    public async Task StopAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_workers).ConfigureAwait(false);
        while (_queue.TryDequeue(out SentTransaction? left) || _waiting.TryDequeue(out left, out _))
        {
            Release(left);
            if (left.RetryAt > 0)
            {
                _tracker.GiveUp(left);
            }
            else
            {
                _tracker.Answer([left], [SendOutcome.Unknown], _clock.Now, []);
            }
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
        _work.Dispose();
    }

    private async Task WorkAsync(RpcSocket socket)
    {
        List<SentTransaction> sending = new(_batch);
        List<SentTransaction> again = new(_batch);
        SendOutcome[] outcomes = new SendOutcome[_batch];
        try
        {
            while (true)
            {
                await _work.WaitAsync(_stop.Token).ConfigureAwait(false);
                while (Take(sending))
                {
                    await SendAsync(socket, sending, outcomes, again).ConfigureAwait(false);
                    sending.Clear();
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped.
        }
    }

    private bool Take(List<SentTransaction> sending)
    {
        lock (_lock)
        {
            while (sending.Count < _batch && _queue.TryDequeue(out SentTransaction? next))
            {
                if (next is { Closed: true, RetryAt: > 0 })
                {
                    // Its last view passed while it waited to be sent again.
                    Release(next);
                    _tracker.GiveUp(next);
                    continue;
                }
                sending.Add(next);
            }
        }
        return sending.Count > 0;
    }

    private async Task SendAsync(
        RpcSocket socket, List<SentTransaction> sending, SendOutcome[] outcomes, List<SentTransaction> again)
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
        bool refused = Note(sending, outcomes, again, socket.RetryAfter);
        if (lost)
        {
            Lost++;
            await Task.Delay(s_retryAfter, _stop.Token).ConfigureAwait(false);
        }
        if (_answered is not null)
        {
            await AnswerUsersAsync(sending.Count, refused, socket.RetryAfter).ConfigureAwait(false);
        }
    }

    // True when a node was too busy for some. It did not judge them: the same bytes can be sent again, and need no
    // other signature.
    private bool Note(
        List<SentTransaction> sent,
        ReadOnlySpan<SendOutcome> outcomes,
        List<SentTransaction> again,
        TimeSpan retryAfter)
    {
        again.Clear();
        long now = _clock.Now;
        _tracker.Answer(sent, outcomes, now, again);
        TimeSpan pause = retryAfter > s_retryAfter ? retryAfter : s_retryAfter;
        int kept = 0;
        bool refused = false;
        for (int index = 0; index < sent.Count; index++)
        {
            SentTransaction transaction = sent[index];
            refused |= Refusals.IsBusy(outcomes[index]);
            if (kept == again.Count || again[kept] != transaction)
            {
                Release(transaction);
                continue;
            }
            kept++;
            if (_tracker.Retries)
            {
                transaction.RetryAt = now + (long)pause.TotalNanoseconds;
                lock (_lock)
                {
                    _waiting.Enqueue(transaction, transaction.RetryAt);
                }
            }
            else if (!_again(transaction))
            {
                Release(transaction);
            }
        }
        return refused;
    }

    // The users of a closed model do what the node asks them to, as people would. An open model offers what is due
    // whatever was refused before: who waits there hides how long others would have.
    private async Task AnswerUsersAsync(int users, bool refused, TimeSpan retryAfter)
    {
        if (refused)
        {
            TimeSpan pause = retryAfter > s_retryAfter ? retryAfter : s_retryAfter;
            await Task.Delay(pause, _stop.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        for (int user = 0; user < users; user++)
        {
            _answered!();
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
        }
        if (array)
        {
            socket.Append("]"u8);
        }
        _tracker.Send(sending, now);
        lock (_lagLock)
        {
            foreach (SentTransaction transaction in sending)
            {
                if (transaction.RetryAt == 0)
                {
                    ConnectionWait.Record((now - transaction.Dispatched) / 1_000);
                }
            }
        }
    }

    private static void Judge(
        int status, ReadOnlySpan<byte> answer, List<SentTransaction> sending, SendOutcome[] outcomes)
    {
        // A node that has no time for a request says so in the form of JSON-RPC too.
        if (status is 200 or 429 or 503 && SendAnswers.Read(answer, sending, outcomes))
        {
            return;
        }
        Array.Fill(outcomes, status == 200 ? SendOutcome.Unknown : new SendOutcome(SendKind.HttpStatus, status));
    }

    private static void Release(SentTransaction transaction)
    {
        if (transaction.Request.Length > 0)
        {
            RequestBuffers.Return(transaction.Request);
            transaction.Request = [];
        }
    }
}
