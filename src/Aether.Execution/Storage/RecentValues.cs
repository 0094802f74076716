using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>State values that blocks changed and the store below does not have yet.</summary>
/// <remarks>
/// <b>Threads</b>: one writer, readers from any without a lock. A place is published after its bytes; a reader that
/// holds an older table misses what came later, which is newer than the state it reads.
/// <b>Cost</b>: no allocation for an entry while the table and the current chunk have room.
/// </remarks>
internal sealed class RecentValues
{
    private const int FirstSlots = 1_024;
    private const int ChunkBytes = 1 << 20;
    private const uint Removed = uint.MaxValue;

    private Slot[] _slots = new Slot[FirstSlots];
    private byte[][] _chunks = [new byte[ChunkBytes]];
    private int _chunkUsed;
    private int _chunkCount = 1;

    /// <summary>Keys in the table.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of values written, also of those that were replaced.</summary>
    public long Bytes { get; private set; }

    /// <summary>Sets a value.</summary>
    public void Put(in Hash256 key, ReadOnlySpan<byte> value) => Publish(key, Store(value, (uint)value.Length));

    /// <summary>Notes that a key was removed.</summary>
    public void Remove(in Hash256 key) => Publish(key, Store([], Removed));

    /// <summary>True when the table knows the key; then <paramref name="removed"/> tells which kind it is.</summary>
    public bool TryGet(in Hash256 key, out bool removed, out ReadOnlySpan<byte> value)
    {
        Slot[] slots = Volatile.Read(ref _slots);
        int shift = Shift(slots.Length);
        for (int at = Start(key, shift); ; at = (at + 1) & (slots.Length - 1))
        {
            // Pairs with the write in Publish: whoever sees a place sees the key and the bytes it leads to.
            long place = Volatile.Read(ref slots[at].Place);
            if (place == 0)
            {
                removed = false;
                value = default;
                return false;
            }
            if (slots[at].Key == key)
            {
                value = Read(place, out removed);
                return true;
            }
        }
    }

    /// <summary>Every entry, nearly ascending by key. Not while the writer writes.</summary>
    public IEnumerable<(Hash256 Key, bool Removed, ReadOnlyMemory<byte> Value)> Entries()
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Place != 0)
            {
                byte[] chunk = _chunks[(int)((slot.Place - 1) >> 32)];
                int offset = (int)((slot.Place - 1) & uint.MaxValue);
                uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(offset));
                bool removed = length == Removed;
                yield return (slot.Key, removed, chunk.AsMemory(offset + 4, removed ? 0 : (int)length));
            }
        }
    }

    private ReadOnlySpan<byte> Read(long place, out bool removed)
    {
        byte[][] chunks = Volatile.Read(ref _chunks);
        ReadOnlySpan<byte> bytes = chunks[(int)((place - 1) >> 32)].AsSpan((int)((place - 1) & uint.MaxValue));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        removed = length == Removed;
        return bytes.Slice(4, removed ? 0 : (int)length);
    }

    private long Store(ReadOnlySpan<byte> value, uint length)
    {
        int needed = value.Length + 4;
        if (_chunks[_chunkCount - 1].Length - _chunkUsed < needed)
        {
            AddChunk(needed);
        }
        Span<byte> bytes = _chunks[_chunkCount - 1].AsSpan(_chunkUsed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        value.CopyTo(bytes[4..]);
        long place = ((long)(_chunkCount - 1) << 32) + _chunkUsed + 1;
        _chunkUsed += needed;
        Bytes += needed;
        return place;
    }

    private void AddChunk(int needed)
    {
        byte[][] chunks = new byte[_chunkCount + 1][];
        _chunks.CopyTo(chunks, 0);
        chunks[_chunkCount] = new byte[Math.Max(needed, ChunkBytes)];
        Volatile.Write(ref _chunks, chunks);
        _chunkCount++;
        _chunkUsed = 0;
    }

    private void Publish(in Hash256 key, long place)
    {
        if (2 * (Count + 1) > _slots.Length)
        {
            Grow();
        }
        if (Insert(_slots, key, place))
        {
            Count++;
        }
    }

    private static bool Insert(Slot[] slots, in Hash256 key, long place)
    {
        int at = Start(key, Shift(slots.Length));
        while (slots[at].Place != 0 && slots[at].Key != key)
        {
            at = (at + 1) & (slots.Length - 1);
        }
        bool isNew = slots[at].Place == 0;
        if (isNew)
        {
            slots[at].Key = key;
        }
        // Pairs with the reads of TryGet.
        Volatile.Write(ref slots[at].Place, place);
        return isNew;
    }

    private void Grow()
    {
        Slot[] larger = new Slot[2 * _slots.Length];
        foreach (Slot slot in _slots)
        {
            if (slot.Place != 0)
            {
                Insert(larger, slot.Key, slot.Place);
            }
        }
        Volatile.Write(ref _slots, larger);
    }

    // Keys are hashes: their first bits spread evenly, and taking them keeps the table in key order but for collisions.
    private static int Start(in Hash256 key, int shift) =>
        (int)(BinaryPrimitives.ReadUInt64BigEndian(key.Span) >> shift);

    private static int Shift(int slots) => 64 - BitOperations.Log2((uint)slots);

    private struct Slot
    {
        public Hash256 Key;
        public long Place;
    }
}
