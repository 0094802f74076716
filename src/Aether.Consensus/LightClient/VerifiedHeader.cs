using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Consensus.LightClient;

/// <summary>A final block's header, verified; made by <see cref="LightClient"/> only.</summary>
/// <remarks><b>Threads</b>: immutable. No input throws.</remarks>
public sealed class VerifiedHeader
{
    internal VerifiedHeader(Header header) => Header = header;

    /// <summary>The header.</summary>
    public Header Header { get; }

    /// <summary>True when the state after the block holds this value, or none for null, under the key.</summary>
    public bool HoldsState(Hash256 key, byte[]? value, SparseMerkleProof proof) => value is null
        ? SparseMerkle.VerifyExclusion(Header.StateRoot, key, proof)
        : SparseMerkle.VerifyInclusion(Header.StateRoot, key, value, proof);

    /// <summary>True when the receipt with these canonical bytes is one of the block's.</summary>
    public bool HoldsReceipt(byte[] receipt, MerkleProof proof) =>
        MerkleTree.Verify(Header.ReceiptsRoot, receipt, proof);

    /// <summary>True when the transaction with this witness id is one of the block's.</summary>
    public bool HoldsTransaction(Hash256 witnessId, MerkleProof proof) =>
        MerkleTree.Verify(Header.PayloadRoot, witnessId.Span.ToArray(), proof);
}
