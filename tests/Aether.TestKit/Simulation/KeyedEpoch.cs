using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>The blocks of one epoch of <see cref="KeyedEpochs"/>, each the child of the one before.</summary>
/// <param name="Root">Block 0, or the closing block of the epoch before.</param>
/// <param name="First">Ordinary.</param>
/// <param name="Second">Ordinary.</param>
/// <param name="Closing">Commits to the next set.</param>
/// <param name="Helper">Never final.</param>
/// <param name="Proof">Shows the next epoch by a commit certificate of the closing block.</param>
public sealed record KeyedEpoch(
    Header Root, Header First, Header Second, Header Closing, Header Helper, EpochProof Proof);
