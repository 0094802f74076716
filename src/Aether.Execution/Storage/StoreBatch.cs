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

    /// <summary>Seals the value that was reserved last.</summary>
    public void Seal()
    {
        Entry last = _entries[^1];
        Check.That(last.HeadBytes == SealedValue.HeadBytes);
        int hashed = last.HeadBytes + last.KeyBytes + last.ValueBytes - SealedValue.SealBytes;
        Span<byte> all = _blocks[last.Block].AsSpan(last.Start, hashed + SealedValue.SealBytes);
        Span<byte> digest = stackalloc byte[Blake3.DigestBytes];
        Blake3.Hash(all[..hashed], digest);
        digest[..SealedValue.SealBytes].CopyTo(all[hashed..]);
    }

    /// <summary>Removes a key.</summary>
    public void Delete(ColumnFamily family, ReadOnlySpan<byte> key) =>
        key.CopyTo(Reserve(family, 0, key.Length, Removed));

    /// <summary>Family of one operation.</summary>
    public ColumnFamily FamilyAt(int index) => _entries[index].Family;

    /// <summary>One operation; the spans are good until the batch changes.</summary>
    public ColumnFamily Read(
        int index, out ReadOnlySpan<byte> key, out bool isRemoved, out ReadOnlySpan<byte> value)
    {
        Entry entry = _entries[index];
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
        _block = 0;
        _used = 0;
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
        _entries.Add(new Entry(family, _block, _used, head, key, value));
        Span<byte> room = _blocks[_block].AsSpan(_used, bytes);
        _used += bytes;
        return room;
    }

    private readonly record struct Entry(
        ColumnFamily Family, int Block, int Start, int HeadBytes, int KeyBytes, int ValueBytes);
}
