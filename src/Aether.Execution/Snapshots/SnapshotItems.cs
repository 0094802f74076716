using System.Runtime.InteropServices;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Execution.Snapshots;

/// <summary>Collects the items of one chunk.</summary>
internal sealed class SnapshotItems
{
    private readonly List<Hash256> _keys = [];
    private readonly List<uint> _lengths = [];
    private byte[] _bytes = new byte[64 * 1024];
    private int _used;

    /// <summary>How many.</summary>
    public int Count => _keys.Count;

    /// <summary>Their encoded bytes.</summary>
    public int EncodedBytes => (StateItems.ItemBytes * _keys.Count) + _used;

    /// <summary>The first key.</summary>
    public Hash256 First => _keys[0];

    /// <summary>The last key.</summary>
    public Hash256 Last => _keys[^1];

    /// <summary>The keys.</summary>
    public ReadOnlySpan<Hash256> Keys => CollectionsMarshal.AsSpan(_keys);

    /// <summary>Adds a value.</summary>
    public void Add(in Hash256 key, ReadOnlySpan<byte> value)
    {
        if (value.Length > _bytes.Length - _used)
        {
            Array.Resize(ref _bytes, Math.Max(2 * _bytes.Length, _used + value.Length));
        }
        value.CopyTo(_bytes.AsSpan(_used));
        _used += value.Length;
        _keys.Add(key);
        _lengths.Add((uint)value.Length);
    }

    /// <summary>Adds a key whose value was removed.</summary>
    public void AddRemoved(in Hash256 key)
    {
        _keys.Add(key);
        _lengths.Add(uint.MaxValue);
    }

    /// <summary>The items; the collection is empty again.</summary>
    public StateItems Take()
    {
        StateItems items = new([.. _keys], [.. _lengths], _bytes.AsSpan(0, _used).ToArray());
        _keys.Clear();
        _lengths.Clear();
        _used = 0;
        return items;
    }
}
