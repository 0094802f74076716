namespace Aether.Execution.State;

/// <summary>Threads that do one piece of work together. Their number never reaches a result.</summary>
public interface ILaneRunner
{
    /// <summary>Lanes, the caller's included.</summary>
    int LaneCount { get; }

    /// <summary>Runs the work on every lane; returns when all have returned.</summary>
    void Run(ILaneWork work);
}
