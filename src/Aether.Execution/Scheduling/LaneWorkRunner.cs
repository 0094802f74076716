using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>Lets the tree of the state work on the lanes that executed the block.</summary>
/// <remarks><b>Threads</b>: one piece of work at a time, between jobs.</remarks>
internal sealed class LaneWorkRunner(LaneSet lanes) : ILaneRunner, ILaneJob
{
    private ILaneWork? _work;

    /// <inheritdoc/>
    public int LaneCount => lanes.Count;

    /// <inheritdoc/>
    public void Run(ILaneWork work)
    {
        _work = work;
        lanes.Run(this);
        _work = null;
    }

    /// <inheritdoc/>
    void ILaneJob.Run(int lane) => _work!.Run(lane);

    /// <inheritdoc/>
    void ILaneJob.Abort()
    {
        // Every lane returns when no task is left, whoever failed.
    }
}
