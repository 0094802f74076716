using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>State values that blocks changed and the store below does not have yet.</summary>
/// <remarks>
/// <b>Threads</b>: one at a time; the tree serves readers. <b>Cost</b>: no allocation for an entry once the table has
/// grown: <see cref="Clear"/> keeps its memory for what comes next.
/// </remarks>
internal sealed class RecentValues
{
    private const int FirstSlots = 1_024;
    private const int ChunkBytes = 1 << 20;
    private const int KeptChunks = 64;
    private const int KeptSlots = 1 << 20;
    private const uint Removed = uint.MaxValue;

    private readonly List<byte[]> _chunks = [new byte[ChunkBytes]];
    private Slot[] _slots = new Slot[FirstSlots];
    private int _chunk;
    private int _chunkUsed;

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
        int at = Find(_slots, key);
        bool found = _slots[at].Place != 0;
        removed = false;
        value = found ? Read(_slots[at].Place, out removed).Span : default;
        return found;
    }

    /// <summary>Forgets everything and keeps the memory, but for what an unusually large part needed.</summary>
    public void Clear()
    {
        if (_slots.Length > KeptSlots)
        {
            _slots = new Slot[FirstSlots];
        }
        _slots.AsSpan().Clear();
        if (_chunks.Count > KeptChunks)
        {
            _chunks.RemoveRange(KeptChunks, _chunks.Count - KeptChunks);
        }
        _chunk = 0;
        _chunkUsed = 0;
        Count = 0;
        Bytes = 0;
    }

    /// <summary>Every entry, nearly ascending by key.</summary>
    public IEnumerable<(Hash256 Key, bool Removed, ReadOnlyMemory<byte> Value)> Entries()
    {
        foreach (Slot slot in _slots)
        {
            if (slot.Place != 0)
            {
                ReadOnlyMemory<byte> value = Read(slot.Place, out bool removed);
                yield return (slot.Key, removed, value);
            }
        }
    }

    private ReadOnlyMemory<byte> Read(long place, out bool removed)
    {
        byte[] chunk = _chunks[(int)((place - 1) >> 32)];
        int offset = (int)((place - 1) & uint.MaxValue);
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(chunk.AsSpan(offset));
        removed = length == Removed;
        return chunk.AsMemory(offset + 4, removed ? 0 : (int)length);
    }

    private long Store(ReadOnlySpan<byte> value, uint length)
    {
        int needed = value.Length + 4;
        while (_chunks[_chunk].Length - _chunkUsed < needed)
        {
            NextChunk(needed);
        }
        Span<byte> bytes = _chunks[_chunk].AsSpan(_chunkUsed);
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, length);
        value.CopyTo(bytes[4..]);
        long place = ((long)_chunk << 32) + _chunkUsed + 1;
        _chunkUsed += needed;
        Bytes += needed;
        return place;
    }

    // One kept from before may be too short for a long value: it is passed over.
    private void NextChunk(int needed)
    {
        _chunk++;
        _chunkUsed = 0;
        if (_chunk == _chunks.Count)
        {
            _chunks.Add(new byte[Math.Max(needed, ChunkBytes)]);
        }
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
        int at = Find(slots, key);
        bool isNew = slots[at].Place == 0;
        slots[at].Key = key;
        slots[at].Place = place;
        return isNew;
    }

    // The place of a key, or the one it would get.
    private static int Find(Slot[] slots, in Hash256 key)
    {
        int at = Start(key, Shift(slots.Length));
        while (slots[at].Place != 0 && slots[at].Key != key)
        {
            at = (at + 1) & (slots.Length - 1);
        }
        return at;
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
        _slots = larger;
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
