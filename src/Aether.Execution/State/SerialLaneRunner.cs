namespace Aether.Execution.State;

/// <summary>The caller alone.</summary>
public sealed class SerialLaneRunner : ILaneRunner
{
    /// <summary>It has no state.</summary>
    public static SerialLaneRunner Instance { get; } = new();

    /// <inheritdoc/>
    public int LaneCount => 1;

    /// <inheritdoc/>
    public void Run(ILaneWork work) => work.Run(0);
}
