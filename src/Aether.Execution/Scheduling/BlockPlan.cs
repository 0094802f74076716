using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Scheduling;

/// <summary>What each transaction of a batch touches, and who waits for whom.</summary>
/// <remarks>
/// Two transactions are ordered when <c>W(a) ∩ (W(b) ∪ R(b)) ≠ ∅</c> or vice versa (<see cref="AccessSet.Conflicts"/>):
/// each slot keeps a queue of tickets in block order, shared by neighbouring readers. The fee payer's account is an
/// implicit write; spent and created outputs are writes. <b>Threads</b>: built by one; then <see cref="Release"/> from
/// any lane. <b>Cost</b>: linear in the declared accesses; arrays grow and are kept.
/// </remarks>
internal sealed class BlockPlan
{
    private readonly SlotTable _slots;
    private Transaction[] _transactions = [];
    private int[] _firstReference = new int[1];
    private int[] _references = new int[64];
    private int[] _firstAccess = new int[1];
    private Access[] _accesses = new Access[64];
    private int[] _waiting = [];
    private bool[] _isRoot = [];
    private int[] _firstWitness = new int[1];
    private int _referenceCount;
    private int _accessCount;

    /// <summary>Creates a plan over a table of slots.</summary>
    public BlockPlan(SlotTable slots) => _slots = slots;

    /// <summary>Transactions of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>Accesses with a place in a queue.</summary>
    public int AccessCount => _accessCount;

    /// <summary>Witnesses of all transactions.</summary>
    public int WitnessCount => _firstWitness[Count];

    /// <summary>A transaction.</summary>
    public Transaction this[int transaction] => _transactions[transaction];

    /// <summary>
    /// Slots of a transaction in a fixed order: fee payer, writes, reads, inputs, created outputs.
    /// </summary>
    public ReadOnlySpan<int> SlotsOf(int transaction) => _references.AsSpan(
        _firstReference[transaction], _firstReference[transaction + 1] - _firstReference[transaction]);

    /// <summary>First of a transaction's tickets; they end where those of the next one start.</summary>
    public int FirstAccess(int transaction) => _firstAccess[transaction];

    /// <summary>A ticket.</summary>
    public ref Access AccessAt(int access) => ref _accesses[access];

    /// <summary>First of a transaction's witnesses in the numbering of the batch.</summary>
    public int FirstWitness(int transaction) => _firstWitness[transaction];

    /// <summary>True while a transaction waits for others.</summary>
    public bool IsWaiting(int transaction) => Volatile.Read(ref _waiting[transaction]) != 0;

    /// <summary>True for a transaction that never had to wait.</summary>
    public bool IsRoot(int transaction) => _isRoot[transaction];

    /// <summary>Numbers what a batch touches; with tickets when several lanes will run it.</summary>
    public void Build(ReadOnlySpan<Transaction> transactions, bool withTickets)
    {
        Reserve(transactions.Length);
        transactions.CopyTo(_transactions);
        Count = transactions.Length;
        _referenceCount = 0;
        _accessCount = 0;
        int witnesses = 0;
        for (int index = 0; index < transactions.Length; index++)
        {
            _firstReference[index] = _referenceCount;
            _firstAccess[index] = _accessCount;
            _firstWitness[index] = witnesses;
            witnesses += transactions[index].Witnesses.Length;
            _waiting[index] = 0;
            Number(transactions[index]);
            if (withTickets)
            {
                Queue(index);
                _isRoot[index] = _waiting[index] == 0;
            }
        }
        _firstReference[transactions.Length] = _referenceCount;
        _firstAccess[transactions.Length] = _accessCount;
        _firstWitness[transactions.Length] = witnesses;
    }

    /// <summary>Forgets the transactions, so that they can be collected, and the places in the queues.</summary>
    public void Clear()
    {
        for (int index = 0; index < _accessCount; index++)
        {
            ref Slot slot = ref _slots.SlotAt(_accesses[index].Slot);
            slot.LastHead = -1;
            slot.LastTail = -1;
        }
        _transactions.AsSpan(0, Count).Clear();
        Count = 0;
        _referenceCount = 0;
        _accessCount = 0;
    }

    /// <summary>Gives one ticket back; transactions that became ready are told to <paramref name="ready"/>.</summary>
    /// <remarks>
    /// The interlocked decrements order everything the releasing lane wrote before what the next one reads.
    /// </remarks>
    public void Release<TReady>(int access, TReady ready)
        where TReady : IReadySink
    {
        ref Access head = ref _accesses[_accesses[access].Head];
        int next = head.NextGroup;
        if (next < 0)
        {
            return;
        }
        if (!head.IsWrite && Interlocked.Decrement(ref head.Pending) != 0)
        {
            return;
        }
        while (next >= 0)
        {
            ref Access member = ref _accesses[next];
            int rest = Interlocked.Decrement(ref _waiting[member.Transaction]);
            Check.That(rest >= 0);
            if (rest == 0)
            {
                ready.Push(member.Transaction);
            }
            next = member.NextInGroup;
        }
    }

    private void Reserve(int count)
    {
        if (_transactions.Length < count)
        {
            int size = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)count);
            _transactions = new Transaction[size];
            _waiting = new int[size];
            _isRoot = new bool[size];
            _firstReference = new int[size + 1];
            _firstAccess = new int[size + 1];
            _firstWitness = new int[size + 1];
        }
    }

    private void Number(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        int most = 1 + body.Writes.Length + body.Reads.Length + body.Inputs.Length + body.Outputs.Length;
        if (_references.Length - _referenceCount < most)
        {
            Array.Resize(ref _references, Math.Max(_references.Length * 2, _referenceCount + most));
        }
        bool objects = MayTouchObjects(body);
        Declare(body.FeePayer.Value, wantsObject: false);
        foreach (ref readonly ObjectId item in body.Writes.AsSpan())
        {
            Declare(item.Value, objects);
        }
        foreach (ref readonly ObjectId item in body.Reads.AsSpan())
        {
            Declare(item.Value, objects);
        }
        foreach (ref readonly OutPoint input in body.Inputs.AsSpan())
        {
            Refer(SlotKind.Output, input.TransactionId, input.Index);
        }
        for (int index = 0; index < body.Outputs.Length; index++)
        {
            Refer(SlotKind.Output, transaction.Id, (uint)index);
        }
    }

    // The bank only knows accounts and outputs; any other program may ask for the objects of the same identifiers.
    private static bool MayTouchObjects(TransactionBody body)
    {
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program != ProgramId.Bank)
            {
                return true;
            }
        }
        return false;
    }

    private void Declare(in Hash256 id, bool wantsObject)
    {
        int slot = Refer(SlotKind.Declared, id, 0);
        if (wantsObject)
        {
            _slots.Want((2 * slot) + 1);
        }
    }

    private int Refer(SlotKind kind, in Hash256 id, uint outputIndex)
    {
        int slot = _slots.GetOrAdd(kind, id, outputIndex);
        _slots.Want(2 * slot);
        _references[_referenceCount++] = slot;
        return slot;
    }

    private void Queue(int transaction)
    {
        TransactionBody body = _transactions[transaction].Body;
        ReadOnlySpan<int> slots = _references.AsSpan(
            _firstReference[transaction], _referenceCount - _firstReference[transaction]);
        if (_accesses.Length - _accessCount < slots.Length)
        {
            Array.Resize(ref _accesses, Math.Max(_accesses.Length * 2, _accessCount + slots.Length));
        }
        int firstRead = 1 + body.Writes.Length;
        int lastRead = firstRead + body.Reads.Length;
        for (int index = 0; index < slots.Length; index++)
        {
            Queue(transaction, slots[index], isWrite: index < firstRead || index >= lastRead);
        }
    }

    private void Queue(int transaction, int slot, bool isWrite)
    {
        ref Slot place = ref _slots.SlotAt(slot);
        int tail = place.LastTail;
        if (tail >= 0 && _accesses[tail].Transaction == transaction)
        {
            // The fee payer comes first and as a writer: naming it again changes nothing.
            Check.That(_accesses[tail].IsWrite || !isWrite);
            return;
        }
        int access = _accessCount++;
        bool joins = tail >= 0 && !isWrite && !_accesses[tail].IsWrite;
        int head = joins ? place.LastHead : access;
        _accesses[access] = new Access
        {
            Transaction = transaction,
            Slot = slot,
            Head = head,
            NextInGroup = -1,
            NextGroup = -1,
            Pending = 1,
            IsWrite = isWrite,
            IsFront = tail < 0,
        };
        if (joins)
        {
            _accesses[tail].NextInGroup = access;
            _accesses[head].Pending++;
        }
        else
        {
            if (tail >= 0)
            {
                _accesses[place.LastHead].NextGroup = access;
            }
            place.LastHead = access;
        }
        place.LastTail = access;
        if (!_accesses[head].IsFront)
        {
            _waiting[transaction]++;
        }
    }
}
