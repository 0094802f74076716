using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Network.Sync;

namespace Aether.NetworkTests.Sync;

/// <summary>Certificates hold for listed blocks; proofs of chunks are really checked.</summary>
internal sealed class TestVerifier : IFinalityVerifier, ISnapshotVerifier
{
    public HashSet<Hash256> Final { get; } = [];

    public HashSet<Hash256> Closing { get; } = [];

    public uint KnownEpoch { get; set; } = uint.MaxValue;

    public uint Epoch { get; set; }

    public FinalityVerdict Check(ReadOnlySpan<SignedHeader> headers, FinalityProof proof)
    {
        if (headers[^1].Header.Epoch > KnownEpoch)
        {
            return FinalityVerdict.UnknownEpoch;
        }
        return Final.Contains(headers[^1].Header.Hash) ? FinalityVerdict.Final : FinalityVerdict.NotFinal;
    }

    public bool TryAdvance(EpochProof proof)
    {
        bool holds = proof.Transition.Epoch == Epoch + 1 && Closing.Contains(proof.Closing.Hash);
        Epoch += holds ? 1U : 0;
        return holds;
    }

    public bool IsFinal(SignedHeader block, FinalityProof finality) => Final.Contains(block.Header.Hash);

    public bool IsChunk(SnapshotManifest manifest, int index, ReadOnlySpan<byte> chunk) =>
        SnapshotCheck.Chunk(manifest.StateRoot, manifest.Parts[index], chunk, out _) == SnapshotError.None;
}
