using Aether.Core.Types;

namespace Aether.TestKit.Specification;

/// <summary>What <see cref="Spec"/> takes as given in one epoch.</summary>
/// <param name="Epoch">Number of the epoch.</param>
/// <param name="Root">The block it starts from.</param>
/// <param name="EndView">The first view in which a block closes the epoch.</param>
/// <param name="Own">Index of the validator; negative when it is not in the set.</param>
/// <param name="Stakes">Stake of each validator, by index.</param>
/// <param name="SlotMs">Least time between a block and its parent.</param>
public sealed record SpecEpoch(
    uint Epoch, Header Root, ulong EndView, int Own, IReadOnlyList<ulong> Stakes, ulong SlotMs)
{
    /// <summary>What stands for a certificate of the root: no signers and no signature.</summary>
    public QuorumCertificate RootCertificate => QuorumCertificate.Root(Epoch, Root.View, Root.Hash);
}
