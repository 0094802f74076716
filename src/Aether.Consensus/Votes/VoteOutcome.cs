using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>What a vote led to.</summary>
internal sealed record VoteOutcome(QuorumCertificate? Certificate, bool IsEquivocation, bool IsInvalid)
{
    /// <summary>A repeated vote.</summary>
    public static readonly VoteOutcome Nothing = new(null, false, false);

    /// <summary>The vote took the place of one that does not verify.</summary>
    public static readonly VoteOutcome Replaced = new(null, false, false);

    /// <summary>The validator signed two blocks.</summary>
    public static readonly VoteOutcome Equivocated = new(null, true, false);

    /// <summary>The signature does not verify.</summary>
    public static readonly VoteOutcome Invalid = new(null, false, true);
}
