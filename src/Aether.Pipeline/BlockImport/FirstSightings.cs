using Aether.Core;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// When this node first saw each recent block, by its monotonic clock. Bounded: the oldest is forgotten.
/// </summary>
/// <remarks><b>Threads</b>: one.</remarks>
internal sealed class FirstSightings
{
    private readonly Dictionary<Hash256, long> _times = [];
    private readonly Queue<Hash256> _order = new();

    /// <summary>Notes a sighting; the first one stays.</summary>
    public void Note(Hash256 blockHash, long nowMs)
    {
        if (!_times.TryAdd(blockHash, nowMs))
        {
            return;
        }
        _order.Enqueue(blockHash);
        if (_order.Count > Limits.Consensus.MaxPendingBlocks)
        {
            _times.Remove(_order.Dequeue());
        }
    }

    /// <summary>Milliseconds since the first sighting; 0 when there was none.</summary>
    public long Age(Hash256 blockHash, long nowMs) => _times.TryGetValue(blockHash, out long seen) ? nowMs - seen : 0;
}
