using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>All that the transactions of a block touch, by dense number: identifiers, state keys and values.</summary>
/// <remarks>
/// A slot has two cells: <c>2 * slot</c> is the account or the output, <c>2 * slot + 1</c> the object of the same
/// identifier. <b>Threads</b>: slots are added by one thread; meanwhile any lane may load ranges of cells that it was
/// told of. Then cells are changed under the tickets of <see cref="BlockPlan"/>. <b>Cost</b>: arrays grow and are kept
/// for later blocks.
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

    /// <summary>Called before values are moved to larger arrays: it returns when no lane loads any.</summary>
    public Action? BeforeGrowth { get; set; }

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
    public int GetOrAdd(SlotKind kind, in Hash256 id, uint outputIndex) =>
        GetOrAdd(kind, id, outputIndex, HashOf(kind, id, outputIndex));

    /// <summary>The same when its <see cref="HashOf"/> is known.</summary>
    public int GetOrAdd(SlotKind kind, in Hash256 id, uint outputIndex, uint hash)
    {
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

    /// <summary>Fetches the bucket that a search for a hash begins at.</summary>
    // SAFETY: a prefetch of any address is harmless.
    public unsafe void PrefetchBucket(uint hash)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _buckets[hash & ((uint)_buckets.Length - 1)]));
        }
    }

    /// <summary>Fetches a slot, its cells and the key of its account or output.</summary>
    // SAFETY: as above.
    public unsafe void Prefetch(int slot)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[slot]));
            Sse.Prefetch0(Unsafe.AsPointer(ref _cells[2 * slot]));
            Sse.Prefetch0(Unsafe.AsPointer(ref _keys[2 * slot]));
        }
    }

    /// <summary>Fetches the value of a slot's account or output.</summary>
    // SAFETY: as above; a place that another lane gives the cell meanwhile is a place of the same chunks.
    public unsafe void PrefetchValue(int slot)
    {
        if (Sse.IsSupported && _cells[2 * slot].Length > 0)
        {
            Chunks.Prefetch(_cells[2 * slot].Chunk, _cells[2 * slot].Offset);
        }
    }

    /// <summary>Notes that a cell of a slot will be read, so that it is loaded with the others.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="half">0 for its account or output, 1 for its object.</param>
    public void Want(int slot, int half)
    {
        ref byte wanted = ref _slots[slot].Wanted;
        // A cell on the list may be loaded by another lane right now: only those that are not are looked at.
        if ((wanted & (1 << half)) != 0)
        {
            return;
        }
        wanted |= (byte)(1 << half);
        int cell = (2 * slot) + half;
        if (_cells[cell].Length != ValueCell.Unloaded)
        {
            return;
        }
        if (_toLoadCount == _toLoad.Length)
        {
            // Lanes that read the old array find in it all they were told of.
            Array.Resize(ref _toLoad, _toLoad.Length * 2);
        }
        _toLoad[_toLoadCount++] = cell;
    }

    /// <summary>Forgets the list of wanted cells: they are loaded.</summary>
    public void ClearLoads() => _toLoadCount = 0;

    /// <summary>Computes the keys of some wanted cells and reads their values from the parent state.</summary>
    public void Load(int first, int count, LaneLoader lane)
    {
        AddKeys(first, count, lane.Hasher);
        LoadValues(first, lane.Hasher.Finish(), lane);
    }

    /// <summary>Gives what the keys of some wanted cells are hashes of.</summary>
    public void AddKeys(int first, int count, KeyHasher hasher)
    {
        foreach (int cell in _toLoad.AsSpan(first, count))
        {
            ref Slot slot = ref _slots[cell >> 1];
            hasher.Add(slot.Kind, (cell & 1) != 0, slot.Id, slot.OutputIndex);
        }
    }

    /// <summary>Takes the keys of some wanted cells and reads their values from the parent state.</summary>
    public void LoadValues(int first, ReadOnlySpan<Hash256> keys, LaneLoader lane)
    {
        ReadOnlySpan<int> cells = _toLoad.AsSpan(first, keys.Length);
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
        int slot = Count;
        if (slot == _slots.Length)
        {
            // Lanes that load must not write into arrays that were copied.
            BeforeGrowth?.Invoke();
            Array.Resize(ref _slots, slot * 2);
            Array.Resize(ref _owners, slot * 2);
            Array.Resize(ref _keys, slot * 4);
            Array.Resize(ref _cells, slot * 4);
        }
        Count++;
        // Field by field: a value that is put together and then copied is read before its parts are stored.
        ref Slot made = ref _slots[slot];
        made.Id = id;
        made.OutputIndex = outputIndex;
        made.Kind = kind;
        made.Wanted = 0;
        made.GasUsed = 0;
        made.Batch = 0;
        made.LastHead = -1;
        made.LastTail = -1;
        Forget(ref _cells[2 * slot]);
        Forget(ref _cells[(2 * slot) + 1]);
        _owners[slot]?.Clear();
        _buckets[at] = ((ulong)hash << 32) | ((uint)slot + 1);
        if (Count * 2 > _buckets.Length)
        {
            Grow();
        }
        return slot;
    }

    private static void Forget(ref ValueCell cell)
    {
        cell.Length = ValueCell.Unloaded;
        cell.Writer = 0;
        cell.IsWritten = false;
        cell.Existed = false;
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

    /// <summary>What the place of a slot in the table hangs on; nobody outside the process can foresee it.</summary>
    public static uint HashOf(SlotKind kind, in Hash256 id, uint outputIndex)
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
