namespace Aether.Pipeline.Status;

/// <summary>Where the time of one stage went since its thread started. No moment counts twice.</summary>
/// <remarks>
/// A thread waits, and looks after itself, for all of its stages at once: both stand at the stage that takes the
/// thread's input, so that the times of a thread's stages sum up to the thread's lifetime.
/// </remarks>
/// <param name="Stage">As <see cref="Topology.Stages"/> names it.</param>
/// <param name="Thread">The thread that runs it.</param>
/// <param name="Busy">It worked.</param>
/// <param name="Wait">The thread was parked: nothing had arrived.</param>
/// <param name="Backpressure">It had work done and nowhere to put it.</param>
/// <param name="Housekeeping">The thread looked for input, kept its timers or published where it stands.</param>
/// <param name="Items">What it took: transactions, messages, blocks or entries.</param>
public readonly record struct StageSample(
    string Stage,
    string Thread,
    TimeSpan Busy,
    TimeSpan Wait,
    TimeSpan Backpressure,
    TimeSpan Housekeeping,
    long Items)
{
    /// <summary>All of it.</summary>
    public TimeSpan Total => Busy + Wait + Backpressure + Housekeeping;
}
