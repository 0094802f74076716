using System.Diagnostics.CodeAnalysis;
using Aether.Core.Types;

namespace Aether.Pipeline.Mempool;

/// <summary>What became of transactions that left without a block: the last ones, oldest forgotten first.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: constant; no more than its capacity is kept.</remarks>
internal sealed class DepartureLog
{
    private readonly Dictionary<Hash256, Departure> _byId = [];
    private readonly Queue<Hash256> _order = [];
    private readonly int _capacity;

    public DepartureLog(int capacity) => _capacity = capacity;

    /// <summary>Notes how one left; a later departure of the same one replaces an earlier.</summary>
    public void Add(Hash256 id, Departure departure)
    {
        if (!_byId.TryAdd(id, departure))
        {
            _byId[id] = departure;
            return;
        }
        _order.Enqueue(id);
        if (_order.Count > _capacity)
        {
            _byId.Remove(_order.Dequeue());
        }
    }

    /// <summary>How one left, as far as it is remembered.</summary>
    public bool TryGet(Hash256 id, [MaybeNullWhen(false)] out Departure departure) =>
        _byId.TryGetValue(id, out departure);
}
