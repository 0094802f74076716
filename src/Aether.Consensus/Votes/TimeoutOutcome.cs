using System.Collections.Immutable;
using Aether.Core.Types;

namespace Aether.Consensus.Votes;

/// <summary>What a timeout led to.</summary>
/// <param name="IsCounted">The timeout has a place in the tally now.</param>
/// <param name="Certificate">The certificate it completed.</param>
/// <param name="Liars">Peers that sent timeouts that do not verify.</param>
internal sealed record TimeoutOutcome(
    bool IsCounted, TimeoutCertificate? Certificate, ImmutableArray<ushort> Liars)
{
    /// <summary>A repeated timeout.</summary>
    public static readonly TimeoutOutcome Nothing = new(false, null, []);
}
