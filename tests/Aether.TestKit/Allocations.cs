using Xunit;

namespace Aether.TestKit;

/// <summary>Asserts that warmed-up code allocates nothing on the managed heap.</summary>
public static class Allocations
{
    private const int Rounds = 100;

    /// <summary>Runs an action until a run allocates nothing; fails when none of a hundred does.</summary>
    /// <remarks>
    /// Code that allocates does so in every run. The runtime itself may in some: a collection trims the shared array
    /// pool, and the next rent fills it again.
    /// </remarks>
    public static void AssertNone(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        action();
        long least = long.MaxValue;
        for (int round = 0; round < Rounds && least != 0; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            action();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
