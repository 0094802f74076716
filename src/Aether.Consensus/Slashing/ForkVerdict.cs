using Aether.Core.Types;

namespace Aether.Consensus.Slashing;

/// <summary>What two conflicting final blocks prove.</summary>
/// <param name="Error">None when the convicted stake is more than a third.</param>
/// <param name="Evidence">The evidence that convicts, checked; null with an error.</param>
/// <param name="Convictions">Whom it convicts.</param>
/// <param name="Stake">Their stake together.</param>
public sealed record ForkVerdict(
    ForkError Error, Evidence? Evidence, IReadOnlyList<Conviction> Convictions, UInt128 Stake);
