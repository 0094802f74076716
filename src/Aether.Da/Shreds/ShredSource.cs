using Aether.Core.Types;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>Who was shown to lead in a view, and how that leader's shreds are checked.</summary>
/// <param name="Epoch">Epoch of the view.</param>
/// <param name="View">The view.</param>
/// <param name="Proposer">Index of the proposer, whose claim for the view was verified.</param>
/// <param name="Key">The proposer's registered shred key.</param>
/// <param name="Profile">The erasure code of the chain.</param>
public readonly record struct ShredSource(
    uint Epoch, ulong View, ushort Proposer, PublicKey Key, ErasureProfile Profile);
