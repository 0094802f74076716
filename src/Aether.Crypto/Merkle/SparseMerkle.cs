using Aether.Core;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Proof verification for a compact sparse Merkle tree: 256-bit keys, most significant bit first.</summary>
/// <remarks>
/// Compact: a subtree with one leaf is that leaf's hash, with none is the empty hash, so every set of keys has one
/// root. A proof is canonical: its terminal lies exactly where it must, or it is rejected. <b>Errors</b>: no input
/// throws.
/// </remarks>
public static class SparseMerkle
{
    /// <summary>True when the key has exactly this value under the root of the state tree.</summary>
    public static bool VerifyInclusion(Hash256 root, Hash256 key, ReadOnlySpan<byte> value, SparseMerkleProof proof) =>
        VerifyInclusion<StateHasher>(root, key, value, proof);

    /// <summary>True when the key has no value under the root of the state tree.</summary>
    public static bool VerifyExclusion(Hash256 root, Hash256 key, SparseMerkleProof proof) =>
        VerifyExclusion<StateHasher>(root, key, proof);

    /// <summary>Inclusion under any hash rules.</summary>
    public static bool VerifyInclusion<THasher>(
        Hash256 root, Hash256 key, ReadOnlySpan<byte> value, SparseMerkleProof proof)
        where THasher : struct, ISparseMerkleHasher =>
        proof.TerminalKey == key
        && proof.TerminalValueHash == THasher.HashValue(value)
        && TryComputeRoot<THasher>(key, proof, out Hash256 computed)
        && computed == root;

    /// <summary>
    /// Exclusion under any hash rules: the path ends in an empty subtree or in the leaf of another key.
    /// </summary>
    public static bool VerifyExclusion<THasher>(Hash256 root, Hash256 key, SparseMerkleProof proof)
        where THasher : struct, ISparseMerkleHasher =>
        proof.TerminalKey != key
        && (proof.TerminalKey is not { } other || SharesPrefix(key, other, proof.Depth))
        && TryComputeRoot<THasher>(key, proof, out Hash256 computed)
        && computed == root;

    /// <summary>
    /// Bit <paramref name="depth"/> of a key, most significant first: the branch taken at that depth.
    /// </summary>
    public static bool BitAt(in Hash256 key, int depth) => (key.Span[depth / 8] >> (7 - (depth % 8)) & 1) != 0;

    /// <summary>True when two keys have the same first bits.</summary>
    public static bool SharesPrefix(in Hash256 left, in Hash256 right, int bits)
    {
        int whole = bits / 8;
        if (!left.Span[..whole].SequenceEqual(right.Span[..whole]))
        {
            return false;
        }
        int rest = bits % 8;
        return rest == 0 || (left.Span[whole] ^ right.Span[whole]) >> (8 - rest) == 0;
    }

    private static bool TryComputeRoot<THasher>(Hash256 key, SparseMerkleProof proof, out Hash256 root)
        where THasher : struct, ISparseMerkleHasher
    {
        root = default;
        if (!proof.HasCanonicalMask() || !IsMinimal(proof))
        {
            return false;
        }
        Hash256 current = proof.TerminalKey is { } terminal
            ? THasher.HashLeaf(terminal, proof.TerminalValueHash)
            : THasher.Empty;
        int next = 0;
        for (int depth = proof.Depth - 1; depth >= 0; depth--)
        {
            Hash256 sibling = THasher.Empty;
            if (SignerBitmap.Contains(proof.SiblingMask, depth))
            {
                sibling = proof.Siblings[next++];
                if (sibling == THasher.Empty)
                {
                    return false;
                }
            }
            current = BitAt(key, depth) ? THasher.HashNode(sibling, current) : THasher.HashNode(current, sibling);
        }
        root = current;
        return true;
    }

    // A leaf or an empty subtree hangs directly below a node with something on its other side, or it would lie higher
    // up.
    private static bool IsMinimal(SparseMerkleProof proof) =>
        proof.Depth <= Limits.State.TreeDepth
        && (proof.Depth == 0 || SignerBitmap.Contains(proof.SiblingMask, proof.Depth - 1));
}
