using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Aether.Core.Diagnostics;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>What a block changes: state keys strictly ascending, each with its new value or none.</summary>
/// <remarks>
/// <b>Shape</b>: the keys lie in one array, the values in one buffer, so that both are hashed and written in bulk.
/// <b>Ownership</b>: made by a <see cref="ChangeSetBuilder"/>; whoever it is given to last recycles it, or leaves it to
/// the collector. <b>Threads</b>: immutable until it is recycled; any number of readers.
/// <b>Cost</b>: a lookup is one probe of a hash table and one comparison of keys.
/// </remarks>
public sealed class ChangeSet
{
    private readonly ChangeSetPool? _home;
    private Hash256[] _keys = [];
    private int[] _starts = [];
    private int[] _lengths = [];
    private int[] _slots = [0];
    private byte[] _bytes = [];
    private int _otherOwners;

    internal ChangeSet(ChangeSetPool? home) => _home = home;

    /// <summary>No change.</summary>
    public static ChangeSet Empty => new(null);

    /// <summary>Number of changed keys.</summary>
    public int Count { get; private set; }

    /// <summary>The changed keys, strictly ascending.</summary>
    public ReadOnlySpan<Hash256> Keys => _keys.AsSpan(0, Count);

    /// <summary>Bytes of all new values together.</summary>
    public int ValueBytes { get; private set; }

    /// <summary>The key at an index.</summary>
    public ref readonly Hash256 KeyAt(int index) => ref Keys[index];

    /// <summary>The new value at an index; false when the key is removed.</summary>
    public bool TryValueAt(int index, out ReadOnlySpan<byte> value)
    {
        int length = _lengths.AsSpan(0, Count)[index];
        value = length < 0 ? default : _bytes.AsSpan(_starts[index], length);
        return length >= 0;
    }

    /// <summary>Index of a key; negative when it does not change.</summary>
    public int Find(in Hash256 key)
    {
        ReadOnlySpan<int> slots = _slots;
        int mask = slots.Length - 1;
        for (int slot = (int)(Prefix(key) & (uint)mask); slots[slot] != 0; slot = (slot + 1) & mask)
        {
            int index = slots[slot] - 1;
            if (_keys[index] == key)
            {
                return index;
            }
        }
        return -1;
    }

    /// <summary>Fetches the place that a search for a key begins at.</summary>
    // SAFETY: a prefetch of any address is harmless.
    public unsafe void PrefetchSlot(in Hash256 key)
    {
        if (Sse.IsSupported && _slots.Length > 0)
        {
            int slot = (int)(Prefix(key) & (uint)(_slots.Length - 1));
            Sse.Prefetch0(Unsafe.AsPointer(ref _slots[slot]));
        }
    }

    /// <summary>A copy as a dictionary; null where a key is removed. For tools: it allocates for every key.</summary>
    public SortedDictionary<Hash256, byte[]?> ToSorted()
    {
        SortedDictionary<Hash256, byte[]?> changes = [];
        for (int index = 0; index < Count; index++)
        {
            changes[_keys[index]] = TryValueAt(index, out ReadOnlySpan<byte> value) ? value.ToArray() : null;
        }
        return changes;
    }

    /// <summary>Adds an owner, who calls <see cref="Recycle"/> too.</summary>
    public void Retain() => Interlocked.Increment(ref _otherOwners);

    /// <summary>
    /// Ends the use of an owner. The last one gives the memory back for another set: nobody may read this one any more.
    /// </summary>
    public void Recycle()
    {
        if (_home is not null && Interlocked.Decrement(ref _otherOwners) < 0)
        {
            _otherOwners = 0;
            Count = 0;
            ValueBytes = 0;
            _slots.AsSpan().Clear();
            _home.Return(this);
        }
    }

    /// <summary>Makes room for a number of keys.</summary>
    internal void Reserve(int count)
    {
        if (_keys.Length < count)
        {
            int capacity = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(count, 16));
            _keys = new Hash256[capacity];
            _starts = new int[capacity];
            _lengths = new int[capacity];
            _slots = new int[2 * capacity];
        }
    }

    /// <summary>Takes the next key, greater than the last one; a negative length removes it.</summary>
    internal void Append(in Hash256 key, int start, int length)
    {
        Check.That(Count == 0 || _keys[Count - 1] < key);
        _keys[Count] = key;
        _starts[Count] = start;
        _lengths[Count] = length;
        ValueBytes += Math.Max(length, 0);
        int mask = _slots.Length - 1;
        int slot = (int)(Prefix(key) & (uint)mask);
        while (_slots[slot] != 0)
        {
            slot = (slot + 1) & mask;
        }
        _slots[slot] = ++Count;
    }

    /// <summary>Takes the buffer that the values lie in and gives the one it had.</summary>
    internal byte[] Exchange(byte[] bytes)
    {
        byte[] before = _bytes;
        _bytes = bytes;
        return before;
    }

    // State keys are digests: any of their bits are as good as a hash. The table takes those that the order of the
    // keys does not, so that neighbours are spread.
    private static ulong Prefix(in Hash256 key)
    {
        ulong low = BinaryPrimitives.ReadUInt64LittleEndian(key.Span[24..]);
        return low ^ (BinaryPrimitives.ReadUInt64BigEndian(key.Span) >> 32);
    }
}
