using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Judges what shows a snapshot true: the rules of consensus and of the state, which this project does not know.
/// </summary>
/// <remarks>
/// It keeps the epoch that it trusts, from genesis or a checkpoint on, and the proofs that led there.
/// </remarks>
public interface ISnapshotVerifier
{
    /// <summary>The epoch whose validators are known.</summary>
    uint Epoch { get; }

    /// <summary>Moves one epoch on. False, and nothing moves, when the proof does not hold.</summary>
    bool TryAdvance(EpochProof proof);

    /// <summary>
    /// True when the block is final in <see cref="Epoch"/> and its proposer signed it: certificates do not cover that
    /// signature, and the node gives it to others.
    /// </summary>
    bool IsFinal(SignedHeader block, FinalityProof finality);

    /// <summary>True when a chunk is the manifest's and its proof leads to the manifest's state root.</summary>
    bool IsChunk(SnapshotManifest manifest, int index, ReadOnlySpan<byte> chunk);
}
