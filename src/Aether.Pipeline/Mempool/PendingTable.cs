using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Mempool;

/// <summary>The pending transactions by small numbers, which are used again.</summary>
/// <remarks>
/// Orders name entries by number: what they move about are no references, whose every move the collector would want to
/// know of. <b>Threads</b>: one at a time. <b>Cost</b>: constant; no allocation once it has grown.
/// </remarks>
internal sealed class PendingTable
{
    private readonly Stack<int> _free = [];
    private PendingTransaction?[] _entries = new PendingTransaction?[64];
    private int _used;

    /// <summary>The entry with a number.</summary>
    public PendingTransaction this[int number] => _entries[number]!;

    /// <summary>Gives an entry the number it keeps until it is removed.</summary>
    public void Add(PendingTransaction entry)
    {
        Check.That(entry.Number < 0);
        if (!_free.TryPop(out int number))
        {
            number = _used++;
        }
        if (number == _entries.Length)
        {
            Array.Resize(ref _entries, 2 * _entries.Length);
        }
        _entries[number] = entry;
        entry.Number = number;
    }

    /// <summary>Takes the number back.</summary>
    public void Remove(PendingTransaction entry)
    {
        Check.That(ReferenceEquals(_entries[entry.Number], entry));
        _entries[entry.Number] = null;
        _free.Push(entry.Number);
        entry.Number = -1;
    }
}
