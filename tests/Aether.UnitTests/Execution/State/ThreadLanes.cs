using Aether.Execution.State;

namespace Aether.UnitTests.Execution.State;

/// <summary>Lanes on threads of their own, started for every piece of work.</summary>
internal sealed class ThreadLanes(int lanes) : ILaneRunner
{
    public int LaneCount => lanes;

    public void Run(ILaneWork work)
    {
        Thread[] threads = [.. Enumerable.Range(1, lanes - 1).Select(lane => new Thread(() => work.Run(lane)))];
        foreach (Thread thread in threads)
        {
            thread.Start();
        }
        work.Run(0);
        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }
}
