using System.Buffers;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>Verification of one proof for many keys, of which some have values and some have none.</summary>
/// <remarks>
/// <b>Errors</b>: no input throws. For one root and one statement at most one proof is accepted. <b>Cost</b>: in
/// proportion to the nodes of the proof, hashed level by level in vector lanes; buffers from the shared pool.
/// </remarks>
public static class SparseMerkleMulti
{
    /// <summary>True when the state tree holds exactly these values at these keys.</summary>
    /// <param name="root">Root of the state tree.</param>
    /// <param name="keys">Strictly ascending; at least one.</param>
    /// <param name="valueHashes">One for each key: the hash of its value, or zero when the key has none.</param>
    /// <param name="proof">The proof.</param>
    public static bool Verify(
        Hash256 root,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        SparseMerkleMultiProof proof) =>
        TryComputeRoot(LaneVariants.Best, keys, valueHashes, proof, out Hash256 computed) && computed == root;

    /// <summary>True when the state tree holds exactly these items, and nothing at the keys of removed ones.</summary>
    /// <param name="root">Root of the state tree.</param>
    /// <param name="items">At least one.</param>
    /// <param name="proof">The proof.</param>
    public static bool Verify(Hash256 root, StateItems items, SparseMerkleMultiProof proof)
    {
        Hash256[] rented = ArrayPool<Hash256>.Shared.Rent(items.Count);
        Span<Hash256> hashes = rented.AsSpan(0, items.Count);
        SparseMerkleRangeValues.Hash(items.Values, items.Ends, hashes);
        for (int index = 0; index < hashes.Length; index++)
        {
            hashes[index] = items.IsRemoved(index) ? Hash256.Zero : hashes[index];
        }
        bool holds = Verify(root, items.Keys, hashes, proof);
        ArrayPool<Hash256>.Shared.Return(rented);
        return holds;
    }

    /// <summary>The root that a proof gives; false when it has no valid form.</summary>
    internal static bool TryComputeRoot(
        LaneVariant variant,
        ReadOnlySpan<Hash256> keys,
        ReadOnlySpan<Hash256> valueHashes,
        SparseMerkleMultiProof proof,
        out Hash256 root)
    {
        root = default;
        if (keys.IsEmpty
            || keys.Length > Limits.Proof.MaxKeys
            || keys.Length != valueHashes.Length
            || proof.Siblings.Length > Limits.Proof.MaxSiblings
            || proof.Leaves.Length > keys.Length
            || !IsAscending(keys))
        {
            return false;
        }
        SparseMerkleRangeEntries entries = new(keys.Length + proof.Leaves.Length + proof.Siblings.Length);
        try
        {
            SparseMerkleMultiWalk walk = new(proof, keys, valueHashes);
            bool valid = walk.TryRun(ref entries) && entries.TryPlace(variant);
            root = valid ? entries.Rise() : default;
            return valid;
        }
        finally
        {
            entries.Return();
        }
    }

    private static bool IsAscending(ReadOnlySpan<Hash256> keys)
    {
        for (int index = 1; index < keys.Length; index++)
        {
            if (keys[index] <= keys[index - 1])
            {
                return false;
            }
        }
        return true;
    }
}
