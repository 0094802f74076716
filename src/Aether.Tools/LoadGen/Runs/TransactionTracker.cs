using System.Globalization;
using Aether.Core;
using Aether.Core.Types;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Histograms;
using Aether.Tools.LoadGen.Sending;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>
/// Follows every offered transaction to exactly one end: final, failed or expired. What is left at the end of a run has
/// failed as unresolved, so nothing is ever unaccounted for.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any, behind one lock. <b>Units</b>: times in nanoseconds since the start of the run. <b>Cost</b>:
/// one
/// entry for each transaction on its way, at most <see cref="Limits.LoadGen.MaxOutstanding"/>.
/// </remarks>
internal sealed class TransactionTracker(AccountPool? accounts)
{
    private const int NanosPerMicro = 1_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<Hash256, SentTransaction> _open = [];
    private readonly PriorityQueue<SentTransaction, ulong> _byExpiry = new();
    private readonly RunCounters _warmUp = new();
    private int _outstanding;

    /// <summary>Counts outside the warm-up. Read it once the run is over, or under <see cref="Read"/>.</summary>
    public RunCounters Counters { get; } = new();

    /// <summary>The seconds of the run, warm-up included.</summary>
    public RunSeries Series { get; } = new();

    /// <summary>Intended times and answers of transactions that no table had room for.</summary>
    public long Untracked { get; private set; }

    /// <summary>What is refused for want of room or time stays open and is sent again, instead of having failed.
    /// </summary>
    public bool Retries { get; init; }

    /// <summary>Transactions that are on their way, warm-up included.</summary>
    public int Outstanding => Volatile.Read(ref _outstanding);

    /// <summary>Offered and not accounted for, warm-up included.</summary>
    public long Backlog
    {
        get
        {
            lock (_lock)
            {
                return Counters.Open + _warmUp.Open;
            }
        }
    }

    /// <summary>True while another transaction may be offered.</summary>
    public bool HasRoom => Outstanding < Limits.LoadGen.MaxOutstanding;

    /// <summary>Reads the counters while nothing changes them.</summary>
    public T Read<T>(Func<RunCounters, RunSeries, T> read)
    {
        lock (_lock)
        {
            return read(Counters, Series);
        }
    }

    /// <summary>Ends an interval of the series.</summary>
    public void Roll(double second)
    {
        lock (_lock)
        {
            Series.Roll(second, Counters.Open + _warmUp.Open);
        }
    }

    /// <summary>Notes transactions before they are sent: a block may be seen before the node's answer.</summary>
    public void Offer(IReadOnlyList<SentTransaction> transactions)
    {
        lock (_lock)
        {
            for (int index = 0; index < transactions.Count; index++)
            {
                SentTransaction transaction = transactions[index];
                CountersOf(transaction).Offered++;
                if (transaction.Account >= 0)
                {
                    accounts?.Open(transaction.Account);
                    _open.Add(transaction.Id, transaction);
                }
            }
            Series.Offer(transactions.Count);
            Volatile.Write(ref _outstanding, _open.Count);
        }
    }

    /// <summary>Notes when transactions were put onto a connection, the first time and again.</summary>
    public void Send(IReadOnlyList<SentTransaction> transactions, long now)
    {
        lock (_lock)
        {
            for (int index = 0; index < transactions.Count; index++)
            {
                SentTransaction transaction = transactions[index];
                if (transaction.RetryAt == 0)
                {
                    CountersOf(transaction).Send.Record((now - transaction.Intended) / NanosPerMicro);
                }
            }
        }
    }

    /// <summary>Notes intended sends that were never made: the run ended while they waited.</summary>
    public void OfferUnsent(long count, string reason)
    {
        if (count == 0)
        {
            return;
        }
        lock (_lock)
        {
            Counters.Offered += count;
            Series.Offer(count);
            Counters.Fail(reason, count);
            Series.Fail(count);
        }
    }

    /// <summary>Notes the answers to the transactions or replayed requests of one request.</summary>
    /// <param name="sent">Which.</param>
    /// <param name="outcomes">What the node said of each.</param>
    /// <param name="now">When it said so.</param>
    /// <param name="again">
    /// Receives those that a node was too busy for and did not judge. Their accounts stay taken: the same bytes can be
    /// sent again, for this intended time where <see cref="Retries"/>, else for another.
    /// </param>
    public void Answer(
        IReadOnlyList<SentTransaction> sent, ReadOnlySpan<SendOutcome> outcomes, long now, List<SentTransaction> again)
    {
        lock (_lock)
        {
            for (int index = 0; index < sent.Count; index++)
            {
                if (AnswerOne(sent[index], outcomes[index], now))
                {
                    again.Add(sent[index]);
                }
            }
            Volatile.Write(ref _outstanding, _open.Count);
        }
    }

    /// <summary>Notes that a transaction is not sent again any more: its last answer stands.</summary>
    public void GiveUp(SentTransaction transaction)
    {
        lock (_lock)
        {
            if (!transaction.Closed && !transaction.Included)
            {
                Fail(transaction, CountersOf(transaction), Refusals.NameOf(Refusals.LimitExceeded), gap: false);
            }
            accounts?.Release(transaction.Account, used: transaction.Included, certain: true);
        }
    }

    /// <summary>
    /// Notes a block on the head's chain; returns its transactions that belong to this run. Ones that are closed or of
    /// somebody else are not among them.
    /// </summary>
    public List<SentTransaction> Include(IReadOnlyList<Hash256> ids, long now)
    {
        List<SentTransaction> own = [];
        lock (_lock)
        {
            foreach (Hash256 id in ids)
            {
                if (!_open.TryGetValue(id, out SentTransaction? transaction))
                {
                    continue;
                }
                RunCounters counters = CountersOf(transaction);
                Accept(transaction, counters);
                transaction.Included = true;
                own.Add(transaction);
                if (!transaction.IncludeRecorded)
                {
                    transaction.IncludeRecorded = true;
                    counters.Included++;
                    long latency = (now - transaction.Intended) / NanosPerMicro;
                    counters.Include.Record(latency);
                    Series.Include(latency);
                }
            }
        }
        return own;
    }

    /// <summary>Notes that a block left the head's chain: its transactions wait again.</summary>
    public void Undo(IReadOnlyList<SentTransaction> own)
    {
        lock (_lock)
        {
            foreach (SentTransaction transaction in own)
            {
                transaction.Included = false;
            }
        }
    }

    /// <summary>
    /// Notes that transactions are final; <paramref name="failure"/> names why one failed, else null.
    /// </summary>
    public void Finish(IReadOnlyList<SentTransaction> own, Func<SentTransaction, string?> failure, long now)
    {
        lock (_lock)
        {
            foreach (SentTransaction transaction in own)
            {
                if (transaction.Closed)
                {
                    continue;
                }
                RunCounters counters = CountersOf(transaction);
                long latency = (now - transaction.Intended) / NanosPerMicro;
                counters.Finality.Record(latency);
                // A block may be seen before the answer is: then nothing was waited for.
                counters.Settle.Record(Math.Max(now - (transaction.Answered > 0 ? transaction.Answered : now), 0)
                    / NanosPerMicro);
                if (failure(transaction) is { } reason)
                {
                    Fail(transaction, counters, reason, gap: false);
                    continue;
                }
                counters.Final++;
                Series.Final(latency);
                Close(transaction, gap: false);
            }
        }
    }

    /// <summary>Ends what can be in no block any more, since a block of a later view is final.</summary>
    public void Expire(ulong finalView)
    {
        lock (_lock)
        {
            while (_byExpiry.TryPeek(out SentTransaction? oldest, out ulong validUntil)
                && (oldest.Closed || validUntil < finalView))
            {
                _byExpiry.Dequeue();
                if (oldest.Closed || oldest.Included)
                {
                    // An included one becomes final with its block, or comes back when the block is undone.
                    continue;
                }
                if (oldest.Accepted)
                {
                    CountersOf(oldest).Expired++;
                    Series.Fail();
                    Close(oldest, gap: true);
                }
                else
                {
                    string reason = oldest.RetryAt > 0 ? Refusals.NameOf(Refusals.LimitExceeded) : "no answer";
                    Fail(oldest, CountersOf(oldest), reason, gap: true);
                }
            }
        }
    }

    /// <summary>Ends everything that is left and returns how many there were.</summary>
    public int CloseAll()
    {
        lock (_lock)
        {
            int left = _open.Count;
            foreach (SentTransaction transaction in _open.Values.ToArray())
            {
                Fail(transaction, CountersOf(transaction), "unresolved at the end", gap: true);
            }
            return left;
        }
    }

    private RunCounters CountersOf(SentTransaction transaction) => transaction.Measured ? Counters : _warmUp;

    // True when the node did not judge it and its account stays taken.
    private bool AnswerOne(SentTransaction transaction, SendOutcome outcome, long now)
    {
        RunCounters counters = CountersOf(transaction);
        bool unjudged = Refusals.IsBusy(outcome) && transaction is { Account: >= 0, Included: false, Closed: false };
        if (unjudged && Retries)
        {
            counters.Retried++;
            Watch(transaction);
            return true;
        }
        if (outcome.Kind != SendKind.Unknown)
        {
            long latency = (now - transaction.Intended) / NanosPerMicro;
            counters.Admit.Record(latency);
            Series.Answer(latency);
            transaction.Answered = now;
        }
        if (transaction.Account < 0)
        {
            AnswerReplayed(transaction, counters, outcome);
            return false;
        }
        switch (outcome.Kind)
        {
            case SendKind.Accepted:
                Accept(transaction, counters);
                accounts?.Release(transaction.Account, used: true, certain: true);
                break;
            case SendKind.Unknown:
                // It may have arrived: a block or its last view decides.
                accounts?.Release(transaction.Account, used: false, certain: false);
                break;
            default:
                Refuse(transaction, counters, outcome, keepsAccount: unjudged);
                break;
        }
        Watch(transaction);
        return unjudged;
    }

    // Only what may be in a block later has an expiry to wait for: far above the knee nearly all is refused at once.
    private void Watch(SentTransaction transaction)
    {
        if (!transaction.Closed && !transaction.Expires)
        {
            transaction.Expires = true;
            _byExpiry.Enqueue(transaction, transaction.ValidUntil);
        }
    }

    private void AnswerReplayed(SentTransaction request, RunCounters counters, SendOutcome outcome)
    {
        request.Closed = true;
        if (outcome.Kind == SendKind.Accepted)
        {
            // A request that is no transaction is done with its answer.
            counters.Accepted++;
            counters.Included++;
            counters.Final++;
            Series.Accept();
            Series.Final(0);
            return;
        }
        counters.Fail(Refusals.ReasonOf(outcome));
        Series.Fail();
    }

    private void Accept(SentTransaction transaction, RunCounters counters)
    {
        if (!transaction.Accepted)
        {
            transaction.Accepted = true;
            counters.Accepted++;
            Series.Accept();
        }
    }

    private void Refuse(SentTransaction transaction, RunCounters counters, SendOutcome outcome, bool keepsAccount)
    {
        // A node may know it from a peer already, or have it in a block: then the block decides, not the refusal.
        bool nonce = outcome.Code is Refusals.WrongNonce or Refusals.ReplacementUnderpriced;
        if (!transaction.Included && !transaction.Closed)
        {
            Fail(transaction, counters, Refusals.ReasonOf(outcome), gap: false);
        }
        if (!keepsAccount)
        {
            accounts?.Release(transaction.Account, used: transaction.Included, certain: !nonce);
        }
    }

    private void Fail(SentTransaction transaction, RunCounters counters, string reason, bool gap)
    {
        counters.Fail(reason);
        Series.Fail();
        Close(transaction, gap);
    }

    private void Close(SentTransaction transaction, bool gap)
    {
        transaction.Closed = true;
        _open.Remove(transaction.Id);
        Volatile.Write(ref _outstanding, _open.Count);
        accounts?.Close(transaction.Account, gap);
    }
}
