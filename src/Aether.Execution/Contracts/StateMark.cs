namespace Aether.Execution.Contracts;

/// <summary>A moment of a transaction that its effects can be taken back to.</summary>
/// <param name="Writes">Writes so far.</param>
/// <param name="Events">Events so far.</param>
/// <param name="EventBytes">Their bytes.</param>
/// <param name="Births">Objects made so far on the lane.</param>
/// <param name="RentPaid">Rent paid so far.</param>
public readonly record struct StateMark(int Writes, int Events, int EventBytes, int Births, UInt128 RentPaid);
