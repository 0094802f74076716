namespace Aether.Core.Types;

/// <summary>What a piece of evidence proves about one validator.</summary>
/// <param name="Validator">The validator.</param>
/// <param name="Epoch">Epoch of the signatures.</param>
/// <param name="Kind">What it did.</param>
/// <param name="View">The view of the (earlier) signature.</param>
public sealed record Conviction(Address Validator, uint Epoch, EvidenceKind Kind, ulong View);
