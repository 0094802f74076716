using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Finds the leaf of a key in one probe: the current state without its tree.</summary>
/// <remarks>
/// <b>Shape</b>: open addressing in parts of their own size, each an array of leaf references; the keys are in the
/// leaves. A part grows alone, so that no block waits for the whole table. <b>Threads</b>: one writer; readers at any
/// time, inside the gate of the leaves: they find the leaf before or after a change, and see which by the height that
/// the owner raises first.
/// </remarks>
// SAFETY: slots hold zero, the tombstone, or references of leaves that are not freed while a reader is inside.
internal sealed unsafe class FlatIndex
{
    /// <summary>Bytes for a key when the table has just grown.</summary>
    public const int BytesPerKey = 4 * sizeof(uint);

    private const int PartBits = 8;
    private const int FirstSlots = 16;
    private const uint Tombstone = uint.MaxValue;

    private readonly NodeArena _arena;
    private readonly uint[][] _parts = new uint[1 << PartBits][];
    private readonly int[] _used = new int[1 << PartBits];
    private readonly int[] _live = new int[1 << PartBits];
    private long _slotCount;

    public FlatIndex(NodeArena arena)
    {
        _arena = arena;
        for (int part = 0; part < _parts.Length; part++)
        {
            _parts[part] = new uint[FirstSlots];
        }
        _slotCount = (long)_parts.Length * FirstSlots;
    }

    /// <summary>Keys in the table.</summary>
    public long Count
    {
        get
        {
            long count = 0;
            foreach (int part in _live)
            {
                count += part;
            }
            return count;
        }
    }

    /// <summary>Bytes of the table.</summary>
    public long Bytes => Volatile.Read(ref _slotCount) * sizeof(uint);

    /// <summary>Makes room for a number of keys in an empty table, which else grows in steps.</summary>
    public void Reserve(long keys)
    {
        // A part gets its share and an eighth more: keys are spread by a hash, not evenly.
        long share = keys / _parts.Length;
        int slots = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(FirstSlots, 2 * (share + (share / 8))));
        for (int part = 0; part < _parts.Length; part++)
        {
            Check.That(_used[part] == 0);
            Replace(part, new uint[slots]);
        }
    }

    /// <summary>What a key's place is computed from: its hash under this process's seed.</summary>
    public static uint HashOf(in Hash256 key) => unchecked((uint)key.GetHashCode());

    /// <summary>The leaf of a key; empty when there is none.</summary>
    public uint Find(in Hash256 key, uint hash)
    {
        uint[] slots = Volatile.Read(ref _parts[hash >> (32 - PartBits)]);
        uint mask = (uint)slots.Length - 1;
        for (uint slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            uint leaf = Volatile.Read(ref slots[slot]);
            if (leaf == NodeReference.Empty || (leaf != Tombstone && *_arena.Leaf(leaf) == key))
            {
                return leaf;
            }
        }
    }

    /// <summary>Fetches the slot that a search begins at.</summary>
    // SAFETY: a prefetch of any address is harmless.
    public void PrefetchSlot(uint hash)
    {
        if (Sse.IsSupported)
        {
            uint[] slots = Volatile.Read(ref _parts[hash >> (32 - PartBits)]);
            Sse.Prefetch0(Unsafe.AsPointer(ref Unsafe.Add(
                ref MemoryMarshal.GetArrayDataReference(slots), hash & ((uint)slots.Length - 1))));
        }
    }

    /// <summary>Fetches the leaf that the first slot of a search names.</summary>
    // SAFETY: as above.
    public void PrefetchLeaf(uint hash)
    {
        uint[] slots = Volatile.Read(ref _parts[hash >> (32 - PartBits)]);
        uint leaf = Volatile.Read(ref slots[hash & ((uint)slots.Length - 1)]);
        if (Sse.IsSupported && leaf != NodeReference.Empty && leaf != Tombstone)
        {
            byte* record = (byte*)_arena.Leaf(leaf);
            Sse.Prefetch0(record);
            Sse.Prefetch0(record + NodeArena.PairBytes);
        }
    }

    /// <summary>Puts leaves in the places of those with their keys, or in new ones; passes over other nodes.</summary>
    public void SetAll(ReadOnlySpan<uint> nodes) => ForAll(nodes, remove: false);

    /// <summary>Takes leaves out unless others are in their places; passes over other nodes.</summary>
    public void RemoveAll(ReadOnlySpan<uint> nodes) => ForAll(nodes, remove: true);

    // In three steps over some leaves at a time, so that their lines come together.
    private void ForAll(ReadOnlySpan<uint> nodes, bool remove)
    {
        const int Batch = 32;
        Span<uint> leaves = stackalloc uint[Batch];
        Span<uint> hashes = stackalloc uint[Batch];
        int next = 0;
        while (next < nodes.Length)
        {
            int count = 0;
            for (; next < nodes.Length && count < Batch; next++)
            {
                if (NodeReference.IsLeaf(nodes[next]))
                {
                    leaves[count++] = nodes[next];
                    _arena.Leaves.Prefetch(NodeReference.IndexOf(nodes[next]));
                }
            }
            for (int index = 0; index < count; index++)
            {
                hashes[index] = HashOf(*_arena.Leaf(leaves[index]));
                PrefetchSlot(hashes[index]);
            }
            for (int index = 0; index < count; index++)
            {
                PrefetchLeaf(hashes[index]);
            }
            for (int index = 0; index < count; index++)
            {
                if (remove)
                {
                    Remove(leaves[index], hashes[index]);
                }
                else
                {
                    Set(leaves[index], hashes[index]);
                }
            }
        }
    }

    private void Set(uint leaf, uint hash)
    {
        ref readonly Hash256 key = ref *_arena.Leaf(leaf);
        uint part = hash >> (32 - PartBits);
        uint[] slots = _parts[part];
        uint mask = (uint)slots.Length - 1;
        for (uint slot = hash & mask; ; slot = (slot + 1) & mask)
        {
            uint found = slots[slot];
            if (found == NodeReference.Empty)
            {
                Volatile.Write(ref slots[slot], leaf);
                _live[part]++;
                if (2 * ++_used[part] > slots.Length)
                {
                    Rebuild(part);
                }
                return;
            }
            if (found != Tombstone && *_arena.Leaf(found) == key)
            {
                Volatile.Write(ref slots[slot], leaf);
                return;
            }
        }
    }

    private void Remove(uint leaf, uint hash)
    {
        uint part = hash >> (32 - PartBits);
        uint[] slots = _parts[part];
        uint mask = (uint)slots.Length - 1;
        for (uint slot = hash & mask; slots[slot] != NodeReference.Empty; slot = (slot + 1) & mask)
        {
            if (slots[slot] == leaf)
            {
                Volatile.Write(ref slots[slot], Tombstone);
                _live[part]--;
                return;
            }
        }
    }

    // At most half full, tombstones included, so every search ends.
    private void Rebuild(uint part)
    {
        int size = FirstSlots;
        while (size < 4 * _live[part])
        {
            size *= 2;
        }
        uint[] slots = new uint[size];
        uint mask = (uint)size - 1;
        foreach (uint leaf in _parts[part])
        {
            if (leaf is NodeReference.Empty or Tombstone)
            {
                continue;
            }
            uint slot = HashOf(*_arena.Leaf(leaf)) & mask;
            while (slots[slot] != NodeReference.Empty)
            {
                slot = (slot + 1) & mask;
            }
            slots[slot] = leaf;
        }
        Check.That(2 * _live[part] <= size);
        _used[part] = _live[part];
        Replace((int)part, slots);
    }

    private void Replace(int part, uint[] slots)
    {
        Volatile.Write(ref _slotCount, _slotCount + slots.Length - _parts[part].Length);
        Volatile.Write(ref _parts[part], slots);
    }
}
