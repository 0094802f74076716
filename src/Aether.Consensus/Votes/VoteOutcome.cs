using System.Collections.Immutable;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>What a vote led to.</summary>
/// <param name="IsCounted">The vote has a place in the tally now.</param>
/// <param name="Certificate">The certificate it completed.</param>
/// <param name="Conflict">An earlier vote of the validator for another block; both verify.</param>
/// <param name="Liars">Peers that sent votes that do not verify.</param>
internal sealed record VoteOutcome(
    bool IsCounted, QuorumCertificate? Certificate, Vote? Conflict, ImmutableArray<ushort> Liars)
{
    /// <summary>A repeated vote.</summary>
    public static readonly VoteOutcome Nothing = new(false, null, null, []);

    /// <summary>A new vote, and nothing else.</summary>
    public static readonly VoteOutcome Counted = new(true, null, null, []);

    /// <summary>The validator signed two blocks.</summary>
    public static VoteOutcome Conflicting(Vote earlier) => new(false, null, earlier, []);

    /// <summary>The signature does not verify.</summary>
    public static VoteOutcome Invalid(ushort peer) => new(false, null, null, [peer]);
}
