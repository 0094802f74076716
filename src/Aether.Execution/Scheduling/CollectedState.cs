using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>The state after a block's transactions, read by key: for what is settled at the end of the block.</summary>
internal sealed class CollectedState(SlotTable slots, WrittenCells written) : IStateReader
{
    /// <inheritdoc/>
    public bool TryGet(Hash256 key, out byte[] value)
    {
        if (!written.TryFind(slots, key, out int cell))
        {
            return slots.Parent.TryGet(key, out value);
        }
        ref ValueCell found = ref slots.CellAt(cell);
        value = found.Length < 0 ? [] : slots.ValueOf(found).ToArray();
        return found.Length >= 0;
    }
}
