using System.Numerics;
using System.Runtime.InteropServices;
using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Execution.Storage;

/// <summary>Changes to apply together. Later operations on a key win.</summary>
/// <remarks>
/// Keys and values are copied one after the other into blocks of memory, which a cleared batch uses again.
/// <b>Threads</b>: one at a time. <b>Cost</b>: no allocation for an operation once the blocks are there.
/// </remarks>
public sealed class StoreBatch
{
    private const int BlockBytes = 1 << 20;
    private const int Removed = -1;

    private readonly List<byte[]> _blocks = [];
    private readonly List<Entry> _entries = [];
    // Entries that wait for their seal, one bit of a word each.
    private readonly int[] _open = new int[64];
    private readonly SealLanes _lanes = new();
    // Families with an operation, one bit each.
    private uint _families;
    private int _openCount;
    private int _block;
    private int _used;

    /// <summary>Operations in it.</summary>
    public int Count => _entries.Count;

    /// <summary>The operations in order, copied.</summary>
    public IReadOnlyList<StoreOperation> Operations
    {
        get
        {
            StoreOperation[] operations = new StoreOperation[Count];
            for (int index = 0; index < operations.Length; index++)
            {
                ColumnFamily family = Read(index, out ReadOnlySpan<byte> key, out bool isRemoved, out var value);
                operations[index] = new StoreOperation(family, key.ToArray(), isRemoved ? null : value.ToArray());
            }
            return operations;
        }
    }

    /// <summary>Sets a value.</summary>
    public void Put(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        Span<byte> room = Reserve(family, 0, key.Length, value.Length);
        key.CopyTo(room);
        value.CopyTo(room[key.Length..]);
    }

    /// <summary>Sets a value in its stored form (<see cref="SealedValue"/>).</summary>
    public void PutSealed(ColumnFamily family, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        value.CopyTo(ReserveSealed(family, key, value.Length));
        Seal();
    }

    /// <summary>
    /// Makes room for a value in its stored form: the caller fills what it gets, then calls <see cref="Seal"/>.
    /// </summary>
    public Span<byte> ReserveSealed(ColumnFamily family, ReadOnlySpan<byte> key, int length)
    {
        Span<byte> room = Reserve(
            family, SealedValue.HeadBytes, key.Length, length + SealedValue.SealBytes);
        SealedValue.WriteHead(family, key, room);
        return room.Slice(SealedValue.HeadBytes + key.Length, length);
    }

    /// <summary>Seals the value that was reserved last: it is filled.</summary>
    public void Seal()
    {
        Entry last = _entries[^1];
        Check.That(last.HeadBytes == SealedValue.HeadBytes);
        if (HashedBytes(last) > SealLanes.MaxBytes)
        {
            Span<byte> digest = stackalloc byte[Blake3.DigestBytes];
            Blake3.Hash(Hashed(last), digest);
            digest[..SealedValue.SealBytes].CopyTo(SealOf(last));
            return;
        }
        // Seals of many are made together, when there are enough or the first is asked for.
        _open[_openCount++] = _entries.Count - 1;
        if (_openCount == _open.Length)
        {
            SealOpen();
        }
    }

    /// <summary>Removes a key.</summary>
    public void Delete(ColumnFamily family, ReadOnlySpan<byte> key) =>
        key.CopyTo(Reserve(family, 0, key.Length, Removed));

    /// <summary>Family of one operation.</summary>
    public ColumnFamily FamilyAt(int index) => _entries[index].Family;

    /// <summary>True when an operation is on this family.</summary>
    internal bool Has(ColumnFamily family) => (_families >> (int)family & 1) != 0;

    /// <summary>Calls into the cache where an operation lies; <see cref="PrefetchContent"/> is next.</summary>
    internal void PrefetchPlace(int index) => Fetch.Place(in CollectionsMarshal.AsSpan(_entries)[index], 1);

    /// <summary>Calls the first bytes of an operation into the cache.</summary>
    internal void PrefetchContent(int index)
    {
        ref readonly Entry entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        Fetch.Place(in _blocks[entry.Block][entry.Start], 2);
    }

    /// <summary>One operation; the spans are good until the batch changes.</summary>
    public ColumnFamily Read(
        int index, out ReadOnlySpan<byte> key, out bool isRemoved, out ReadOnlySpan<byte> value)
    {
        if (_openCount > 0)
        {
            SealOpen();
        }
        ref readonly Entry entry = ref CollectionsMarshal.AsSpan(_entries)[index];
        ReadOnlySpan<byte> block = _blocks[entry.Block];
        int keyAt = entry.Start + entry.HeadBytes;
        key = block.Slice(keyAt, entry.KeyBytes);
        isRemoved = entry.ValueBytes == Removed;
        value = isRemoved ? default : block.Slice(keyAt + entry.KeyBytes, entry.ValueBytes);
        return entry.Family;
    }

    /// <summary>Empties the batch; its memory stays.</summary>
    public void Clear()
    {
        _entries.Clear();
        _families = 0;
        _openCount = 0;
        _block = 0;
        _used = 0;
    }

    private static int HashedBytes(in Entry entry) =>
        entry.HeadBytes + entry.KeyBytes + entry.ValueBytes - SealedValue.SealBytes;

    private ReadOnlySpan<byte> Hashed(in Entry entry) =>
        _blocks[entry.Block].AsSpan(entry.Start, HashedBytes(entry));

    private Span<byte> SealOf(in Entry entry) =>
        _blocks[entry.Block].AsSpan(entry.Start + HashedBytes(entry), SealedValue.SealBytes);

    private void SealOpen()
    {
        ReadOnlySpan<int> open = _open.AsSpan(0, _openCount);
        _openCount = 0;
        ulong pending = ulong.MaxValue >> (_open.Length - open.Length);
        while (pending != 0)
        {
            int first = BitOperations.TrailingZeroCount(pending);
            pending ^= SealLike(open, first, pending);
        }
    }

    // Seals the first entry and the pending ones of its length that fit beside it; returns which.
    private ulong SealLike(ReadOnlySpan<int> open, int first, ulong pending)
    {
        int bytes = HashedBytes(_entries[open[first]]);
        ulong taken = 0;
        int count = 0;
        _lanes.Begin(bytes);
        for (int at = first; at < open.Length && count < SealLanes.Lanes; at++)
        {
            Entry entry = _entries[open[at]];
            if ((pending >> at & 1) != 0 && HashedBytes(entry) == bytes)
            {
                _lanes.Add(Hashed(entry));
                taken |= 1UL << at;
                count++;
            }
        }
        _lanes.Hash();
        ulong left = taken;
        for (int lane = 0; lane < count; lane++)
        {
            Entry entry = _entries[open[BitOperations.TrailingZeroCount(left)]];
            _lanes.SealAt(lane).CopyTo(SealOf(entry));
            left &= left - 1;
        }
        return taken;
    }

    private Span<byte> Reserve(ColumnFamily family, int head, int key, int value)
    {
        int bytes = head + key + Math.Max(value, 0);
        while (_block < _blocks.Count && _blocks[_block].Length - _used < bytes)
        {
            _block++;
            _used = 0;
        }
        if (_block == _blocks.Count)
        {
            _blocks.Add(GC.AllocateUninitializedArray<byte>(Math.Max(bytes, BlockBytes)));
        }
        _families |= 1U << (int)family;
        _entries.Add(new Entry(family, _block, _used, head, key, value));
        Span<byte> room = _blocks[_block].AsSpan(_used, bytes);
        _used += bytes;
        return room;
    }

    private readonly record struct Entry(
        ColumnFamily Family, int Block, int Start, int HeadBytes, int KeyBytes, int ValueBytes);
}
