using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>
/// Decides whether a bid may take the place of pending transactions with the same nonce or a common input, and
/// whether its sender may have one more. Plans only: nothing changes until the caller removes the victims.
/// </summary>
internal sealed class MempoolReplacement
{
    private readonly MempoolIndex _index;
    private readonly MempoolOptions _options;
    private readonly HashSet<PendingTransaction> _victims = new(ReferenceEqualityComparer.Instance);
    private readonly Stack<PendingTransaction> _open = [];

    public MempoolReplacement(MempoolIndex index, MempoolOptions options)
    {
        _index = index;
        _options = options;
    }

    /// <summary>
    /// What the last planned bid replaces: direct conflicts and everything that spends their outputs.
    /// </summary>
    public IReadOnlyCollection<PendingTransaction> Victims => _victims;

    /// <summary>Encoded size of the victims.</summary>
    public long VictimBytes { get; private set; }

    /// <summary>The last planned bid would have no nonce gap before it.</summary>
    public bool IsReady { get; private set; }

    /// <summary>Chain price the last planned bid would have.</summary>
    public ulong ChainPrice { get; private set; }

    /// <summary>Plans one bid against the current content.</summary>
    public MempoolError Plan(PendingTransaction entry)
    {
        _victims.Clear();
        _open.Clear();
        VictimBytes = 0;
        bool beaten = CollectDirect(entry);
        if (!beaten)
        {
            return MempoolError.ReplacementUnderpriced;
        }
        UInt128 fees = CollectDescendants();
        if (_victims.Count > 0 && entry.Transaction.Body.MaxFee <= fees)
        {
            return MempoolError.ReplacementUnderpriced;
        }
        foreach (OutPoint input in entry.Transaction.Body.Inputs)
        {
            if (_index.Find(input.TransactionId) is { } creator && _victims.Contains(creator))
            {
                return MempoolError.ReplacesOwnInput;
            }
        }
        return CheckSender(entry);
    }

    private bool CollectDirect(PendingTransaction entry)
    {
        bool beaten = CollectConflict(entry, entry.Sender.Find(entry.Nonce));
        foreach (OutPoint input in entry.Transaction.Body.Inputs)
        {
            beaten &= CollectConflict(entry, _index.FindSpender(input));
        }
        return beaten;
    }

    private bool CollectConflict(PendingTransaction entry, PendingTransaction? conflict)
    {
        if (conflict is null)
        {
            return true;
        }
        if (_victims.Add(conflict))
        {
            _open.Push(conflict);
        }
        // Prices are rounded down: one unit of slack keeps a bid of exactly the percentage in.
        return ((UInt128)entry.Price + 1) * 100 > (UInt128)conflict.Price * (uint)_options.ReplacementPercent;
    }

    // Adds spenders of the victims' outputs and returns the sum of all victims' max fees, saturating.
    private UInt128 CollectDescendants()
    {
        UInt128 fees = 0;
        while (_open.TryPop(out PendingTransaction? victim))
        {
            VictimBytes += victim.Bytes;
            UInt128 sum = unchecked(fees + victim.Transaction.Body.MaxFee);
            fees = sum < fees ? UInt128.MaxValue : sum;
            for (int index = 0; index < victim.Transaction.Body.Outputs.Length; index++)
            {
                OutPoint output = new(victim.Transaction.Id, (uint)index);
                if (_index.FindSpender(output) is { } child && _victims.Add(child))
                {
                    _open.Push(child);
                }
            }
        }
        return fees;
    }

    // Walks the sender's queue as it would be: victims out, the bid in.
    private MempoolError CheckSender(PendingTransaction entry)
    {
        SenderQueue queue = entry.Sender;
        SenderWalk walk = new(queue.Account.Nonce);
        bool placed = false;
        for (int index = 0; index < queue.Count; index++)
        {
            PendingTransaction other = queue[index];
            if (_victims.Contains(other))
            {
                continue;
            }
            if (!placed && other.Nonce > entry.Nonce)
            {
                placed = true;
                Place(ref walk, entry);
            }
            walk.Step(other);
        }
        if (!placed)
        {
            Place(ref walk, entry);
        }
        if (walk.Count > _options.MaxPerSender)
        {
            return MempoolError.TooManyPending;
        }
        if (!IsReady && walk.Count - walk.Ready > _options.MaxFuturePerSender)
        {
            return MempoolError.TooManyFuture;
        }
        bool payable = !walk.Overflowed && walk.Cost <= queue.Account.Balance;
        return payable ? MempoolError.None : MempoolError.InsufficientBalance;
    }

    private void Place(ref SenderWalk walk, PendingTransaction entry)
    {
        walk.Step(entry);
        IsReady = walk.LastIsReady;
        ChainPrice = walk.LowestPrice;
    }

    private struct SenderWalk(ulong nextNonce)
    {
        private ulong _nextNonce = nextNonce;

        public int Count;
        public int Ready;
        public UInt128 Cost;
        public bool Overflowed;
        public ulong LowestPrice = ulong.MaxValue;

        public readonly bool LastIsReady => Ready == Count;

        public void Step(PendingTransaction entry)
        {
            Ready += Ready == Count && entry.Nonce == _nextNonce ? 1 : 0;
            Count++;
            _nextNonce = unchecked(entry.Nonce + 1);
            LowestPrice = Math.Min(LowestPrice, entry.Price);
            UInt128 sum = unchecked(Cost + entry.Cost);
            Overflowed |= sum < Cost;
            Cost = sum;
        }
    }
}
