using Aether.Core;
using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>
/// Pending transactions: ordered by bid, one nonce queue for each sender, one spender for each output. Accounts are
/// those of the finalised state, so a transaction stays until it is final and nothing has to be put back when a view
/// is abandoned.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one at a time (<see cref="SharedMempool"/> shares it). <b>Time</b>: views only.
/// <b>Errors</b>: <see cref="MempoolError"/>; a refused transaction changes nothing.
/// </remarks>
public sealed class MempoolCore
{
    private readonly MempoolOptions _options;
    private readonly MempoolIndex _index = new();
    private readonly MempoolReplacement _replacement;
    private readonly List<PendingTransaction> _evictions = [];
    private readonly DepartureLog _departures;
    private readonly List<SenderQueue> _touched = [];
    private Address[] _senders = [];
    private PayerState[] _payers = [];
    private long _finals;
    private readonly Stack<PendingTransaction> _cascade = [];
    private ulong _arrivals;
    private long _selections;
    private ulong _view;
    private MempoolCounters _counters;

    /// <summary>Creates an empty mempool.</summary>
    public MempoolCore(MempoolOptions options)
    {
        _options = options;
        _replacement = new MempoolReplacement(_index, options);
        _departures = new DepartureLog(options.MaxDepartures);
    }

    /// <summary>Counts, sizes and totals.</summary>
    public MempoolStatus Status => new(
        _index.Count, _index.Bytes, _index.SenderCount, _options.MaxTransactions, _options.MaxBytes, _counters);

    /// <summary>Pending transactions without a nonce gap before them, all of them, and the bytes of all.</summary>
    public (int Ready, int Count, long Bytes) Size => (_index.ReadyCount, _index.Count, _index.Bytes);

    /// <summary>Who waits longest, and what a place costs. Linear: for metrics.</summary>
    public MempoolWaiting Waiting
    {
        get
        {
            bool full = !Fits(0, 1) && _index.Tails.First is { IsReady: true };
            ulong floor = full ? _index.Tails.First!.ChainPrice : MempoolWaiting.LeastPrice;
            return new MempoolWaiting(_arrivals, _index.OldestReady(), floor);
        }
    }

    /// <summary>True when no pending transaction would be taken before one with this bid.</summary>
    public bool WouldLead(in Admission admission) =>
        _index.ReadyHeads.First is not { } first || PendingTransaction.PriceOf(admission) > first.Price;

    /// <summary>True when this transaction is pending.</summary>
    public bool Contains(Hash256 transactionId) => _index.Find(transactionId) is not null;

    /// <summary>A pending transaction by identifier.</summary>
    public bool TryGet(Hash256 transactionId, out Transaction? transaction)
    {
        transaction = _index.Find(transactionId)?.Transaction;
        return transaction is not null;
    }

    /// <summary>The pending transaction of a fee payer with exactly this nonce, or null.</summary>
    public Transaction? Find(Address feePayer, ulong nonce) =>
        _index.FindSender(feePayer)?.Find(nonce)?.Transaction;

    /// <summary>How a transaction left that is in no final block; false when it is pending or not remembered.</summary>
    public bool TryGetDeparture(Hash256 transactionId, out Departure departure)
    {
        departure = default;
        return !Contains(transactionId) && _departures.TryGet(transactionId, out departure);
    }

    /// <summary>
    /// An output that a pending transaction creates and none spends yet, or one spent by a pending bid.
    /// </summary>
    public bool TryGetPendingOutput(OutPoint outPoint, out TransactionOutput output)
    {
        TransactionOutput[] outputs = _index.Find(outPoint.TransactionId)?.Transaction.Body.Outputs ?? [];
        bool exists = outPoint.Index < (uint)outputs.Length;
        output = exists ? outputs[outPoint.Index] : default;
        return exists;
    }

    /// <summary>
    /// The nonce a sender's next transaction should carry: after its ready ones, or its finalised nonce.
    /// </summary>
    public ulong NextNonce(Address sender, ulong finalizedNonce)
    {
        SenderQueue? queue = _index.FindSender(sender);
        return queue is null ? finalizedNonce : Math.Max(finalizedNonce, queue.Account.Nonce + (ulong)queue.ReadyCount);
    }

    /// <summary>Fetches what <see cref="Contains"/> and <see cref="Add"/> will read of a few transactions.</summary>
    /// <param name="window">At most <see cref="Limits.Mempool.ForeseenAtOnce"/>.</param>
    public void Foresee(ReadOnlySpan<Transaction> window)
    {
        ForeseeEntries(window);
        Span<Address> payers = stackalloc Address[window.Length];
        for (int index = 0; index < window.Length; index++)
        {
            payers[index] = window[index].Body.FeePayer;
        }
        _index.Foresee(payers);
    }

    /// <summary>Takes a transaction, replacing and evicting what the rules allow.</summary>
    /// <param name="admission">The checked transaction.</param>
    /// <param name="readPayer">
    /// Reads an account of the finalised state: at least as new as the last final block told.
    /// </param>
    public MempoolError Add(in Admission admission, Func<Address, PayerState> readPayer)
    {
        MempoolError error = AddCore(admission, readPayer);
        _counters = error == MempoolError.None
            ? _counters with { Added = _counters.Added + 1 }
            : _counters with { Refused = _counters.Refused + 1 };
        return error;
    }

    /// <summary>
    /// The best transactions in an order in which they can be included: by price, nonces without gaps, creators of
    /// outputs before their spenders. Those in <paramref name="included"/> are taken as done: skipped, but not
    /// blocking.
    /// </summary>
    /// <param name="included">Identifiers in unfinalised ancestors of the block to build.</param>
    /// <param name="maxBytes">Most encoded bytes together.</param>
    /// <param name="maxCount">Most transactions.</param>
    /// <param name="isPayable">
    /// Whether a bid covers the prices of the block; one that does not is passed over with what follows it, and takes
    /// no place. Null when every bid does.
    /// </param>
    public List<Transaction> Select(
        ReadOnlySpan<Hash256> included,
        long maxBytes,
        int maxCount,
        Func<Transaction, bool>? isPayable = null) =>
        new MempoolSelection(_index, included, maxBytes, maxCount, isPayable, ++_selections).Run();

    /// <summary>
    /// Takes the effect of a final block: its transactions and what conflicts with them go; the accounts it touched
    /// are read again and their queues trimmed to what they can still pay; expired transactions go.
    /// </summary>
    public void OnFinal(ReadOnlySpan<Transaction> included, PayersReader readPayers, ulong view)
    {
        _view = view;
        _finals++;
        for (ReadOnlySpan<Transaction> rest = included; !rest.IsEmpty;)
        {
            ReadOnlySpan<Transaction> window = rest[..Math.Min(Limits.Mempool.ForeseenAtOnce, rest.Length)];
            rest = rest[window.Length..];
            ForeseeEntries(window);
            foreach (Transaction transaction in window)
            {
                Touch(RemoveIncluded(transaction));
            }
        }
        TouchWritten(included);
        Recheck(readPayers);
        Expire(view);
    }

    /// <summary>Removes what may no longer be included in <paramref name="view"/> or later.</summary>
    public void Expire(ulong view)
    {
        _view = view;
        while (_index.FirstToExpire is { } first && first.ValidUntil < view)
        {
            int removed = RemoveWithDescendants(first, DepartureReason.Expired);
            _counters = _counters with { Expired = _counters.Expired + removed };
        }
    }

    /// <summary>Removes a transaction that turned out not to be includable, with what depends on its outputs.</summary>
    public void Drop(Hash256 transactionId)
    {
        if (_index.Find(transactionId) is { } entry)
        {
            int removed = RemoveWithDescendants(entry, DepartureReason.Dropped);
            _counters = _counters with { Dropped = _counters.Dropped + removed };
        }
    }

    /// <summary>Asserts that all indexes agree and limits hold. Linear; for tests.</summary>
    public void CheckAgreement()
    {
        _index.CheckAgreement();
        Check.That(_index.Count <= _options.MaxTransactions && _index.Bytes <= _options.MaxBytes);
    }

    private MempoolError AddCore(in Admission admission, Func<Address, PayerState> readPayer)
    {
        Transaction transaction = admission.Transaction;
        if (_index.Find(transaction.Id) is not null)
        {
            return MempoolError.AlreadyKnown;
        }
        PayerState payer = readPayer(transaction.Body.FeePayer);
        if (transaction.Body.Nonce < payer.Nonce)
        {
            return MempoolError.NonceTooLow;
        }
        SenderQueue queue = _index.FindSender(transaction.Body.FeePayer)
            ?? _index.CreateSender(transaction.Body.FeePayer);
        _index.SetAccount(queue, payer);
        // A nonce far from the next one is a mistake to tell now, not a transaction to keep.
        ulong next = queue.Account.Nonce + (ulong)queue.ReadyCount;
        if (transaction.Body.Nonce > next && transaction.Body.Nonce - next > (ulong)_options.MaxNonceGap)
        {
            return MempoolError.TooManyFuture;
        }
        PendingTransaction entry = new(admission, _arrivals++, queue);
        MempoolError error = _replacement.Plan(entry);
        if (error == MempoolError.None && !PlanEvictions(entry))
        {
            error = MempoolError.Full;
        }
        if (error == MempoolError.None)
        {
            Replace(entry);
        }
        return error;
    }

    private void Replace(PendingTransaction entry)
    {
        long replaced = 0;
        foreach (PendingTransaction victim in _replacement.Victims)
        {
            Remove(victim, DepartureReason.Replaced);
            replaced++;
        }
        long evicted = 0;
        foreach (PendingTransaction victim in _evictions)
        {
            if (ReferenceEquals(_index.Find(victim.Transaction.Id), victim))
            {
                Remove(victim, DepartureReason.Evicted);
                evicted++;
            }
        }
        _index.Add(entry);
        _counters = _counters with
        {
            Replaced = _counters.Replaced + replaced,
            Evicted = _counters.Evicted + evicted,
        };
        Check.That(_index.Count <= _options.MaxTransactions && _index.Bytes <= _options.MaxBytes);
    }

    // Evicts only a sender's highest nonce, and only when no pending transaction spends its outputs, so nothing that
    // stays loses what it builds on. One candidate for each sender: a bid has to beat every one it displaces.
    private bool PlanEvictions(PendingTransaction entry)
    {
        const int MaxCandidates = 1_024;
        _evictions.Clear();
        int bytes = entry.Bytes;
        long freedBytes = _replacement.VictimBytes;
        int freedCount = _replacement.Victims.Count;
        int candidates = 0;
        if (Fits(freedCount, bytes - freedBytes))
        {
            return true;
        }
        _index.Tails.BeginWalk();
        while (_index.Tails.NextOfWalk() is { } tail)
        {
            if (Fits(freedCount, bytes - freedBytes))
            {
                return true;
            }
            bool noBetter = MempoolOrder.IsNoBetter(_replacement.IsReady, _replacement.ChainPrice, tail);
            if (candidates++ == MaxCandidates || noBetter)
            {
                return false;
            }
            if (IsEvictable(tail, entry))
            {
                _evictions.Add(tail);
                freedBytes += tail.Bytes;
                freedCount++;
            }
        }
        return Fits(freedCount, bytes - freedBytes);
    }

    // One more entry, with so many less and so many more bytes than now.
    private bool Fits(int freedCount, long moreBytes) =>
        _index.Count - freedCount < _options.MaxTransactions && _index.Bytes + moreBytes <= _options.MaxBytes;

    private bool IsEvictable(PendingTransaction tail, PendingTransaction entry)
    {
        bool creates = false;
        foreach (OutPoint input in entry.Transaction.Body.Inputs)
        {
            creates |= input.TransactionId == tail.Transaction.Id;
        }
        return !creates && tail.Sender != entry.Sender && !_index.HasChildren(tail)
            && !_replacement.Victims.Contains(tail);
    }

    private void ForeseeEntries(ReadOnlySpan<Transaction> window)
    {
        Check.That(window.Length <= Limits.Mempool.ForeseenAtOnce);
        Span<Hash256> ids = stackalloc Hash256[window.Length];
        foreach (Transaction transaction in window)
        {
            Fetch.Object(transaction, 2);
        }
        for (int index = 0; index < window.Length; index++)
        {
            ids[index] = window[index].Id;
            Fetch.Object(window[index].Body, 3);
        }
        _index.Foresee(ids);
    }

    // Gives the queue of its fee payer, if there is one.
    private SenderQueue? RemoveIncluded(Transaction transaction)
    {
        SenderQueue? payer = null;
        if (_index.Find(transaction.Id) is { } entry)
        {
            payer = entry.Sender;
            _index.RemoveFinal(entry);
            _counters = _counters with { Included = _counters.Included + 1 };
        }
        foreach (OutPoint input in transaction.Body.Inputs)
        {
            if (_index.FindSpender(input) is { } conflicting)
            {
                int removed = RemoveWithDescendants(conflicting, DepartureReason.Dropped);
                _counters = _counters with { Dropped = _counters.Dropped + removed };
            }
        }
        return payer ?? _index.FindSender(transaction.Body.FeePayer);
    }

    // Others whose accounts it may have changed. Most payers declare their own, too.
    private void TouchWritten(ReadOnlySpan<Transaction> included)
    {
        Span<Address> written = stackalloc Address[Limits.Mempool.ForeseenAtOnce];
        int count = 0;
        foreach (Transaction transaction in included)
        {
            Hash256 payer = transaction.Body.FeePayer.Value;
            foreach (ref readonly ObjectId item in transaction.Body.Writes.AsSpan())
            {
                if (item.Value != payer)
                {
                    written[count++] = new Address(item.Value);
                }
                if (count == written.Length)
                {
                    TouchAll(written);
                    count = 0;
                }
            }
        }
        TouchAll(written[..count]);
    }

    private void TouchAll(ReadOnlySpan<Address> senders)
    {
        _index.Foresee(senders);
        foreach (ref readonly Address sender in senders)
        {
            Touch(_index.FindSender(sender));
        }
    }

    // Notes a sender whose account the block touched, once; it may lose its last entry after that.
    private void Touch(SenderQueue? queue)
    {
        if (queue is { Count: > 0 } && queue.ReadBy != _finals)
        {
            queue.ReadBy = _finals;
            _touched.Add(queue);
        }
    }

    private void Recheck(PayersReader readPayers)
    {
        if (_payers.Length < _touched.Count)
        {
            _senders = new Address[Math.Max(_touched.Count, 2 * _senders.Length)];
            _payers = new PayerState[_senders.Length];
        }
        for (int index = 0; index < _touched.Count; index++)
        {
            _senders[index] = _touched[index].Sender;
        }
        readPayers(_senders.AsSpan(0, _touched.Count), _payers.AsSpan(0, _touched.Count));
        for (int index = 0; index < _touched.Count; index++)
        {
            Recheck(_touched[index], _payers[index]);
        }
        _touched.Clear();
    }

    // What was removed for the sender before may have left it with nothing.
    private void Recheck(SenderQueue queue, PayerState account)
    {
        if (queue.Count == 0)
        {
            return;
        }
        _index.SetAccount(queue, account);
        int removed = 0;
        while (queue.Count > 0 && queue[0].Nonce < queue.Account.Nonce)
        {
            removed += RemoveWithDescendants(queue[0], DepartureReason.Dropped);
        }
        while (queue.Count > 0 && queue.Reserved > queue.Account.Balance)
        {
            removed += RemoveWithDescendants(queue.Tail, DepartureReason.Dropped);
        }
        _counters = _counters with { Dropped = _counters.Dropped + removed };
    }

    private void Remove(PendingTransaction entry, DepartureReason reason)
    {
        _index.Remove(entry);
        _departures.Add(entry.Transaction.Id, new Departure(reason, _view));
    }

    // What spends outputs of the root loses what it builds on, whatever the root's own reason is.
    private int RemoveWithDescendants(PendingTransaction root, DepartureReason reason)
    {
        int removed = 0;
        _cascade.Push(root);
        while (_cascade.TryPop(out PendingTransaction? entry))
        {
            if (!ReferenceEquals(_index.Find(entry.Transaction.Id), entry))
            {
                continue;
            }
            for (int index = 0; index < entry.Transaction.Body.Outputs.Length; index++)
            {
                if (_index.FindSpender(new OutPoint(entry.Transaction.Id, (uint)index)) is { } child)
                {
                    _cascade.Push(child);
                }
            }
            Remove(entry, ReferenceEquals(entry, root) ? reason : DepartureReason.Dropped);
            removed++;
        }
        return removed;
    }
}
