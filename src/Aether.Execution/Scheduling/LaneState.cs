namespace Aether.Execution.Scheduling;

/// <summary>What one lane knows of a batch: its queue and the part of the block it walks through.</summary>
internal sealed class LaneState : IReadySink, IDisposable
{
    /// <summary>Transactions that became ready on this lane.</summary>
    public readonly LaneDeque Ready = new();

    /// <summary>Wakes the lane's thread when it sleeps in the middle of a batch.</summary>
    public readonly AutoResetEvent Wake = new(false);

    /// <summary>Next transaction of the claimed range.</summary>
    public int Next;

    /// <summary>End of the claimed range.</summary>
    public int End;

    /// <summary>True right after a range was claimed.</summary>
    public bool HasNewRange;

    /// <summary>A transaction that became ready and that this lane runs next, or -1.</summary>
    public int Hot;

    /// <summary>True when the lane pushed something that others could steal.</summary>
    public bool HasSurplus;

    /// <summary>Transactions this lane has run. Written by the lane, read by all.</summary>
    public PaddedLong Done;

    /// <summary>Starts a batch.</summary>
    public void Reset(int count)
    {
        Ready.Reset(count);
        Next = 0;
        End = 0;
        HasNewRange = false;
        Hot = -1;
        HasSurplus = false;
        Done.Value = 0;
    }

    /// <summary>
    /// Takes a transaction that became ready: the first one stays on this lane, where what it touches is in the cache.
    /// </summary>
    public void Push(int transaction)
    {
        if (Hot < 0)
        {
            Hot = transaction;
            return;
        }
        Ready.Push(transaction);
        HasSurplus = true;
    }

    /// <inheritdoc/>
    public void Dispose() => Wake.Dispose();
}
