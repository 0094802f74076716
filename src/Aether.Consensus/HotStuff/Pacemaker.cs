namespace Aether.Consensus.HotStuff;

/// <summary>The times of one view: when it starts, when votes may follow, when it is given up.</summary>
internal sealed class Pacemaker(ConsensusTiming timing)
{
    /// <summary>When claims may be proposed.</summary>
    public long StartMs { get; private set; }

    /// <summary>When the best claim may be voted for, and the backup may propose.</summary>
    public long ClaimDeadlineMs => StartMs + Stretch(timing.ClaimMs);

    /// <summary>When any complete proposal may be voted for.</summary>
    public long FallbackDeadlineMs => StartMs + Stretch(timing.FallbackMs);

    /// <summary>When the view is given up.</summary>
    public long TimeoutDeadlineMs => StartMs + TimeoutMs;

    /// <summary>How long the view may take: grows by half for each view without a QC, up to the cap.</summary>
    public long TimeoutMs { get; private set; } = Math.Min(timing.TimeoutMs, timing.MaxTimeoutMs);

    /// <summary>When everything sent in this view is sent again.</summary>
    public long RebroadcastMs { get; private set; }

    /// <summary>Starts a view; it waits until the parent is a slot old, but never longer than a slot.</summary>
    public void Enter(long nowMs, ulong wallMs, ulong parentTimestampMs, bool byQuorum)
    {
        TimeoutMs = Math.Min(byQuorum ? timing.TimeoutMs : TimeoutMs * 3 / 2, timing.MaxTimeoutMs);
        ulong due = parentTimestampMs > ulong.MaxValue - (ulong)timing.SlotMs
            ? ulong.MaxValue
            : parentTimestampMs + (ulong)timing.SlotMs;
        long wait = due <= wallMs ? 0 : (long)Math.Min(due - wallMs, (ulong)timing.SlotMs);
        StartMs = nowMs + wait;
        ScheduleRebroadcast(StartMs);
    }

    /// <summary>Plans the next repetition half of the first timeout ahead.</summary>
    /// <remarks>
    /// Does not grow with the timeout: when the network heals, what was said in a long view is soon heard by all.
    /// </remarks>
    public void ScheduleRebroadcast(long nowMs) => RebroadcastMs = nowMs + (timing.TimeoutMs / 2);

    // Waits grow with the timeout: where messages take longer than the wait for claims, votes split between two claims,
    // and only a longer wait makes everyone see the better one.
    private long Stretch(long milliseconds) => milliseconds * TimeoutMs / timing.TimeoutMs;
}
