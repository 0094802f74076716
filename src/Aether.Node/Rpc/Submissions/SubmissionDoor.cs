using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.Mempool;

namespace Aether.Node.Rpc.Submissions;

/// <summary>
/// Decides whether this node takes submissions now: as many may be ready as fit into the next block, or as the chain
/// makes final in a slot at its rate of the last seconds, whichever is more. What would wait longer is
/// refused before it is decoded, and may be sent again.
/// </summary>
/// <remarks>
/// A full mempool of 50,000 at 5,000 a second is ten seconds of waiting for everybody: a short queue gives the same
/// rate and answers at once. A spare number is taken above the limit, and each that is final in that time gives one
/// back: so a burst finds room, and those do not shut the door that only wait, for a busy object or for more than they
/// bid, while others pass them. While the door is shut a bounded number of bids is looked at, and one above every
/// pending is taken: it waits for nobody. What the node has already takes no place and gets its hash. Only this node's
/// door knows of it: what peers send is judged as ever, and no block is valid or not for it. <b>Threads</b>: any.
/// <b>Cost</b>: a few reads; the mempool is asked every few milliseconds.
/// </remarks>
internal sealed class SubmissionDoor
{
    private readonly TimeProvider _time;
    private readonly ChainParameters _parameters;
    private readonly Func<(int Ready, int Count, long Bytes)> _readPending;
    private readonly BidCheck _look;
    private readonly InclusionRate _rate;
    private long _lookedAt;
    private long _limit;
    private long _pending;
    private long _inFlight;
    private long _expected;
    private long _spare = Limits.Admission.Spare;
    private long _bidsFrom;
    private long _bids;

    /// <summary>A door.</summary>
    /// <param name="time">Clock of rates.</param>
    /// <param name="parameters">Time of a slot and size of a block.</param>
    /// <param name="readPending">Asks the mempool: ready transactions, all of them, and the bytes of all.</param>
    /// <param name="look">Looks at the bytes of a bid.</param>
    public SubmissionDoor(
        TimeProvider time,
        ChainParameters parameters,
        Func<(int Ready, int Count, long Bytes)> readPending,
        BidCheck look)
    {
        _time = time;
        _parameters = parameters;
        _readPending = readPending;
        _look = look;
        _rate = new InclusionRate(time);
        _bidsFrom = time.GetTimestamp();
        Look();
    }

    /// <summary>What this node took: a resend of it gets its hash, and no place.</summary>
    public TakenSubmissions Taken { get; } = new();

    /// <summary>Decodes a submission, and compares it with the pending ones.</summary>
    public delegate BidVerdict BidCheck(ReadOnlySpan<byte> bytes);

    /// <summary>The door of a node. It follows the node's blocks from now on.</summary>
    public static SubmissionDoor Of(NodeView node)
    {
        SubmissionDoor door = new(
            node.Time,
            node.Genesis.Parameters,
            () => node.Pipeline.Mempool.Size,
            bytes => LookAt(node, bytes));
        node.Pipeline.BlockFinalized += block => door.NoteFinal(block.Transactions.Length);
        node.Stories.Began += door.NoteTaken;
        node.Stories.BecameFinal += door.NoteWait;
        return door;
    }

    /// <summary>Most pending transactions that are taken now.</summary>
    public long Limit => Volatile.Read(ref _limit);

    private long WindowMs => (long)Limits.Admission.WindowQuarters * _parameters.SlotMs / 4;

    /// <summary>A block with so many transactions is final.</summary>
    public void NoteFinal(int transactions)
    {
        _rate.Add(transactions);
        // What was late gives nothing back; without this nothing would ever be in time again where others only wait.
        GiveBack(Limits.Admission.SpareOfBlock);
    }

    /// <summary>A submission is pending now: above the limit it uses up one of the spare number.</summary>
    public void NoteTaken()
    {
        if (Volatile.Read(ref _pending) >= Volatile.Read(ref _limit))
        {
            Interlocked.Decrement(ref _spare);
        }
    }

    /// <summary>A submission of this node is final; one that came in time makes room for another.</summary>
    public void NoteWait(long milliseconds)
    {
        if (milliseconds <= (long)Limits.Admission.InTimeQuarters * _parameters.SlotMs / 4)
        {
            GiveBack(1);
        }
    }

    /// <summary>
    /// Submissions are refused unread: what was let pass takes every place, and enough bids were looked at.
    /// </summary>
    public bool IsShut()
    {
        long expected = Volatile.Read(ref _expected);
        return !IsOpen(expected) && !HasSpare(1 + expected) && !HasBids(expected);
    }

    /// <summary>
    /// Submissions were let pass, or, when negative, are judged now. Between the two a thread has to get to them: when
    /// the processors are full far more would pass meanwhile than there are places for, to be read for nothing.
    /// </summary>
    public void Expect(int count) => Interlocked.Add(ref _expected, count);

    /// <summary>
    /// Takes places for submissions, until <see cref="Leave"/>; false when the door is shut. Where there is one, all of
    /// a body get in: what <see cref="IsShut"/> let pass would else be read to be refused.
    /// </summary>
    public bool TryEnter(int count)
    {
        if (!IsOpen(0) && !HasSpare(1))
        {
            return false;
        }
        Interlocked.Add(ref _inFlight, count);
        return true;
    }

    /// <summary>
    /// Looks at what finds no place, while bids are looked at: one that no pending bid is above takes a place. What was
    /// taken here before is always looked at, and none of the bids.
    /// </summary>
    public BidVerdict EnterAsBid(ReadOnlySpan<byte> bytes)
    {
        if (Taken.Has(bytes) && _look(bytes) == BidVerdict.Had)
        {
            return BidVerdict.Had;
        }
        BidVerdict verdict = TakeBid() ? _look(bytes) : BidVerdict.Behind;
        if (verdict == BidVerdict.Leads)
        {
            Interlocked.Increment(ref _inFlight);
        }
        return verdict;
    }

    /// <summary>Submissions have their verdicts: those that were taken are in the mempool now.</summary>
    public void Leave(int count) => Interlocked.Add(ref _inFlight, -count);

    /// <summary>The refusal.</summary>
    public RpcException Busy() => new(
        RpcErrorCode.LimitExceeded,
        "busy: as many transactions are pending as the chain makes final soon; send it again a moment later",
        ("limit", Limit),
        ("pending", Volatile.Read(ref _pending)),
        ("retryAfterMs", (long)Limits.Rpc.RetryMs))
    { RetryAfterMs = Limits.Rpc.RetryMs };

    /// <summary>Looks at the bytes of a bid, as the door of a node does.</summary>
    internal static BidVerdict LookAt(NodeView node, ReadOnlySpan<byte> bytes)
    {
        if (!Ace.TryDecode(bytes, out Transaction transaction, out DecodeError _))
        {
            return BidVerdict.Behind;
        }
        // In this order: a block is committed before its transactions leave the mempool.
        if (node.Pipeline.Mempool.Contains(transaction.Id)
            || node.Store.TryLocate(transaction.Id, out TransactionLocation _))
        {
            return BidVerdict.Had;
        }
        TransactionBody body = transaction.Body;
        UInt128 minimum = FeeSchedule.BaseFee(
            node.Genesis.Parameters,
            bytes.Length,
            body.GasLimit,
            body.MemoryLimit,
            node.Pipeline.Heads.Latest.Prices.LocalOf(body));
        return node.Pipeline.Mempool.WouldLead(new Admission(transaction, minimum, 0))
            ? BidVerdict.Leads
            : BidVerdict.Behind;
    }

    private void GiveBack(int count)
    {
        long over = Interlocked.Add(ref _spare, count) - Limits.Admission.Spare;
        if (over > 0)
        {
            Interlocked.Add(ref _spare, -Math.Min(over, count));
        }
    }

    // What waits for its verdict may use them up, or may be refused and use none.
    private bool HasSpare(long count) => Volatile.Read(ref _spare) - Volatile.Read(ref _inFlight) >= count;

    private bool IsOpen(long expected)
    {
        long looked = Volatile.Read(ref _lookedAt);
        if (_time.GetElapsedTime(looked).TotalMilliseconds >= Limits.Admission.LookMs
            && Interlocked.CompareExchange(ref _lookedAt, _time.GetTimestamp(), looked) == looked)
        {
            Look();
        }
        return Volatile.Read(ref _pending) + Volatile.Read(ref _inFlight) + expected < Volatile.Read(ref _limit);
    }

    private void Look()
    {
        (int ready, int count, long bytes) = _readPending();
        long each = count == 0 ? Limits.Admission.UsualBytes : Math.Max(bytes / count, 1);
        long block = Math.Min(_parameters.BlockBytesMax / each, Limits.Block.MaxTransactions);
        Volatile.Write(ref _limit, Math.Max((long)(_rate.PerSecond * WindowMs / 1_000), block));
        Volatile.Write(ref _pending, ready);
        Volatile.Write(ref _lookedAt, _time.GetTimestamp());
    }

    private bool HasBids(long expected) =>
        (IsBidTimeOver() ? 0 : Volatile.Read(ref _bids)) + expected < Limits.Admission.Bids;

    private bool TakeBid()
    {
        if (IsBidTimeOver())
        {
            Volatile.Write(ref _bidsFrom, _time.GetTimestamp());
            Volatile.Write(ref _bids, 0);
        }
        return Interlocked.Increment(ref _bids) <= Limits.Admission.Bids;
    }

    private bool IsBidTimeOver() =>
        _time.GetElapsedTime(Volatile.Read(ref _bidsFrom)).TotalMilliseconds >= Limits.Admission.BidsMs;
}
