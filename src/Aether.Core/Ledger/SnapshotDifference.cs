using Aether.Core.Codec;

namespace Aether.Core.Ledger;

/// <summary>What changed at some keys since an earlier snapshot, with the proof that the state now holds it.</summary>
/// <param name="Items">New values; removed keys among them.</param>
/// <param name="Proof">Proof under the state root of the later snapshot.</param>
public sealed record SnapshotDifference(StateItems Items, SparseMerkleMultiProof Proof) : IAceValue<SnapshotDifference>
{
    /// <inheritdoc/>
    public static SnapshotDifference Decode(ref AceReader reader)
    {
        StateItems items = StateItems.Decode(ref reader);
        reader.Require(reader.Failed || items.Count <= Limits.Proof.MaxKeys, DecodeError.OverLimit);
        return new SnapshotDifference(items, SparseMerkleMultiProof.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        Items.Encode(writer);
        Proof.Encode(writer);
    }
}
