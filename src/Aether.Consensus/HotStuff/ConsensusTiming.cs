namespace Aether.Consensus.HotStuff;

/// <summary>Pacing of views, in milliseconds.</summary>
/// <remarks>The waits for claims grow with the timeout of the view, in proportion.</remarks>
/// <param name="SlotMs">Least time between a block and its parent.</param>
/// <param name="ClaimMs">Wait for a better-ranked VRF claim before voting; the backup leader proposes after it.</param>
/// <param name="FallbackMs">Wait for the best claim's block before voting for the best complete one.</param>
/// <param name="TimeoutMs">First view timeout.</param>
/// <param name="MaxTimeoutMs">Cap of the timeout, which grows by half for each view without a QC.</param>
public sealed record ConsensusTiming(long SlotMs, long ClaimMs, long FallbackMs, long TimeoutMs, long MaxTimeoutMs)
{
    /// <summary>The values for a slot time, in the proportions of 500 ms slots: 150, 350, 1500 and 30,000 ms.</summary>
    public static ConsensusTiming ForSlot(long slotMs) =>
        new(slotMs, slotMs * 3 / 10, slotMs * 7 / 10, slotMs * 3, Math.Max(30_000, slotMs * 6));
}
