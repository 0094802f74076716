using System.Security.Cryptography;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>The hash rules of the state tree and the check of its proofs.</summary>
/// <remarks>
/// A binary tree over 256-bit keys, most significant bit first. A subtree of one leaf is that leaf, of none is 32 zero
/// bytes, so a set of keys has one root. leaf = SHA-256(0x00 || key || SHA-256(value)), inner = SHA-256(0x01 || left ||
/// right): the prefixes keep a leaf from passing as an inner node, the whole key in the leaf binds its place.
/// <para><b>Consensus</b>: every state root depends on these rules. Verification never throws.</para>
/// </remarks>
public static class SparseMerkle
{
    private const byte LeafPrefix = 0;
    private const byte NodePrefix = 1;

    /// <summary>Hash of an empty subtree, and root of the empty tree.</summary>
    public static Hash256 EmptyHash => Hash256.Zero;

    /// <summary>Hash of the leaf that holds <paramref name="value"/>.</summary>
    public static Hash256 LeafHash(in Hash256 key, ReadOnlySpan<byte> value) =>
        LeafHashOfValueHash(key, ValueHash(value));

    /// <summary>Hash of the leaf whose value has this hash.</summary>
    public static Hash256 LeafHashOfValueHash(in Hash256 key, in Hash256 valueHash) => Hash(LeafPrefix, key, valueHash);

    /// <summary>Hash of an inner node.</summary>
    public static Hash256 NodeHash(in Hash256 left, in Hash256 right) => Hash(NodePrefix, left, right);

    /// <summary>SHA-256 of a value.</summary>
    public static Hash256 ValueHash(ReadOnlySpan<byte> value)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        SHA256.HashData(value, digest);
        return new Hash256(digest);
    }

    /// <summary>True when the tree with this root holds exactly <paramref name="value"/> under the key.</summary>
    public static bool VerifyInclusion(
        in Hash256 root, in Hash256 key, ReadOnlySpan<byte> value, SparseMerkleProof proof) =>
        proof.TerminalKey is { } terminal
        && terminal == key
        && proof.TerminalValueHash == ValueHash(value)
        && LeadsTo(root, key, proof);

    /// <summary>True when the tree with this root holds nothing under the key.</summary>
    public static bool VerifyExclusion(in Hash256 root, in Hash256 key, SparseMerkleProof proof)
    {
        bool isElsewhere = proof.TerminalKey is not { } terminal
            || (terminal != key && SharesPrefix(terminal, key, proof.Depth));
        return isElsewhere && LeadsTo(root, key, proof);
    }

    /// <summary>Bit <paramref name="depth"/> of a key, most significant first: true goes right.</summary>
    public static bool BitAt(in Hash256 key, int depth) => (key.Span[depth / 8] >> (7 - (depth % 8)) & 1) != 0;

    private static bool LeadsTo(in Hash256 root, in Hash256 key, SparseMerkleProof proof)
    {
        if (!proof.HasCanonicalMask() || !IsMinimal(proof))
        {
            return false;
        }
        Hash256 current = proof.TerminalKey is { } terminal
            ? LeafHashOfValueHash(terminal, proof.TerminalValueHash)
            : EmptyHash;
        int used = 0;
        for (int depth = proof.Depth - 1; depth >= 0; depth--)
        {
            bool hasSibling = (proof.SiblingMask[depth / 8] >> (depth % 8) & 1) != 0;
            Hash256 sibling = hasSibling ? proof.Siblings[used++] : EmptyHash;
            current = BitAt(key, depth) ? NodeHash(sibling, current) : NodeHash(current, sibling);
        }
        return current == root;
    }

    // The compact rule ends a path as soon as it can: below the last inner node both sides matter, so the deepest
    // sibling is never empty. A sibling written out as zeros would be a second form of an absent one.
    private static bool IsMinimal(SparseMerkleProof proof)
    {
        foreach (Hash256 sibling in proof.Siblings)
        {
            if (sibling == EmptyHash)
            {
                return false;
            }
        }
        int deepest = proof.Depth - 1;
        return deepest < 0 || (proof.SiblingMask[deepest / 8] >> (deepest % 8) & 1) != 0;
    }

    private static bool SharesPrefix(in Hash256 left, in Hash256 right, int bits)
    {
        for (int depth = 0; depth < bits; depth++)
        {
            if (BitAt(left, depth) != BitAt(right, depth))
            {
                return false;
            }
        }
        return true;
    }

    private static Hash256 Hash(byte prefix, in Hash256 first, in Hash256 second)
    {
        Span<byte> input = stackalloc byte[1 + (2 * Hash256.Bytes)];
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        input[0] = prefix;
        first.Span.CopyTo(input[1..]);
        second.Span.CopyTo(input[(1 + Hash256.Bytes)..]);
        SHA256.HashData(input, digest);
        return new Hash256(digest);
    }
}
