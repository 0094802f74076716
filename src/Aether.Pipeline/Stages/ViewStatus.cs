namespace Aether.Pipeline.Stages;

/// <summary>The view that consensus is in.</summary>
/// <param name="View">Current view.</param>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Leader">Proposer of the proposal taken up in this view, if any was.</param>
internal sealed record ViewStatus(ulong View, uint Epoch, ushort? Leader);
