namespace Aether.Pipeline.Stages;

/// <summary>
/// Counters of <see cref="VoteStage"/>. One writer; readers on other threads may see them a little late.
/// </summary>
internal sealed class VoteMetrics
{
    /// <summary>Messages taken from the transport.</summary>
    public long Messages;

    /// <summary>Of those, not canonical.</summary>
    public long Malformed;

    /// <summary>Signatures made.</summary>
    public long Signed;

    /// <summary>Signatures the signer refused.</summary>
    public long SignRefused;

    /// <summary>Safety records made durable.</summary>
    public long SafetyRecords;

    /// <summary>Own proposals given up for those of others.</summary>
    public long Yielded;

    /// <summary>Equivocations seen.</summary>
    public long Evidence;

    /// <summary>Messages only a faulty peer sends.</summary>
    public long Penalties;
}
