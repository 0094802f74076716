using System.Runtime.InteropServices;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>Values of the state by key, strictly ascending; a key may stand for a removed value.</summary>
/// <remarks>
/// <b>Shape</b>: value i is <c>bytes[ends[i - 1], ends[i])</c>. Encoded in columns: count u32, keys, a length u32 of
/// each value (2^32 - 1 when removed), the bytes of all values. <b>Threads</b>: immutable.
/// </remarks>
public sealed class StateItems : IAceValue<StateItems>
{
    /// <summary>Encoded bytes of an item beside its value.</summary>
    public const int ItemBytes = Hash256.Bytes + 4;

    private const uint Removed = uint.MaxValue;

    private readonly Hash256[] _keys;
    private readonly uint[] _lengths;
    private readonly int[] _ends;
    private readonly byte[] _bytes;

    /// <summary>Takes over columns that fit together.</summary>
    /// <exception cref="ArgumentException">They do not.</exception>
    public StateItems(Hash256[] keys, uint[] lengths, byte[] bytes)
        : this(keys, lengths, bytes, out bool fits)
    {
        if (!fits)
        {
            throw new ArgumentException("keys do not ascend, or lengths do not add up to the bytes");
        }
    }

    private StateItems(Hash256[] keys, uint[] lengths, byte[] bytes, out bool fits)
    {
        _keys = keys;
        _lengths = lengths;
        _bytes = bytes;
        _ends = new int[lengths.Length];
        fits = keys.Length == lengths.Length && TryAddUp() && IsAscending(keys);
    }

    /// <summary>No items.</summary>
    public static StateItems Empty { get; } = new([], [], []);

    /// <summary>How many.</summary>
    public int Count => _keys.Length;

    /// <summary>The keys.</summary>
    public ReadOnlySpan<Hash256> Keys => _keys;

    /// <summary>All values, one after the other.</summary>
    public ReadOnlySpan<byte> Values => _bytes;

    /// <summary>Exclusive end of each value in <see cref="Values"/>.</summary>
    public ReadOnlySpan<int> Ends => _ends;

    /// <summary>True when some key stands for a removed value.</summary>
    public bool HasRemovals => _lengths.AsSpan().Contains(Removed);

    /// <summary>The columns of keys with values; null is a removed one.</summary>
    public static StateItems Of(IReadOnlyCollection<KeyValuePair<Hash256, byte[]?>> items) => new(
        [.. items.Select(item => item.Key)],
        [.. items.Select(item => item.Value is { } value ? (uint)value.Length : Removed)],
        [.. items.SelectMany(item => item.Value ?? [])]);

    /// <summary>True when the key stands for a removed value.</summary>
    public bool IsRemoved(int index) => _lengths[index] == Removed;

    /// <summary>True when the key has a value, false when it is removed.</summary>
    public bool TryValueAt(int index, out ReadOnlySpan<byte> value)
    {
        int start = index == 0 ? 0 : _ends[index - 1];
        value = _bytes.AsSpan(start, _ends[index] - start);
        return _lengths[index] != Removed;
    }

    /// <inheritdoc/>
    public static StateItems Decode(ref AceReader reader)
    {
        int count = reader.Count(Limits.Snapshot.MaxItems, ItemBytes);
        Hash256[] keys = MemoryMarshal.Cast<byte, Hash256>(reader.Fixed(count * Hash256.Bytes)).ToArray();
        uint[] lengths = new uint[keys.Length];
        ulong total = 0;
        for (int index = 0; index < lengths.Length; index++)
        {
            lengths[index] = reader.U32();
            total += lengths[index] == Removed ? 0 : lengths[index];
        }
        reader.Require(total <= (ulong)reader.Remaining, DecodeError.Truncated);
        byte[] bytes = reader.Failed ? [] : reader.Fixed((int)total).ToArray();
        if (reader.Failed)
        {
            return Empty;
        }
        StateItems items = new(keys, lengths, bytes, out bool fits);
        reader.Require(fits);
        return items;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Length(_keys.Length);
        writer.Fixed(MemoryMarshal.AsBytes<Hash256>(_keys));
        foreach (uint length in _lengths)
        {
            writer.U32(length);
        }
        writer.Fixed(_bytes);
    }

    private bool TryAddUp()
    {
        long end = 0;
        for (int index = 0; index < _lengths.Length; index++)
        {
            end += _lengths[index] == Removed ? 0 : _lengths[index];
            if (end > _bytes.Length)
            {
                return false;
            }
            _ends[index] = (int)end;
        }
        return end == _bytes.Length;
    }

    private static bool IsAscending(Hash256[] keys)
    {
        for (int index = 1; index < keys.Length; index++)
        {
            if (keys[index] <= keys[index - 1])
            {
                return false;
            }
        }
        return true;
    }
}
