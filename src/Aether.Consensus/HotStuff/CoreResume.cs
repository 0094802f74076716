using Aether.Consensus.Epochs;

namespace Aether.Consensus.HotStuff;

/// <summary>
/// What the core of an epoch takes over from the one before, so that late answers meet nothing of theirs.
/// </summary>
/// <param name="Previous">Judges proofs of the epoch's root; null when the set before is not known here.</param>
/// <param name="Position">Last position of the log that was given out.</param>
/// <param name="Durable">Last position known to be on disk.</param>
/// <param name="NextRequestId">Next identifier of a signing request.</param>
internal sealed record CoreResume(FinalityChecker? Previous, ulong Position, ulong Durable, ulong NextRequestId)
{
    /// <summary>Nothing was asked for yet.</summary>
    public static CoreResume Fresh => new(null, 0, 0, 1);
}
