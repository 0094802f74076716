using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.Execution.State;

/// <summary>Reads one version of the tree from its root down.</summary>
/// <remarks><b>Threads</b>: any, inside the gate or with the version pinned.</remarks>
// SAFETY: references come from the version's own nodes, which are not freed while it is read.
internal static unsafe class TreeReader
{
    /// <summary>The leaf of a key; empty when there is none.</summary>
    public static uint Find(NodeArena arena, uint root, in Hash256 key)
    {
        uint node = root;
        for (int depth = 0; NodeReference.IsInner(node); depth++)
        {
            node = arena.Links(node)[SparseMerkle.BitAt(key, depth) ? 1 : 0];
        }
        return node != NodeReference.Empty && *arena.Leaf(node) == key ? node : NodeReference.Empty;
    }

    /// <summary>What proves a key's value, or that it has none.</summary>
    public static SparseMerkleProof Prove(NodeArena arena, uint root, in Hash256 key)
    {
        List<Hash256> siblings = [];
        byte[] mask = new byte[Hash256.Bytes];
        uint node = root;
        int depth = 0;
        for (; NodeReference.IsInner(node); depth++)
        {
            int side = SparseMerkle.BitAt(key, depth) ? 1 : 0;
            uint* links = arena.Links(node);
            if (links[1 - side] != NodeReference.Empty)
            {
                siblings.Add(arena.Children(node)[1 - side]);
                SignerBitmap.Add(mask, depth);
            }
            node = links[side];
        }
        siblings.Reverse();
        bool any = node != NodeReference.Empty;
        return new SparseMerkleProof(
            (ushort)depth,
            mask[..((depth + 7) / 8)],
            [.. siblings],
            any ? arena.Leaf(node)[0] : null,
            any ? arena.Leaf(node)[1] : Hash256.Zero);
    }
}
