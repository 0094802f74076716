using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>
/// The state as one transaction sees it: the only way ledger rules and programs touch state. What the transaction did
/// not declare cannot be read or written through it.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: a span it gives is valid until the next write or rollback of the same value. <b>Threads</b>: one
/// lane, for one transaction at a time, which holds its tickets. <b>Cost</b>: no allocation once the lane's buffers
/// have grown.
/// </remarks>
public sealed class TransactionView
{
    private readonly SlotTable _slots;
    private readonly LaneLoader _lane;
    private UndoEntry[] _undo = new UndoEntry[64];
    private byte[] _saved = new byte[8192];
    private int _undoCount;
    private int _savedBytes;
    private int _lastMark;
    private int _number;
    private BlockPlan? _plan;
    private TransactionBody? _body;
    private int _index;
    private Hash256 _id;
    private Hash256 _feePayer;

    internal TransactionView(SlotTable slots, LaneLoader lane)
    {
        _slots = slots;
        _lane = lane;
    }

    /// <summary>The transaction.</summary>
    public Transaction Transaction => _plan![_index];

    /// <summary>Turns to a transaction. What the one before it wrote stays.</summary>
    /// <param name="plan">The batch.</param>
    /// <param name="index">Index of the transaction.</param>
    /// <param name="number">A positive number that no other transaction of the block has.</param>
    internal void Begin(BlockPlan plan, int index, int number)
    {
        _plan = plan;
        _index = index;
        _number = number;
        _body = plan[index].Body;
        _id = plan[index].Id;
        _feePayer = _body.FeePayer.Value;
        _undoCount = 0;
        _savedBytes = 0;
        _lastMark = 0;
    }

    /// <summary>Reads an account's canonical bytes.</summary>
    public ReadResult TryReadAccount(scoped in Address address, out ReadOnlySpan<byte> encoded) =>
        ReadDeclared(address.Value, 0, out encoded);

    /// <summary>Reads an object's canonical bytes.</summary>
    public ReadResult TryReadObject(scoped in ObjectId id, out ReadOnlySpan<byte> encoded) =>
        ReadDeclared(id.Value, 1, out encoded);

    /// <summary>Reads an unspent output's canonical bytes.</summary>
    public ReadResult TryReadOutput(scoped in OutPoint point, out ReadOnlySpan<byte> encoded)
    {
        int slot = FindOutput(point);
        if (slot < 0)
        {
            encoded = default;
            return ReadResult.Undeclared;
        }
        return Read(2 * slot, isExclusive: true, out encoded);
    }

    /// <summary>Reads an item of an object: covered by the declaration of its owner.</summary>
    public ReadResult TryReadItem(scoped in ObjectId owner, scoped in Hash256 itemKey, out ReadOnlySpan<byte> value)
    {
        value = default;
        int slot = FindDeclared(owner.Value, out bool writable);
        if (slot < 0)
        {
            return ReadResult.Undeclared;
        }
        OwnerItems? items = _slots.OwnerAt(slot);
        int cell = items is null ? 0 : _slots.Items.Find(items, itemKey);
        if (cell == 0 && writable)
        {
            cell = AddItem(slot, owner, itemKey);
        }
        if (cell != 0)
        {
            return Read(cell, isExclusive: writable, out value);
        }
        ValueCell aside = default;
        _slots.LoadValue(ref aside, StateKey.ForItem(owner, itemKey), _lane);
        if (aside.Length < 0)
        {
            return ReadResult.Absent;
        }
        value = _slots.ValueOf(aside);
        return ReadResult.Found;
    }

    /// <summary>Sets an account; false when it is not declared as a write.</summary>
    public bool WriteAccount(scoped in Address address, ReadOnlySpan<byte> encoded) =>
        WriteDeclared(address.Value, 0, encoded, remove: false);

    /// <summary>Sets an object; false when it is not declared as a write.</summary>
    public bool WriteObject(scoped in ObjectId id, ReadOnlySpan<byte> encoded) =>
        WriteDeclared(id.Value, 1, encoded, remove: false);

    /// <summary>Sets an output; false when the transaction neither spends nor creates it.</summary>
    public bool WriteOutput(scoped in OutPoint point, ReadOnlySpan<byte> encoded)
    {
        int slot = FindOutput(point);
        if (slot >= 0)
        {
            Write(2 * slot, encoded);
        }
        return slot >= 0;
    }

    /// <summary>Sets an item; false when its owner is not declared as a write.</summary>
    public bool WriteItem(scoped in ObjectId owner, scoped in Hash256 itemKey, ReadOnlySpan<byte> value)
    {
        int cell = WritableItem(owner, itemKey);
        if (cell != 0)
        {
            Write(cell, value);
        }
        return cell != 0;
    }

    /// <summary>Removes an account; false when it is not declared as a write.</summary>
    public bool RemoveAccount(in Address address) => WriteDeclared(address.Value, 0, default, remove: true);

    /// <summary>Removes an object; false when it is not declared as a write.</summary>
    public bool RemoveObject(in ObjectId id) => WriteDeclared(id.Value, 1, default, remove: true);

    /// <summary>Removes an output; false when the transaction neither spends nor creates it.</summary>
    public bool RemoveOutput(in OutPoint point)
    {
        int slot = FindOutput(point);
        if (slot >= 0)
        {
            Remove(2 * slot);
        }
        return slot >= 0;
    }

    /// <summary>Removes an item; false when its owner is not declared as a write.</summary>
    public bool RemoveItem(scoped in ObjectId owner, scoped in Hash256 itemKey)
    {
        int cell = WritableItem(owner, itemKey);
        if (cell != 0)
        {
            Remove(cell);
        }
        return cell != 0;
    }

    /// <summary>A point that <see cref="RollBack"/> can return to.</summary>
    public int Mark()
    {
        _lastMark = _undoCount;
        return _undoCount;
    }

    /// <summary>Undoes every write since a mark. Marks made after it are void.</summary>
    public void RollBack(int mark)
    {
        Check.That(mark >= 0 && mark <= _undoCount);
        while (_undoCount > mark)
        {
            ref UndoEntry entry = ref _undo[--_undoCount];
            ref ValueCell cell = ref _slots.CellAt(entry.Cell);
            cell = entry.Before;
            _savedBytes = entry.Saved;
            if (cell.Length > 0)
            {
                _saved.AsSpan(entry.Saved, cell.Length).CopyTo(_slots.ValueOf(cell));
            }
        }
        _lastMark = mark;
    }

    /// <summary>
    /// True while the writers of everything the transaction may write have used no more than leaves it its gas limit.
    /// </summary>
    /// <remarks>Writers of one object run one after the other, in block order, so the count is that order's.</remarks>
    internal bool HasRoom(ulong gasLimit, ulong cap)
    {
        if (gasLimit > cap)
        {
            return false;
        }
        ReadOnlySpan<int> slots = _plan!.SlotsOf(_index)[..(1 + _body!.Writes.Length)];
        foreach (int slot in slots)
        {
            if (_slots.SlotAt(slot).GasUsed > cap - gasLimit)
            {
                return false;
            }
        }
        return true;
    }

    /// <summary>Counts the gas of the transaction for everything it may write.</summary>
    internal void CountGas(ulong gas)
    {
        ReadOnlySpan<int> slots = _plan!.SlotsOf(_index)[..(1 + _body!.Writes.Length)];
        _slots.SlotAt(slots[0]).GasUsed += gas;
        for (int index = 1; index < slots.Length; index++)
        {
            // A fee payer that is named among the writes counts once.
            if (slots[index] != slots[0])
            {
                _slots.SlotAt(slots[index]).GasUsed += gas;
            }
        }
    }

    /// <summary>Writes of the transaction so far: a cell may be among them more than once.</summary>
    internal int WriteCount => _undoCount;

    /// <summary>The cell of a write.</summary>
    internal int WrittenCell(int write) => _undo[write].Cell;

    /// <summary>True for the first write of a cell by this transaction.</summary>
    internal bool IsFirstWrite(int write) => _undo[write].Before.Writer != _number;

    /// <summary>The cell of a declared account; -1 when it is not declared, or not as a write.</summary>
    internal int FindAccount(scoped in Address address, bool forWriting)
    {
        int slot = FindDeclared(address.Value, out bool writable);
        return slot < 0 || (forWriting && !writable) ? -1 : 2 * slot;
    }

    /// <summary>Reads a cell under an exclusive ticket.</summary>
    internal ReadResult ReadCell(int cell, out ReadOnlySpan<byte> value) => Read(cell, isExclusive: true, out value);

    /// <summary>The bytes of a cell, to be changed in place. They can be rolled back.</summary>
    internal Span<byte> Edit(int cell)
    {
        Save(cell);
        return _slots.ValueOf(_slots.CellAt(cell));
    }

    /// <summary>Sets a cell.</summary>
    internal void Write(int cell, ReadOnlySpan<byte> value)
    {
        Save(cell);
        ref ValueCell place = ref _slots.CellAt(cell);
        if (place.Capacity < value.Length)
        {
            int capacity = SlotTable.CapacityFor(value.Length);
            value.CopyTo(_lane.Arena.Take(capacity, out place.Chunk, out place.Offset));
            place.Capacity = capacity;
            place.Length = value.Length;
            return;
        }
        place.Length = value.Length;
        value.CopyTo(_slots.ValueOf(place));
    }

    /// <summary>Removes a cell's value.</summary>
    internal void Remove(int cell)
    {
        Save(cell);
        _slots.CellAt(cell).Length = ValueCell.Absent;
    }

    private ReadResult ReadDeclared(scoped in Hash256 id, int half, out ReadOnlySpan<byte> encoded)
    {
        int slot = FindDeclared(id, out bool writable);
        if (slot < 0)
        {
            encoded = default;
            return ReadResult.Undeclared;
        }
        return Read((2 * slot) + half, writable, out encoded);
    }

    private bool WriteDeclared(scoped in Hash256 id, int half, ReadOnlySpan<byte> encoded, bool remove)
    {
        int slot = FindDeclared(id, out bool writable);
        if (slot < 0 || !writable)
        {
            return false;
        }
        if (remove)
        {
            Remove((2 * slot) + half);
        }
        else
        {
            Write((2 * slot) + half, encoded);
        }
        return true;
    }

    private ReadResult Read(int cell, bool isExclusive, out ReadOnlySpan<byte> value)
    {
        ref ValueCell place = ref _slots.CellAt(cell);
        if (place.Length == ValueCell.Unloaded)
        {
            if (!isExclusive)
            {
                // Others may read the same cell now: what is read late is kept by nobody.
                return _slots.TryReadAside(cell, _lane, out value) ? ReadResult.Found : ReadResult.Absent;
            }
            _slots.LoadLate(cell, _lane);
        }
        if (place.Length < 0)
        {
            value = default;
            return ReadResult.Absent;
        }
        value = _slots.ValueOf(place);
        return ReadResult.Found;
    }

    // Slots of a transaction: fee payer, writes, reads, inputs, created outputs.
    private int FindDeclared(scoped in Hash256 id, out bool writable)
    {
        ReadOnlySpan<int> slots = _plan!.SlotsOf(_index);
        writable = true;
        if (Digests.Same(_feePayer, id))
        {
            return slots[0];
        }
        int at = Digests.IndexOf(_body!.Writes, id);
        if (at >= 0)
        {
            return slots[1 + at];
        }
        writable = false;
        at = Digests.IndexOf(_body.Reads, id);
        return at < 0 ? -1 : slots[1 + _body.Writes.Length + at];
    }

    private int FindOutput(in OutPoint point)
    {
        ReadOnlySpan<int> slots = _plan!.SlotsOf(_index);
        int firstInput = 1 + _body!.Writes.Length + _body.Reads.Length;
        if (point.TransactionId == _id)
        {
            return point.Index < (uint)_body.Outputs.Length
                ? slots[firstInput + _body.Inputs.Length + (int)point.Index]
                : -1;
        }
        ReadOnlySpan<OutPoint> inputs = _body.Inputs;
        for (int index = 0; index < inputs.Length; index++)
        {
            if (inputs[index].Index == point.Index && inputs[index].TransactionId == point.TransactionId)
            {
                return slots[firstInput + index];
            }
        }
        return -1;
    }

    private int WritableItem(scoped in ObjectId owner, scoped in Hash256 itemKey)
    {
        int slot = FindDeclared(owner.Value, out bool writable);
        if (slot < 0 || !writable)
        {
            return 0;
        }
        OwnerItems? items = _slots.OwnerAt(slot);
        int cell = items is null ? 0 : _slots.Items.Find(items, itemKey);
        return cell != 0 ? cell : AddItem(slot, owner, itemKey);
    }

    private int AddItem(int slot, in ObjectId owner, in Hash256 itemKey)
    {
        int cell = _slots.Items.Claim();
        ref ItemNode node = ref _slots.Items.NodeAt(cell);
        node.ItemKey = itemKey;
        node.StateKey = StateKey.ForItem(owner, itemKey);
        _slots.LoadValue(ref node.Cell, node.StateKey, _lane);
        ref OwnerItems? items = ref _slots.OwnerAt(slot);
        items ??= new OwnerItems();
        _slots.Items.Link(items, cell);
        return cell;
    }

    // A cell that this transaction already saved since the last mark needs no second copy.
    private void Save(int cell)
    {
        ref ValueCell place = ref _slots.CellAt(cell);
        if (place.Length == ValueCell.Unloaded)
        {
            _slots.LoadLate(cell, _lane);
        }
        if (place.Writer == _number && place.UndoIndex >= _lastMark)
        {
            return;
        }
        if (_undoCount == _undo.Length)
        {
            Array.Resize(ref _undo, _undo.Length * 2);
        }
        ref UndoEntry entry = ref _undo[_undoCount];
        entry.Cell = cell;
        entry.Saved = _savedBytes;
        entry.Before = place;
        if (place.Length > 0)
        {
            SaveBytes(_slots.ValueOf(place));
        }
        place.Writer = _number;
        place.UndoIndex = _undoCount++;
        place.IsWritten = true;
    }

    private void SaveBytes(ReadOnlySpan<byte> value)
    {
        if (_saved.Length - _savedBytes < value.Length)
        {
            Array.Resize(ref _saved, Math.Max(_saved.Length * 2, _savedBytes + value.Length));
        }
        value.CopyTo(_saved.AsSpan(_savedBytes));
        _savedBytes += value.Length;
    }
}
