using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>All that the transactions of a block touch, by dense number: identifiers, state keys and values.</summary>
/// <remarks>
/// A slot has two cells: <c>2 * slot</c> is the account or the output, <c>2 * slot + 1</c> the object of the same
/// identifier. <b>Threads</b>: slots are added by one thread while no lane runs; cells are loaded in ranges by any
/// lane, and changed under the tickets of <see cref="BlockPlan"/>. <b>Cost</b>: arrays grow and are kept for later
/// blocks.
/// </remarks>
internal sealed class SlotTable
{
    private const int MinBuckets = 64;

    // The runtime draws the seed of HashCode for each process, so nobody can choose identifiers that crowd one bucket.
    private static readonly ulong s_seed =
        Mix(unchecked((uint)HashCode.Combine(1)), unchecked((uint)HashCode.Combine(2)));

    private ulong[] _buckets = new ulong[MinBuckets];
    private Slot[] _slots = new Slot[MinBuckets / 2];
    private Hash256[] _keys = new Hash256[MinBuckets];
    private ValueCell[] _cells = new ValueCell[MinBuckets];
    private OwnerItems?[] _owners = new OwnerItems?[MinBuckets / 2];
    private int[] _toLoad = new int[MinBuckets];
    private int _toLoadCount;
    private IStateReader? _parent;

    /// <summary>Slots of the block.</summary>
    public int Count { get; private set; }

    /// <summary>Cells that wait to be loaded, since the last <see cref="ClearLoads"/>.</summary>
    public int LoadCount => _toLoadCount;

    /// <summary>The memory of the values.</summary>
    public ValueChunks Chunks { get; } = new();

    /// <summary>Items of declared owners.</summary>
    public ItemTable Items { get; } = new();

    /// <summary>The state before the block.</summary>
    public IStateReader Parent => _parent!;

    /// <summary>Forgets the last block and starts on a parent state.</summary>
    public void Reset(IStateReader parent)
    {
        Array.Clear(_buckets);
        Count = 0;
        _toLoadCount = 0;
        _parent = parent;
        Chunks.Reset();
        Items.Reset();
    }

    /// <summary>A slot.</summary>
    public ref Slot SlotAt(int slot) => ref _slots[slot];

    /// <summary>A cell: of a slot, or of an item when negative.</summary>
    public ref ValueCell CellAt(int cell)
    {
        if (cell >= 0)
        {
            return ref _cells[cell];
        }
        return ref Items.NodeAt(cell).Cell;
    }

    /// <summary>The items of a declared owner; null when the block has touched none.</summary>
    public ref OwnerItems? OwnerAt(int slot) => ref _owners[slot];

    /// <summary>The state key of a cell that was loaded.</summary>
    public ref readonly Hash256 KeyAt(int cell)
    {
        if (cell >= 0)
        {
            return ref _keys[cell];
        }
        return ref Items.NodeAt(cell).StateKey;
    }

    /// <summary>The value of a cell that has one.</summary>
    public Span<byte> ValueOf(scoped in ValueCell cell) => Chunks[cell.Chunk].AsSpan(cell.Offset, cell.Length);

    /// <summary>The slot of an identifier or output; a new one at the end when there is none.</summary>
    public int GetOrAdd(SlotKind kind, in Hash256 id, uint outputIndex)
    {
        uint hash = HashOf(kind, id, outputIndex);
        uint mask = (uint)_buckets.Length - 1;
        uint at = hash & mask;
        while (_buckets[at] != 0)
        {
            ulong bucket = _buckets[at];
            if ((uint)(bucket >> 32) == hash)
            {
                int found = (int)(bucket & uint.MaxValue) - 1;
                ref Slot slot = ref _slots[found];
                if (Digests.Same(slot.Id, id) && slot.OutputIndex == outputIndex && slot.Kind == kind)
                {
                    return found;
                }
            }
            at = (at + 1) & mask;
        }
        return Add(kind, id, outputIndex, hash, at);
    }

    /// <summary>Notes that a cell will be read, so that it is loaded with the others.</summary>
    public void Want(int cell)
    {
        ref ValueCell value = ref _cells[cell];
        if (value.Length != ValueCell.Unloaded || value.Writer < 0)
        {
            return;
        }
        value.Writer = -1;
        if (_toLoadCount == _toLoad.Length)
        {
            Array.Resize(ref _toLoad, _toLoad.Length * 2);
        }
        _toLoad[_toLoadCount++] = cell;
    }

    /// <summary>Forgets the list of wanted cells: they are loaded.</summary>
    public void ClearLoads() => _toLoadCount = 0;

    /// <summary>Computes the keys of some wanted cells and reads their values from the parent state.</summary>
    public void Load(int first, int count, LaneLoader lane)
    {
        ReadOnlySpan<int> cells = _toLoad.AsSpan(first, count);
        foreach (int cell in cells)
        {
            ref Slot slot = ref _slots[cell >> 1];
            lane.Hasher.Add(slot.Kind, (cell & 1) != 0, slot.Id, slot.OutputIndex);
        }
        ReadOnlySpan<Hash256> keys = lane.Hasher.Finish();
        ReadOnlySpan<ValueRange> values = lane.Read(Parent, keys);
        for (int index = 0; index < cells.Length; index++)
        {
            _keys[cells[index]] = keys[index];
            Fill(ref _cells[cells[index]], values[index].IsFound, lane.Values[values[index]], lane.Arena);
        }
    }

    /// <summary>Loads one cell that nobody foresaw. The caller's ticket is exclusive.</summary>
    public void LoadLate(int cell, LaneLoader lane)
    {
        ref Slot slot = ref _slots[cell >> 1];
        _keys[cell] = LateKey(cell, slot);
        LoadValue(ref _cells[cell], _keys[cell], lane);
    }

    /// <summary>Reads a value of the parent that is kept by nobody: for a ticket that is shared.</summary>
    public bool TryReadAside(int cell, LaneLoader lane, out ReadOnlySpan<byte> value)
    {
        ValueCell aside = default;
        LoadValue(ref aside, LateKey(cell, _slots[cell >> 1]), lane);
        value = aside.Length < 0 ? default : ValueOf(aside);
        return aside.Length >= 0;
    }

    /// <summary>Fills a cell from the parent state.</summary>
    public void LoadValue(ref ValueCell cell, in Hash256 key, LaneLoader lane)
    {
        lane.Values.Clear();
        bool found = Parent.TryRead(key, lane.Values, out ReadOnlySpan<byte> value);
        Fill(ref cell, found, value, lane.Arena);
    }

    /// <summary>Room for a value and for one more balance, in steps of 16 bytes.</summary>
    public static int CapacityFor(int length) => (length + AssetBalance.EncodedBytes + 15) & ~15;

    private void Fill(ref ValueCell cell, bool found, ReadOnlySpan<byte> value, LaneArena arena)
    {
        cell.Existed = found;
        cell.Writer = 0;
        cell.IsWritten = false;
        cell.Capacity = found ? CapacityFor(value.Length) : 0;
        cell.Length = found ? value.Length : ValueCell.Absent;
        if (found)
        {
            value.CopyTo(arena.Take(cell.Capacity, out cell.Chunk, out cell.Offset));
        }
    }

    private static Hash256 LateKey(int cell, in Slot slot) =>
        slot.Kind == SlotKind.Output ? StateKey.ForOutput(new OutPoint(slot.Id, slot.OutputIndex))
        : (cell & 1) == 0 ? StateKey.ForAccount(new Address(slot.Id))
        : StateKey.ForObject(new ObjectId(slot.Id));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int Add(SlotKind kind, in Hash256 id, uint outputIndex, uint hash, uint at)
    {
        int slot = Count++;
        if (slot == _slots.Length)
        {
            Array.Resize(ref _slots, slot * 2);
            Array.Resize(ref _owners, slot * 2);
            Array.Resize(ref _keys, slot * 4);
            Array.Resize(ref _cells, slot * 4);
        }
        _slots[slot] = new Slot
        {
            Id = id,
            OutputIndex = outputIndex,
            Kind = kind,
            LastHead = -1,
            LastTail = -1,
        };
        _cells[2 * slot] = new ValueCell { Length = ValueCell.Unloaded };
        _cells[(2 * slot) + 1] = new ValueCell { Length = ValueCell.Unloaded };
        _owners[slot]?.Clear();
        _buckets[at] = ((ulong)hash << 32) | ((uint)slot + 1);
        if (Count * 2 > _buckets.Length)
        {
            Grow();
        }
        return slot;
    }

    private void Grow()
    {
        ulong[] old = _buckets;
        _buckets = new ulong[old.Length * 4];
        uint mask = (uint)_buckets.Length - 1;
        foreach (ulong bucket in old)
        {
            if (bucket != 0)
            {
                uint at = (uint)(bucket >> 32) & mask;
                while (_buckets[at] != 0)
                {
                    at = (at + 1) & mask;
                }
                _buckets[at] = bucket;
            }
        }
    }

    private static uint HashOf(SlotKind kind, in Hash256 id, uint outputIndex)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(id.Span);
        ulong tag = ((ulong)outputIndex << 8) | (byte)kind;
        ulong mixed = Mix(words[0] ^ s_seed, words[1] ^ tag) ^ Mix(words[2] ^ s_seed, words[3]);
        return unchecked((uint)(mixed ^ (mixed >> 32)));
    }

    /// <summary>A hash that nobody outside the process can foresee.</summary>
    public static uint BucketHash(ulong left, ulong right)
    {
        ulong mixed = Mix(left ^ s_seed, right);
        return unchecked((uint)(mixed ^ (mixed >> 32)));
    }

    private static ulong Mix(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left ^ 0x9E3779B97F4A7C15, right ^ 0xD6E8FEB86659FD93, out ulong low);
        return high ^ low;
    }
}
