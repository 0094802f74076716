using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Collects changes in any order and makes a sorted <see cref="ChangeSet"/> of them.</summary>
/// <remarks>
/// <b>Order</b>: the last change of a key wins. <b>Threads</b>: one. <b>Cost</b>: no allocation once it and the sets
/// of its pool have grown to the size of a block; sorting takes one pass over the first bits of the keys.
/// </remarks>
public sealed class ChangeSetBuilder
{
    // With keys that are digests a bucket holds a key or two. A longer one means chosen keys: those are sorted by all
    // digits of the prefix, which no choice of keys makes slow.
    private const int MaxBucket = 48;
    private const int DigitBits = 8;

    private readonly ChangeSetPool _pool;
    private Hash256[] _keys = new Hash256[64];
    private int[] _starts = new int[64];
    private int[] _lengths = new int[64];
    private Entry[] _entries = new Entry[64];
    private Entry[] _sorted = new Entry[64];
    private int[] _buckets = new int[65];
    private byte[] _bytes = new byte[4_096];
    private int _used;
    private bool _isSorted = true;

    /// <summary>Creates a builder whose sets come from a pool, or from one of its own.</summary>
    public ChangeSetBuilder(ChangeSetPool? pool = null) => _pool = pool ?? new ChangeSetPool();

    /// <summary>Changes added, those that a later one of the same key replaces included.</summary>
    public int Count { get; private set; }

    /// <summary>Sets a value, which is copied.</summary>
    public void Add(in Hash256 key, ReadOnlySpan<byte> value)
    {
        int end = checked(_used + value.Length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)end, 2L * _bytes.Length)));
        }
        value.CopyTo(_bytes.AsSpan(_used));
        Append(key, value.Length);
        _used = end;
    }

    /// <summary>Removes a key.</summary>
    public void Remove(in Hash256 key) => Append(key, -1);

    /// <summary>Forgets all changes.</summary>
    public void Clear()
    {
        Count = 0;
        _used = 0;
        _isSorted = true;
    }

    /// <summary>The changes as a set. The builder is empty again.</summary>
    public ChangeSet Build()
    {
        ChangeSet set = _pool.Rent();
        set.Reserve(Count);
        ReadOnlySpan<Entry> sorted = Sort();
        for (int position = 0; position < sorted.Length; position++)
        {
            int index = sorted[position].Index;
            bool last = position + 1 == sorted.Length
                || sorted[position].Prefix != sorted[position + 1].Prefix
                || _keys[index] != _keys[sorted[position + 1].Index];
            if (last)
            {
                set.Append(_keys[index], _starts[index], _lengths[index]);
            }
        }
        _bytes = set.Exchange(_bytes);
        Clear();
        return set;
    }

    private void Append(in Hash256 key, int length)
    {
        if (Count == _keys.Length)
        {
            Grow();
        }
        _keys[Count] = key;
        _starts[Count] = _used;
        _lengths[Count] = length;
        ulong prefix = BinaryPrimitives.ReadUInt64BigEndian(key.Span);
        _isSorted &= Count == 0 || _entries[Count - 1].Prefix < prefix;
        _entries[Count] = new Entry(prefix, Count);
        Count++;
    }

    private void Grow()
    {
        int capacity = checked(2 * _keys.Length);
        Array.Resize(ref _keys, capacity);
        Array.Resize(ref _starts, capacity);
        Array.Resize(ref _lengths, capacity);
        Array.Resize(ref _entries, capacity);
        _sorted = new Entry[capacity];
        _buckets = new int[capacity + 1];
    }

    // By prefix, then by the rest of the key, then in the order of adding.
    private ReadOnlySpan<Entry> Sort()
    {
        Span<Entry> sorted = _sorted.AsSpan(0, Count);
        if (_isSorted)
        {
            return _entries.AsSpan(0, Count);
        }
        int bits = BitOperations.Log2((uint)Count);
        int longest = Distribute(64 - bits, 1 << bits, _entries, _sorted);
        if (longest > MaxBucket)
        {
            SortDigits();
            sorted = _entries.AsSpan(0, Count);
        }
        Insert(sorted);
        return sorted;
    }

    // Stable: moves entries by some bits of their prefix; gives the size of the largest bucket.
    private int Distribute(int shift, int bucketCount, Entry[] source, Entry[] destination)
    {
        Span<int> next = _buckets.AsSpan(0, bucketCount + 1);
        next.Clear();
        ulong mask = (uint)bucketCount - 1;
        foreach (Entry entry in source.AsSpan(0, Count))
        {
            next[(int)((entry.Prefix >> shift) & mask) + 1]++;
        }
        int longest = 0;
        for (int bucket = 1; bucket <= bucketCount; bucket++)
        {
            longest = Math.Max(longest, next[bucket]);
            next[bucket] += next[bucket - 1];
        }
        foreach (Entry entry in source.AsSpan(0, Count))
        {
            destination[next[(int)((entry.Prefix >> shift) & mask)]++] = entry;
        }
        return longest;
    }

    // Least digit first; an even number of passes ends where it started.
    private void SortDigits()
    {
        if (_buckets.Length <= 1 << DigitBits)
        {
            _buckets = new int[(1 << DigitBits) + 1];
        }
        for (int shift = 0; shift < 64; shift += 2 * DigitBits)
        {
            Distribute(shift, 1 << DigitBits, _entries, _sorted);
            Distribute(shift + DigitBits, 1 << DigitBits, _sorted, _entries);
        }
    }

    private void Insert(Span<Entry> entries)
    {
        for (int end = 1; end < entries.Length; end++)
        {
            Entry entry = entries[end];
            int place = end;
            while (place > 0 && Follows(entries[place - 1], entry))
            {
                entries[place] = entries[place - 1];
                place--;
            }
            entries[place] = entry;
        }
    }

    // Both sorts are stable, so equal keys already lie in the order of adding.
    private bool Follows(Entry left, Entry right) =>
        left.Prefix != right.Prefix
            ? left.Prefix > right.Prefix
            : _keys[left.Index] > _keys[right.Index];

    private readonly record struct Entry(ulong Prefix, int Index);
}
