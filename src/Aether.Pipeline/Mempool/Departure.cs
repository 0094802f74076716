namespace Aether.Pipeline.Mempool;

/// <summary>How a transaction left the mempool.</summary>
/// <param name="Reason">Why.</param>
/// <param name="View">The view after the last final block at that time.</param>
public readonly record struct Departure(DepartureReason Reason, ulong View);
