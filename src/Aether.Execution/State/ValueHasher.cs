using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Hashes values of any lengths in vector lanes: those of one length together.</summary>
/// <remarks>
/// <b>Why by length</b>: a lane's padding depends on it, and the values of a state have few lengths. <b>Threads</b>:
/// one lane's own memory. <b>Cost</b>: no allocation once the buffers have grown.
/// </remarks>
// SAFETY: a row is as long as the blocks of its length, and BatchRows rows have room.
internal sealed unsafe class ValueHasher
{
    private const int BatchRows = 32;
    private const int BlockBytes = 64;
    private const int None = -1;

    // Changes of one length as a chain: the first by length, the next by place in the range.
    private readonly int[] _first = new int[StateHasher.MaxRowBytes + 1];
    private readonly NativeBuffer<int> _next = new();
    private readonly NativeBuffer<int> _lengths = new();
    private readonly NativeBuffer<byte> _rows = new();
    private readonly NativeBuffer<Hash256> _hashes = new();

    public ValueHasher()
    {
        _first.AsSpan().Fill(None);
        _rows.Ensure(BatchRows * StateHasher.MaxRowBytes);
        _hashes.Ensure(BatchRows);
    }

    /// <summary>Fills in key and value hash of a range of changes; zero for a key that is removed.</summary>
    /// <param name="set">The changes.</param>
    /// <param name="low">First of the range.</param>
    /// <param name="high">End of the range.</param>
    /// <param name="pairs">Two hashes for every change of the set.</param>
    // SAFETY: the range lies in the set, so its pairs exist.
    public void Hash(ChangeSet set, int low, int high, Hash256* pairs)
    {
        _next.Ensure(high - low);
        _lengths.Ensure(high - low);
        int lengths = 0;
        for (int index = high - 1; index >= low; index--)
        {
            pairs[2 * index] = set.KeyAt(index);
            if (!set.TryValueAt(index, out ReadOnlySpan<byte> value))
            {
                pairs[(2 * index) + 1] = default;
            }
            else if (value.Length > StateHasher.MaxRowBytes)
            {
                pairs[(2 * index) + 1] = StateHasher.HashValue(value);
            }
            else
            {
                if (_first[value.Length] == None)
                {
                    _lengths.Pointer[lengths++] = value.Length;
                }
                _next.Pointer[index - low] = _first[value.Length];
                _first[value.Length] = index;
            }
        }
        for (int length = 0; length < lengths; length++)
        {
            HashLength(set, _lengths.Pointer[length], low, pairs);
        }
    }

    private void HashLength(ChangeSet set, int length, int low, Hash256* pairs)
    {
        int stride = Math.Max(1, (length + BlockBytes - 1) / BlockBytes) * BlockBytes;
        int at = _first[length];
        _first[length] = None;
        while (at != None)
        {
            int start = at;
            int count = 0;
            for (; at != None && count < BatchRows; at = _next.Pointer[at - low], count++)
            {
                set.TryValueAt(at, out ReadOnlySpan<byte> value);
                Span<byte> row = new(_rows.Pointer + (count * stride), stride);
                value.CopyTo(row);
                row[length..].Clear();
            }
            StateHasher.HashValues(
                new ReadOnlySpan<byte>(_rows.Pointer, count * stride),
                stride,
                length,
                new Span<Hash256>(_hashes.Pointer, count));
            int back = start;
            for (int row = 0; row < count; row++, back = _next.Pointer[back - low])
            {
                pairs[(2 * back) + 1] = _hashes.Pointer[row];
            }
        }
    }
}
