using System.Collections.Concurrent;
using Aether.Core.Types;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Schedules;
using Aether.Tools.LoadGen.Watching;
using Aether.Tools.LoadGen.Workloads;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>Signs ahead of time on a thread of its own and keeps a bounded number of requests ready.</summary>
/// <remarks>
/// <b>Threads</b>: one signs, any takes. Workloads that sign wait for an account; recorded requests never wait.
/// </remarks>
internal sealed class TransactionSource : IDisposable
{
    // Lanes of the signer that stay empty cost as much as full ones: a few accounts are waited for.
    private const int FullEnough = TransactionWriter.GroupSize / 2;

    // Views that a transaction must still have to be worth offering again.
    private const ulong LeastViews = 10;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private readonly SourceParts _parts;
    private readonly ConcurrentQueue<SentTransaction> _again = [];
    private readonly BlockingCollection<SentTransaction> _ready;
    private readonly TransactionWriter _writer;
    private readonly Thread _thread;
    private readonly CancellationTokenSource _stop = new();
    private readonly int[] _accounts = new int[TransactionWriter.GroupSize];
    private readonly int[] _kinds = new int[TransactionWriter.GroupSize];
    private readonly ulong[] _expiries = new ulong[TransactionWriter.GroupSize];
    private SeededRandom _random;
    private long _numbers;

    /// <summary>Prepares the thread; <see cref="Start"/> starts it.</summary>
    public TransactionSource(SourceParts parts)
    {
        _parts = parts;
        _ready = new BlockingCollection<SentTransaction>(parts.Capacity);
        _writer = new TransactionWriter(parts.Genesis.Hash, parts.Accounts.Signer);
        _random = SeededRandom.For(parts.Seed, purpose: 2);
        _thread = new Thread(Run) { IsBackground = true, Name = "loadgen-sign" };
    }

    /// <summary>What ended the thread early; null while all is well.</summary>
    public Exception? Fault { get; private set; }

    /// <summary>True when no account may sign: all wait for answers.</summary>
    public bool OutOfAccounts => _ready.Count == 0 && _again.IsEmpty && _parts.Accounts.ReadyCount == 0;

    /// <summary>Starts signing.</summary>
    public void Start() => _thread.Start();

    /// <summary>True when as much is signed as is kept ready, or no account is left to sign.</summary>
    public bool IsAhead => Fault is not null || CanWait() || (_ready.Count > 0 && _parts.Accounts.ReadyCount == 0);

    /// <summary>Takes a request that is ready; false when none is within a time.</summary>
    public bool TryTake(TimeSpan wait, out SentTransaction? transaction)
    {
        while (_again.TryDequeue(out transaction))
        {
            if (transaction.ValidUntil >= _parts.Clock.View + LeastViews)
            {
                return true;
            }
            Discard(transaction);
        }
        return _ready.TryTake(out transaction, wait);
    }

    /// <summary>
    /// Takes back a transaction that no node judged, with its account: it is the account's next one. False when the
    /// source has stopped, or where a block that was undone may still name it; the account is free then.
    /// </summary>
    public bool Again(SentTransaction refused)
    {
        if (_stop.IsCancellationRequested || refused.IncludeRecorded)
        {
            _parts.Accounts.Release(refused.Account, used: false, certain: true);
            return false;
        }
        refused.Renew();
        _again.Enqueue(refused);
        return true;
    }

    /// <summary>Requests that are ready.</summary>
    public int ReadyCount => _ready.Count;

    /// <summary>Stops signing and gives unsent transactions' accounts back.</summary>
    public void Stop()
    {
        _stop.Cancel();
        if (_thread.IsAlive)
        {
            _thread.Join();
        }
        while (_ready.TryTake(out SentTransaction? left) || _again.TryDequeue(out left))
        {
            Discard(left);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Stop();
        _ready.Dispose();
        _stop.Dispose();
    }

    private void Run()
    {
        try
        {
            while (!_stop.IsCancellationRequested)
            {
                FillGroup();
            }
        }
        catch (OperationCanceledException)
        {
            // Stopped while the queue was full.
        }
        catch (Exception error)
        {
            // The host boundary of the thread: the run ends and tells.
            Fault = error;
        }
    }

    private void Discard(SentTransaction unsent)
    {
        RequestBuffers.Return(unsent.Request);
        if (unsent.Account >= 0)
        {
            _parts.Accounts.Return(unsent.Account);
        }
    }

    // What is ready lasts a while, and the next group would be a small one.
    private bool CanWait()
    {
        int ready = _ready.Count;
        return ready >= _parts.Capacity - FullEnough
            || (ready >= _parts.Capacity / 2 && _parts.Accounts.ReadyCount < FullEnough);
    }

    private void FillGroup()
    {
        if (CanWait())
        {
            _stop.Token.WaitHandle.WaitOne(s_pause);
            return;
        }
        int room = Math.Clamp(_parts.Capacity - _ready.Count, 1, TransactionWriter.GroupSize);
        int taken = 0;
        int held = 0;
        _writer.Clear();
        for (int slot = 0; slot < room; slot++)
        {
            int kind = _parts.Mix.Next(ref _random);
            if (_parts.Workloads[kind] is not { } workload)
            {
                PutRecorded(kind);
                continue;
            }
            if (taken == held)
            {
                held += _parts.Accounts.Take(_accounts.AsSpan(held, room - slot));
                if (taken == held)
                {
                    break;
                }
            }
            Build(workload, kind, taken++);
        }
        for (int index = taken; index < held; index++)
        {
            _parts.Accounts.Return(_accounts[index]);
        }
        if (taken == 0)
        {
            _stop.Token.WaitHandle.WaitOne(s_pause);
            return;
        }
        _writer.Sign();
        for (int index = 0; index < taken; index++)
        {
            Put(index);
        }
    }

    private void Build(Workload workload, int kind, int index)
    {
        int account = _accounts[index];
        BuildContext context = new(
            _parts.Genesis, _parts.Accounts, account, _parts.Accounts.NonceOf(account), _parts.Clock.View,
            _parts.ValidityViews, _parts.Clock.Offer);
        TransactionBody body = workload.Build(context, ref _random);
        _kinds[index] = kind;
        _expiries[index] = body.ValidUntil;
        _writer.Add(body, account);
    }

    private void Put(int index)
    {
        long number = _numbers++;
        byte[] request = TransactionWriter.Request(number, _writer.Raw(index), out int length);
        _ready.Add(
            new SentTransaction
            {
                Number = number,
                Id = _writer.IdOf(index),
                Account = _accounts[index],
                Workload = _kinds[index],
                ValidUntil = _expiries[index],
                Request = request,
                RequestBytes = length,
            },
            _stop.Token);
    }

    private void PutRecorded(int kind)
    {
        long number = _numbers++;
        byte[] request = _parts.Recordings[kind]!.Next(number, out int length);
        _ready.Add(
            new SentTransaction { Number = number, Workload = kind, Request = request, RequestBytes = length },
            _stop.Token);
    }
}
