using Aether.Core;

namespace Aether.Node.Rpc.Stories;

/// <summary>How long the newest transactions took from each step of their way to their final block.</summary>
/// <remarks><b>Threads</b>: the caller's lock. <b>Memory</b>: fixed.</remarks>
internal sealed class FinalityTimes
{
    private readonly long[][] _leftMs = new long[(int)StoryState.Included + 1][];
    private readonly int[] _count = new int[(int)StoryState.Included + 1];

    /// <summary>Takes a story that ended in a final block.</summary>
    public void Add(ReadOnlySpan<StoryStep> steps)
    {
        long end = steps[^1].TimeMs;
        int told = 0;
        // The last time that it came to a state counts: a block before may have been undone.
        for (int index = steps.Length - 2; index >= 0; index--)
        {
            int state = (int)steps[index].State;
            if (state is >= (int)StoryState.Received and <= (int)StoryState.Included && (told & (1 << state)) == 0)
            {
                told |= 1 << state;
                long[] ring = _leftMs[state] ??= new long[Limits.Rpc.FinalityTimes];
                ring[_count[state]++ % ring.Length] = Math.Max(0, end - steps[index].TimeMs);
            }
        }
    }

    /// <summary>
    /// The median of what was left for those that had waited in a state for as long; null when none of them had.
    /// </summary>
    /// <param name="state">Where the transaction is.</param>
    /// <param name="waitedMs">Since when.</param>
    public long? Estimate(StoryState state, long waitedMs)
    {
        if (state is < StoryState.Received or > StoryState.Included || _leftMs[(int)state] is not { } ring)
        {
            return null;
        }
        Span<long> left = stackalloc long[Limits.Rpc.FinalityTimes];
        int count = 0;
        for (int index = 0; index < Math.Min(_count[(int)state], ring.Length); index++)
        {
            if (ring[index] >= waitedMs)
            {
                left[count++] = ring[index] - waitedMs;
            }
        }
        left[..count].Sort();
        return count == 0 ? null : left[count / 2];
    }
}
