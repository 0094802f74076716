using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>
/// The mempool of one node, shared by ingress, proposer, finaliser and status readers through one short lock.
/// </summary>
/// <remarks>
/// <b>Threads</b>: any. Nobody executes or verifies inside the lock: a proposer takes a list and builds from that.
/// Accounts are read inside it, so a transaction is never judged by an older account than the last final block left.
/// </remarks>
public sealed class SharedMempool
{
    private readonly Lock _lock = new();
    private readonly MempoolCore _core;

    /// <summary>Creates an empty mempool.</summary>
    public SharedMempool(MempoolOptions options) => _core = new MempoolCore(options);

    /// <inheritdoc cref="MempoolCore.Status"/>
    public MempoolStatus Status
    {
        get
        {
            lock (_lock)
            {
                return _core.Status;
            }
        }
    }

    /// <inheritdoc cref="MempoolCore.Size"/>
    public (int Ready, int Count, long Bytes) Size
    {
        get
        {
            lock (_lock)
            {
                return _core.Size;
            }
        }
    }

    /// <inheritdoc cref="MempoolCore.Waiting"/>
    public MempoolWaiting Waiting
    {
        get
        {
            lock (_lock)
            {
                return _core.Waiting;
            }
        }
    }

    /// <inheritdoc cref="MempoolCore.WouldLead"/>
    public bool WouldLead(in Admission admission)
    {
        lock (_lock)
        {
            return _core.WouldLead(admission);
        }
    }

    /// <inheritdoc cref="MempoolCore.Contains"/>
    public bool Contains(Hash256 transactionId)
    {
        lock (_lock)
        {
            return _core.Contains(transactionId);
        }
    }

    /// <inheritdoc cref="MempoolCore.TryGet"/>
    public bool TryGet(Hash256 transactionId, out Transaction? transaction)
    {
        lock (_lock)
        {
            return _core.TryGet(transactionId, out transaction);
        }
    }

    /// <inheritdoc cref="MempoolCore.TryGetDeparture"/>
    public bool TryGetDeparture(Hash256 transactionId, out Departure departure)
    {
        lock (_lock)
        {
            return _core.TryGetDeparture(transactionId, out departure);
        }
    }

    /// <inheritdoc cref="MempoolCore.TryGetPendingOutput"/>
    public bool TryGetPendingOutput(OutPoint outPoint, out TransactionOutput output)
    {
        lock (_lock)
        {
            return _core.TryGetPendingOutput(outPoint, out output);
        }
    }

    /// <inheritdoc cref="MempoolCore.Find"/>
    public Transaction? Find(Address feePayer, ulong nonce)
    {
        lock (_lock)
        {
            return _core.Find(feePayer, nonce);
        }
    }

    /// <inheritdoc cref="MempoolCore.NextNonce"/>
    public ulong NextNonce(Address sender, ulong finalizedNonce)
    {
        lock (_lock)
        {
            return _core.NextNonce(sender, finalizedNonce);
        }
    }

    /// <summary>Waits until nobody else is inside, and keeps the others out until the result is disposed.</summary>
    public MempoolHold Hold()
    {
        _lock.Enter();
        return new MempoolHold(_core, _lock);
    }

    /// <summary>The same without waiting: false while somebody else is inside.</summary>
    public bool TryHold(out MempoolHold hold)
    {
        bool entered = _lock.TryEnter();
        hold = entered ? new MempoolHold(_core, _lock) : default;
        return entered;
    }

    /// <inheritdoc cref="MempoolCore.Select"/>
    public List<Transaction> Select(
        ReadOnlySpan<Hash256> included, long maxBytes, int maxCount, Func<Transaction, bool>? isPayable = null)
    {
        lock (_lock)
        {
            return _core.Select(included, maxBytes, maxCount, isPayable);
        }
    }

    /// <inheritdoc cref="MempoolCore.OnFinal"/>
    public void OnFinal(ReadOnlySpan<Transaction> included, PayersReader readPayers, ulong view)
    {
        lock (_lock)
        {
            _core.OnFinal(included, readPayers, view);
        }
    }

    /// <inheritdoc cref="MempoolCore.Drop"/>
    public void Drop(Hash256 transactionId)
    {
        lock (_lock)
        {
            _core.Drop(transactionId);
        }
    }
}
