namespace Aether.Node.Devnet;

/// <summary>One validator in a sample.</summary>
/// <param name="Index">Index in the genesis set.</param>
/// <param name="Epoch">Its current epoch.</param>
/// <param name="Slot">Its current slot.</param>
/// <param name="FinalizedHeight">Its last final height.</param>
/// <param name="State">`running`, or why it stopped.</param>
internal sealed record DevnetValidatorSample(int Index, uint Epoch, ulong Slot, ulong FinalizedHeight, string State);
