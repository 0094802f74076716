using Aether.Consensus.Epochs;

namespace Aether.Pipeline.Propagation;

/// <summary>Where the chain stands.</summary>
/// <param name="Epoch">The current epoch.</param>
/// <param name="FinalView">View of the final head.</param>
/// <param name="CurrentView">The current view.</param>
internal sealed record ChainPlace(EpochContext Epoch, ulong FinalView, ulong CurrentView);
