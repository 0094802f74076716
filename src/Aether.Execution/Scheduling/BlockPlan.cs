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
    // Buckets of so many transactions are fetched together.
    private const int Group = 16;

    private readonly SlotTable _slots;
    private Transaction[] _transactions = [];
    private int[] _firstReference = new int[1];
    private int[] _references = new int[64];
    private uint[] _hashes = new uint[64];
    private int[] _firstAccess = new int[1];
    private Access[] _accesses = new Access[64];
    private int[] _waiting = [];
    private bool[] _isRoot = [];
    private int[] _firstWitness = new int[1];
    private int _referenceCount;
    private int _hashCount;
    private int _accessCount;
    private int _witnessCount;
    private int _batch;
    private bool _hasTickets;

    /// <summary>Creates a plan over a table of slots.</summary>
    public BlockPlan(SlotTable slots) => _slots = slots;

    /// <summary>Transactions of the batch.</summary>
    public int Count { get; private set; }

    /// <summary>How many of them are numbered.</summary>
    public int Numbered { get; private set; }

    /// <summary>Accesses with a place in a queue.</summary>
    public int AccessCount => _accessCount;

    /// <summary>Witnesses of the numbered transactions.</summary>
    public int WitnessCount => _witnessCount;

    /// <summary>The transactions.</summary>
    public ReadOnlySpan<Transaction> Transactions => _transactions.AsSpan(0, Count);

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
        Begin(transactions, withTickets);
        Number(transactions.Length);
    }

    /// <summary>Starts a batch, of which nothing is numbered yet.</summary>
    public void Begin(ReadOnlySpan<Transaction> transactions, bool withTickets)
    {
        Reserve(transactions.Length);
        transactions.CopyTo(_transactions);
        Count = transactions.Length;
        Numbered = 0;
        _referenceCount = 0;
        _hashCount = 0;
        _accessCount = 0;
        _witnessCount = 0;
        _hasTickets = withTickets;
        // What slots know of queues is of the batch whose number they have.
        _batch = unchecked(_batch + 1);
    }

    /// <summary>Numbers the transactions up to one.</summary>
    public void Number(int end)
    {
        while (Numbered < end)
        {
            NumberGroup(Math.Min(Numbered + Group, end));
        }
    }

    /// <summary>Fetches some transactions and what they touch.</summary>
    public void Prefetch(int first, int end)
    {
        TransactionPrefetch.All(Transactions[first..end]);
        ReadOnlySpan<int> slots = _references.AsSpan(
            _firstReference[first], _firstReference[end] - _firstReference[first]);
        foreach (int slot in slots)
        {
            _slots.Prefetch(slot);
        }
        foreach (int slot in slots)
        {
            _slots.PrefetchValue(slot);
        }
    }

    /// <summary>Forgets the transactions, so that they can be collected, and the places in the queues.</summary>
    public void Clear()
    {
        _transactions.AsSpan(0, Count).Clear();
        Count = 0;
        Numbered = 0;
        _referenceCount = 0;
        _hashCount = 0;
        _accessCount = 0;
        _witnessCount = 0;
        _batch = unchecked(_batch + 1);
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

    // All hashes first: their buckets come while the next ones are computed.
    private void NumberGroup(int end)
    {
        ReadOnlySpan<Transaction> transactions = Transactions;
        for (int index = Numbered; index < end; index++)
        {
            TransactionPrefetch.Ahead(transactions, index, withArguments: !_hasTickets);
            Hash(transactions[index]);
        }
        for (int index = Numbered; index < end; index++)
        {
            _firstReference[index] = _referenceCount;
            _firstAccess[index] = _accessCount;
            _firstWitness[index] = _witnessCount;
            _witnessCount += transactions[index].Witnesses.Length;
            _waiting[index] = 0;
            Number(transactions[index]);
            if (_hasTickets)
            {
                Queue(index);
                _isRoot[index] = _waiting[index] == 0;
            }
        }
        _firstReference[end] = _referenceCount;
        _firstAccess[end] = _accessCount;
        _firstWitness[end] = _witnessCount;
        Numbered = end;
    }

    private void Hash(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        int most = 1 + body.Writes.Length + body.Reads.Length + body.Inputs.Length + body.Outputs.Length;
        if (_references.Length - _hashCount < most)
        {
            int size = Math.Max(_references.Length * 2, _hashCount + most);
            Array.Resize(ref _references, size);
            Array.Resize(ref _hashes, size);
        }
        Hash(SlotKind.Declared, body.FeePayer.Value, 0);
        foreach (ref readonly ObjectId item in body.Writes.AsSpan())
        {
            Hash(SlotKind.Declared, item.Value, 0);
        }
        foreach (ref readonly ObjectId item in body.Reads.AsSpan())
        {
            Hash(SlotKind.Declared, item.Value, 0);
        }
        foreach (ref readonly OutPoint input in body.Inputs.AsSpan())
        {
            Hash(SlotKind.Output, input.TransactionId, input.Index);
        }
        for (int index = 0; index < body.Outputs.Length; index++)
        {
            Hash(SlotKind.Output, transaction.Id, (uint)index);
        }
    }

    private void Hash(SlotKind kind, in Hash256 id, uint outputIndex)
    {
        uint hash = SlotTable.HashOf(kind, id, outputIndex);
        _hashes[_hashCount++] = hash;
        _slots.PrefetchBucket(hash);
    }

    private void Number(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
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
            _slots.Want(slot, half: 1);
        }
    }

    private int Refer(SlotKind kind, in Hash256 id, uint outputIndex)
    {
        int slot = _slots.GetOrAdd(kind, id, outputIndex, _hashes[_referenceCount]);
        _slots.Want(slot, half: 0);
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
        int tail = place.Batch == _batch ? place.LastTail : -1;
        place.Batch = _batch;
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
