using Aether.Core.Diagnostics;

namespace Aether.Execution.State;

/// <summary>Change sets that were used up, with their memory, for the next blocks.</summary>
/// <remarks><b>Threads</b>: any.</remarks>
public sealed class ChangeSetPool
{
    private readonly Lock _gate = new();
    private readonly ChangeSet?[] _free;
    private int _count;

    /// <summary>Creates a pool that keeps at most a number of sets.</summary>
    public ChangeSetPool(int capacity = 16)
    {
        Check.That(capacity > 0);
        _free = new ChangeSet?[capacity];
    }

    /// <summary>A set without changes.</summary>
    internal ChangeSet Rent()
    {
        lock (_gate)
        {
            if (_count > 0)
            {
                ChangeSet set = _free[--_count]!;
                _free[_count] = null;
                return set;
            }
        }
        return new ChangeSet(this);
    }

    /// <summary>Keeps a set that nobody reads any more, or drops it when there are enough.</summary>
    internal void Return(ChangeSet set)
    {
        lock (_gate)
        {
            if (_count < _free.Length)
            {
                _free[_count++] = set;
            }
        }
    }
}
