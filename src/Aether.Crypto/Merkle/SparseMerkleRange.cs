using System.Buffers;
using System.Runtime.InteropServices;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>Verification of range proofs: that a range of keys holds exactly the items shown.</summary>
/// <remarks>
/// The root is rebuilt from the items and the subtrees beside them, level by level in vector lanes. Every subtree shown
/// lies wholly outside the range, so an item left out, put in, changed or moved gives another root. For one root, range
/// and items at most one proof is accepted. <b>Errors</b>: no input throws. <b>Cost</b>: buffers from the shared pool.
/// </remarks>
public static class SparseMerkleRange
{
    /// <summary>True when the keys from first to last, both included, hold exactly these values.</summary>
    /// <param name="root">Root of the state tree.</param>
    /// <param name="first">First key of the range.</param>
    /// <param name="last">Last key of the range.</param>
    /// <param name="keys">Strictly ascending, inside the range.</param>
    /// <param name="valueHashes">One for each key.</param>
    /// <param name="proof">What lies beside the range.</param>
    public static bool Verify(
        Hash256 root,
        in Hash256 first,
        in Hash256 last,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        SparseMerkleRangeProof proof) =>
        TryComputeRoot(LaneVariants.Best, first, last, keys, valueHashes, proof, out Hash256 computed)
        && computed == root;

    /// <summary>True when the keys from first to last, both included, hold exactly these items.</summary>
    /// <param name="root">Root of the state tree.</param>
    /// <param name="first">First key of the range.</param>
    /// <param name="last">Last key of the range.</param>
    /// <param name="items">Inside the range; none of them removed.</param>
    /// <param name="proof">What lies beside the range.</param>
    public static bool Verify(
        Hash256 root, in Hash256 first, in Hash256 last, StateItems items, SparseMerkleRangeProof proof)
    {
        if (items.HasRemovals)
        {
            return false;
        }
        Hash256[] rented = ArrayPool<Hash256>.Shared.Rent(items.Count);
        Span<Hash256> hashes = rented.AsSpan(0, items.Count);
        SparseMerkleRangeValues.Hash(items.Values, items.Ends, hashes);
        bool holds = Verify(root, first, last, items.Keys, hashes, proof);
        ArrayPool<Hash256>.Shared.Return(rented);
        return holds;
    }

    /// <summary>The root that a proof gives; false when it has no valid form.</summary>
    internal static bool TryComputeRoot(
        LaneVariant variant,
        in Hash256 first,
        in Hash256 last,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        SparseMerkleRangeProof proof,
        out Hash256 root)
    {
        root = default;
        if (keys.Length != valueHashes.Length
            || first > last
            || !IsOutside(proof.LeftLeaf?.Key < first, proof.LeftLeaf)
            || !IsOutside(proof.RightLeaf?.Key > last, proof.RightLeaf)
            || (!keys.IsEmpty && (keys[0] < first || keys[^1] > last))
            || !proof.IsCanonical()
            || !FollowsPath(proof.Left, first, right: true)
            || !FollowsPath(proof.Right, last, right: false))
        {
            return false;
        }
        int count = proof.Left.Length + proof.Right.Length + keys.Length + 2;
        SparseMerkleRangeEntries entries = new(count);
        try
        {
            Fill(ref entries, first, last, keys, valueHashes, proof);
            bool placed = entries.TryPlace(variant)
                && EndsPath(entries, proof.Left.Length, proof.LeftLeaf, first)
                && EndsPath(entries, entries.Count - proof.Right.Length - 1, proof.RightLeaf, last);
            root = placed ? entries.Rise() : default;
            return placed;
        }
        finally
        {
            entries.Return();
        }
    }

    private static bool IsOutside(bool outside, SparseMerkleLeaf? leaf) => leaf is null || outside;

    private static bool FollowsPath(SparseMerkleBoundary[] side, in Hash256 key, bool right)
    {
        foreach (SparseMerkleBoundary boundary in side)
        {
            if (SparseMerkle.BitAt(key, boundary.Level) != right)
            {
                return false;
            }
        }
        return true;
    }

    // The leaf outside is disclosed only because the path to the range's end leads to it.
    private static bool EndsPath(
        in SparseMerkleRangeEntries entries, int index, SparseMerkleLeaf? leaf, in Hash256 end) =>
        leaf is not { } shown || SparseMerkle.SharesPrefix(shown.Key, end, entries.DepthOf(index));

    private static void Fill(
        ref SparseMerkleRangeEntries entries,
        in Hash256 first,
        in Hash256 last,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        SparseMerkleRangeProof proof)
    {
        foreach (SparseMerkleBoundary boundary in proof.Left)
        {
            entries.AddSubtree(PathOf(first, boundary.Level, right: false), boundary.Level + 1, boundary.Hash);
        }
        if (proof.LeftLeaf is { } left)
        {
            entries.AddLeaf(left.Key, left.ValueHash);
        }
        entries.AddLeaves(keys, valueHashes);
        if (proof.RightLeaf is { } right)
        {
            entries.AddLeaf(right.Key, right.ValueHash);
        }
        for (int index = proof.Right.Length - 1; index >= 0; index--)
        {
            SparseMerkleBoundary boundary = proof.Right[index];
            entries.AddSubtree(PathOf(last, boundary.Level, right: true), boundary.Level + 1, boundary.Hash);
        }
    }

    // The first bits of a key, then one bit more, then zeros.
    private static Hash256 PathOf(in Hash256 key, int bits, bool right)
    {
        Hash256 path = default;
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Hash256>(ref path));
        int whole = bits / 8;
        key.Span[..whole].CopyTo(bytes);
        int bit = 0x80 >> (bits % 8);
        bytes[whole] = (byte)(key.Span[whole] & (0xff00 >> (bits % 8)) & 0xff);
        bytes[whole] |= right ? (byte)bit : (byte)0;
        return path;
    }
}
