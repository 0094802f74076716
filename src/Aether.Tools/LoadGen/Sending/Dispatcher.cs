using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// Hands transactions to connections at their intended times. It never skips one: what it is late with it sends at
/// once,
/// and its latency counts from when it was due.
/// </summary>
/// <remarks><b>Threads</b>: one of its own.</remarks>
internal sealed class Dispatcher
{
    private const long NanosPerMicro = 1_000;
    private const long NanosPerMilli = 1_000_000;

    // Above this rate what comes due within a tick goes out together: its latency counts from when it was due.
    private const double TickedRate = 500;
    private const int TickMillis = 4;

    private static readonly TimeSpan s_supplyWait = TimeSpan.FromMilliseconds(2);

    private readonly DispatchParts _parts;
    private readonly SemaphoreSlim? _users;
    private long _starvedUntil = -1;

    /// <summary>Creates the dispatcher.</summary>
    /// <param name="parts">What it connects.</param>
    /// <param name="users">Virtual users of a closed model; null for an open one.</param>
    public Dispatcher(DispatchParts parts, SemaphoreSlim? users)
    {
        _parts = parts;
        _users = users;
    }

    /// <summary>
    /// How late transactions were handed on although one was ready, microseconds: the client's own doing.
    /// </summary>
    public HdrHistogram WakeLag { get; } = new();

    /// <summary>How late the others were: none was signed when they were due, microseconds.</summary>
    public HdrHistogram SupplyLag { get; } = new();

    /// <summary>Waits for a signed transaction while accounts were free: signing was too slow.</summary>
    public long SignerWaits { get; private set; }

    /// <summary>Waits for a signed transaction while no account was free: the nodes owed answers.</summary>
    public long AccountWaits { get; private set; }

    /// <summary>Intended sends that were never made.</summary>
    public long Unsent { get; private set; }

    /// <summary>Sends that were made.</summary>
    public long Sent { get; private set; }

    /// <summary>Runs until <paramref name="end"/> or until stopped; times in nanoseconds of the run's clock.</summary>
    public void Run(long end, CancellationToken stop)
    {
        if (_users is null)
        {
            RunOpen(end, stop);
        }
        else
        {
            RunClosed(end, stop);
        }
    }

    private void RunOpen(long end, CancellationToken stop)
    {
        SendSchedule schedule = _parts.Schedule;
        long offset = _parts.Offset;
        int tick = schedule.Rate > TickedRate ? TickMillis : 1;
        while (offset + schedule.Next < end && !stop.IsCancellationRequested)
        {
            long now = _parts.Clock.Now;
            if (offset + schedule.Next > now)
            {
                Flush();
                long millis = Math.Max((offset + schedule.Next - now) / NanosPerMilli, tick);
                stop.WaitHandle.WaitOne((int)Math.Min(millis, 50));
                continue;
            }
            if (now >= end && !TakesUntil(end))
            {
                break;
            }
            if (!TryTake(out SentTransaction? transaction))
            {
                continue;
            }
            long intended = offset + schedule.Take();
            Send(transaction!, intended, _parts.Clock.Now);
        }
        Flush();
        long due = Math.Min(end, stop.IsCancellationRequested ? _parts.Clock.Now : end);
        while (offset + schedule.Next < due)
        {
            schedule.Take();
            Unsent++;
        }
    }

    // Past the end, what was due before it still goes out late for a while: then the run is over for the rest.
    private bool TakesUntil(long end) => _parts.Clock.Now < end + _parts.Grace;

    private void RunClosed(long end, CancellationToken stop)
    {
        while (_parts.Clock.Now < end && !stop.IsCancellationRequested)
        {
            if (!_users!.Wait(s_supplyWait, CancellationToken.None))
            {
                continue;
            }
            if (!TryTake(out SentTransaction? transaction))
            {
                _users.Release();
                continue;
            }
            long now = _parts.Clock.Now;
            Send(transaction!, now, now);
            Flush();
        }
    }

    private bool TryTake(out SentTransaction? transaction)
    {
        transaction = null;
        bool room = _parts.Tracker.HasRoom;
        if (room && _parts.Source.TryTake(TimeSpan.Zero, out transaction))
        {
            return true;
        }
        if (!room || _parts.Source.OutOfAccounts)
        {
            AccountWaits++;
        }
        else
        {
            SignerWaits++;
        }
        Flush();
        bool taken = room && _parts.Source.TryTake(s_supplyWait, out transaction);
        _starvedUntil = _parts.Clock.Now;
        return taken;
    }

    private void Flush()
    {
        foreach (NodeSender sender in _parts.Senders)
        {
            sender.Flush();
        }
    }

    private void Send(SentTransaction transaction, long intended, long now)
    {
        transaction.Intended = intended;
        transaction.Dispatched = now;
        transaction.Measured = intended >= _parts.WarmUpEnd;
        HdrHistogram lag = intended <= _starvedUntil ? SupplyLag : WakeLag;
        lag.Record((now - intended) / NanosPerMicro);
        NodeSender[] senders = _parts.Senders;
        // An account keeps to one node: its next nonce never overtakes the last one on the way between nodes.
        long place = transaction.Account >= 0 ? transaction.Account : transaction.Number;
        senders[place % senders.Length].Enqueue(transaction);
        Sent++;
    }
}
