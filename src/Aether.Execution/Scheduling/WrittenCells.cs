using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>The cells that a block's transactions wrote, in the order of their numbers, found by state key.</summary>
/// <remarks><b>Threads</b>: one. <b>Cost</b>: arrays grow and are kept.</remarks>
internal sealed class WrittenCells
{
    private int[] _cells = new int[64];
    private int[] _buckets = new int[128];

    /// <summary>Cells written.</summary>
    public int Count { get; private set; }

    /// <summary>The number of a written cell.</summary>
    public int this[int index] => _cells[index];

    /// <summary>Collects the cells of a table.</summary>
    public void Collect(SlotTable slots)
    {
        Count = 0;
        int most = (2 * slots.Count) + slots.Items.Count;
        if (_cells.Length < most)
        {
            _cells = new int[BitOperations.RoundUpToPowerOf2((uint)most)];
            _buckets = new int[_cells.Length * 2];
        }
        Array.Clear(_buckets);
        for (int cell = 0; cell < 2 * slots.Count; cell++)
        {
            Collect(slots, cell);
        }
        for (int node = 0; node < slots.Items.Count; node++)
        {
            Collect(slots, -1 - node);
        }
    }

    /// <summary>The cell with a state key; false when no transaction wrote it.</summary>
    public bool TryFind(SlotTable slots, in Hash256 key, out int cell)
    {
        int mask = _buckets.Length - 1;
        for (int at = Bucket(key) & mask; _buckets[at] != 0; at = (at + 1) & mask)
        {
            cell = _cells[_buckets[at] - 1];
            if (slots.KeyAt(cell) == key)
            {
                return true;
            }
        }
        cell = 0;
        return false;
    }

    private void Collect(SlotTable slots, int cell)
    {
        ref ValueCell value = ref slots.CellAt(cell);
        if (!value.IsWritten)
        {
            return;
        }
        _cells[Count++] = cell;
        int mask = _buckets.Length - 1;
        int at = Bucket(slots.KeyAt(cell)) & mask;
        while (_buckets[at] != 0)
        {
            at = (at + 1) & mask;
        }
        _buckets[at] = Count;
    }

    // Keys are digests: any bits of them are as good as a hash.
    private static int Bucket(in Hash256 key) => BinaryPrimitives.ReadInt32LittleEndian(key.Span) & int.MaxValue;
}
