namespace Aether.Pipeline.Stages;

/// <summary>Epoch and view that consensus works in; unlike the status it is that of the core, not of what is final.
/// </summary>
/// <param name="Epoch">The epoch.</param>
/// <param name="View">The view.</param>
internal sealed record ConsensusPlace(uint Epoch, ulong View);
