using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>All values of the state from one key to another, with the proof that they are all.</summary>
/// <param name="First">First key of the range.</param>
/// <param name="Last">Last key of the range.</param>
/// <param name="Items">What the state holds there.</param>
/// <param name="Proof">What lies beside it.</param>
public sealed record SnapshotChunk(Hash256 First, Hash256 Last, StateItems Items, SparseMerkleRangeProof Proof)
    : IAceValue<SnapshotChunk>
{
    /// <summary>Encoded bytes beside the items, at the most.</summary>
    public const int MaxOverheadBytes = (2 * Hash256.Bytes) + 4 + SparseMerkleRangeProof.MaxBytes;

    /// <inheritdoc/>
    public static SnapshotChunk Decode(ref AceReader reader)
    {
        Hash256 first = reader.Hash();
        Hash256 last = reader.Hash();
        StateItems items = StateItems.Decode(ref reader);
        reader.Require(reader.Failed || !items.HasRemovals);
        return new SnapshotChunk(first, last, items, SparseMerkleRangeProof.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(First);
        writer.Hash(Last);
        Items.Encode(writer);
        Proof.Encode(writer);
    }
}
