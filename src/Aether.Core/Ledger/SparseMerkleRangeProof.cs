using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>
/// What the state tree holds beside a range of keys: with all items of the range it gives the root.
/// </summary>
/// <remarks>
/// The subtrees are the left siblings of the path to the first key of the range and the right siblings of the path to
/// its last key. Without right siblings and right leaf there is nothing after the range. <b>Consensus</b>.
/// </remarks>
/// <param name="Left">Left siblings that are not empty, by ascending level.</param>
/// <param name="LeftLeaf">The leaf that ends the path to the first key, when its key lies before the range.</param>
/// <param name="RightLeaf">The leaf that ends the path to the last key, when its key lies after the range.</param>
/// <param name="Right">Right siblings that are not empty, by ascending level.</param>
public sealed record SparseMerkleRangeProof(
    SparseMerkleBoundary[] Left,
    SparseMerkleLeaf? LeftLeaf,
    SparseMerkleLeaf? RightLeaf,
    SparseMerkleBoundary[] Right)
    : IAceValue<SparseMerkleRangeProof>
{
    /// <summary>Most encoded bytes.</summary>
    public const int MaxBytes =
        2 * (4 + 1 + SparseMerkleLeaf.EncodedBytes + (Limits.State.TreeDepth * SparseMerkleBoundary.EncodedBytes));

    /// <inheritdoc/>
    public static SparseMerkleRangeProof Decode(ref AceReader reader)
    {
        SparseMerkleBoundary[] left = DecodeSide(ref reader);
        SparseMerkleLeaf? leftLeaf = DecodeLeaf(ref reader);
        SparseMerkleLeaf? rightLeaf = DecodeLeaf(ref reader);
        return new SparseMerkleRangeProof(left, leftLeaf, rightLeaf, DecodeSide(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.List<SparseMerkleBoundary>(Left);
        EncodeLeaf(writer, LeftLeaf);
        EncodeLeaf(writer, RightLeaf);
        writer.List<SparseMerkleBoundary>(Right);
    }

    /// <summary>True when levels ascend and no subtree is empty.</summary>
    public bool IsCanonical() => IsCanonicalSide(Left) && IsCanonicalSide(Right);

    private static SparseMerkleBoundary[] DecodeSide(ref AceReader reader)
    {
        SparseMerkleBoundary[] side = reader.List<SparseMerkleBoundary>(
            Limits.State.TreeDepth, SparseMerkleBoundary.EncodedBytes);
        reader.Require(reader.Failed || IsCanonicalSide(side));
        return side;
    }

    private static bool IsCanonicalSide(SparseMerkleBoundary[] side)
    {
        for (int index = 0; index < side.Length; index++)
        {
            if (side[index].Hash.IsZero || (index > 0 && side[index].Level <= side[index - 1].Level))
            {
                return false;
            }
        }
        return true;
    }

    private static SparseMerkleLeaf? DecodeLeaf(ref AceReader reader) =>
        reader.Bool() && !reader.Failed ? SparseMerkleLeaf.Decode(ref reader) : null;

    private static void EncodeLeaf(AceWriter writer, SparseMerkleLeaf? leaf)
    {
        writer.Bool(leaf.HasValue);
        if (leaf is { } known)
        {
            known.Encode(writer);
        }
    }
}
