using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;

namespace Aether.Execution.State;

/// <summary>Tells when everybody who may hold a freed node has left.</summary>
/// <remarks>
/// <para>Readers enter before they follow a reference and leave when they hold none. What is freed waits until all
/// readers that were inside at that time have left.</para>
/// <para><b>Steps</b>: readers count themselves in one of two counters, that of the current period. 1. The owner asks
/// <see cref="TryAdvance"/>; it fails while the counter of the period before is not zero. 2. Else the period changes:
/// new readers use the other counter. A thing freed in period p is free of readers when period p + 2 begins.</para>
/// <para><b>Threads</b>: any reader; one owner at a time advances.</para>
/// </remarks>
internal sealed class ReadGate
{
    private Counters _readers;
    private long _period;

    /// <summary>Number of the current period.</summary>
    public long Period => Volatile.Read(ref _period);

    /// <summary>Enters; the result goes to <see cref="Leave"/>. Readers stay for a call, never for a while.</summary>
    public int Enter()
    {
        while (true)
        {
            long period = Volatile.Read(ref _period);
            int side = (int)(period & 1);
            Interlocked.Increment(ref Counter(side));
            // Pairs with the exchange in TryAdvance: either it sees this reader, or this reads the new period.
            if (Volatile.Read(ref _period) == period)
            {
                return side;
            }
            Interlocked.Decrement(ref Counter(side));
        }
    }

    /// <summary>Leaves.</summary>
    public void Leave(int side) => Check.That(Interlocked.Decrement(ref Counter(side)) >= 0);

    /// <summary>Begins the next period unless readers of the one before are still inside.</summary>
    public bool TryAdvance()
    {
        long period = Volatile.Read(ref _period);
        if (Interlocked.Add(ref Counter((int)((period + 1) & 1)), 0) != 0)
        {
            return false;
        }
        Interlocked.Exchange(ref _period, period + 1);
        return true;
    }

    private ref long Counter(int side)
    {
        if (side == 0)
        {
            return ref _readers.Even;
        }
        return ref _readers.Odd;
    }

    // A line for each, so that the two do not slow one another down.
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Counters
    {
        [FieldOffset(64)]
        public long Even;

        [FieldOffset(192)]
        public long Odd;
    }
}
