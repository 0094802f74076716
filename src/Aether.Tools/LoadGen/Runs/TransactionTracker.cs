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
    private readonly Queue<SentTransaction> _byExpiry = new();
    private readonly RunCounters _warmUp = new();

    /// <summary>Counts outside the warm-up. Read it once the run is over, or under <see cref="Read"/>.</summary>
    public RunCounters Counters { get; } = new();

    /// <summary>The seconds of the run, warm-up included.</summary>
    public RunSeries Series { get; } = new();

    /// <summary>Intended times and answers of transactions that no table had room for.</summary>
    public long Untracked { get; private set; }

    /// <summary>Transactions that are on their way, warm-up included.</summary>
    public int Outstanding
    {
        get
        {
            lock (_lock)
            {
                return _open.Count;
            }
        }
    }

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

    /// <summary>Notes a transaction before it is sent: a block may be seen before the node's answer.</summary>
    public void Offer(SentTransaction transaction)
    {
        lock (_lock)
        {
            CountersOf(transaction).Offered++;
            Series.Offer();
            if (transaction.Account >= 0)
            {
                accounts?.Open(transaction.Account);
                _open.Add(transaction.Id, transaction);
                _byExpiry.Enqueue(transaction);
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

    /// <summary>Notes the answer to a transaction or replayed request.</summary>
    /// <param name="transaction">Which.</param>
    /// <param name="outcome">What the node said.</param>
    /// <param name="now">When it said so.</param>
    /// <param name="keepsAccount">The transaction was refused and is offered again: its account stays taken.</param>
    public void Answer(SentTransaction transaction, SendOutcome outcome, long now, bool keepsAccount = false)
    {
        lock (_lock)
        {
            RunCounters counters = CountersOf(transaction);
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
                return;
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
                    Refuse(transaction, counters, outcome, keepsAccount);
                    break;
            }
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
            while (_byExpiry.TryPeek(out SentTransaction? oldest)
                && (oldest.Closed || oldest.ValidUntil < finalView))
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
                    Fail(oldest, CountersOf(oldest), "no answer", gap: true);
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
        accounts?.Close(transaction.Account, gap);
    }
}
