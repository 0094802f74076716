using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>A compact sparse tree that proofs are read from.</summary>
/// <remarks><b>Threads</b>: one caller. The tree does not change while it is read.</remarks>
public interface IProofSource
{
    /// <summary>
    /// The node at the end of the first bits of a path. Asked only for the root and for children of inner nodes that
    /// were read before, parents before children.
    /// </summary>
    /// <param name="path">The bits, most significant first; those from <paramref name="depth"/> on mean nothing.
    /// </param>
    /// <param name="depth">How many bits: 0 is the root.</param>
    ProofNode Read(in Hash256 path, int depth);

    /// <summary>
    /// Follows a key from a node, which is asked for as in <see cref="Read"/>, to where its way ends.
    /// </summary>
    /// <param name="key">The key.</param>
    /// <param name="depth">Depth of the node.</param>
    /// <param name="siblings">
    /// Filled with the hash of the child beside the way, for each inner node from the first on; room for 256.
    /// </param>
    /// <param name="count">Inner nodes on the way.</param>
    /// <returns>The leaf or the empty subtree at the end.</returns>
    ProofNode Descend(in Hash256 key, int depth, Span<Hash256> siblings, out int count)
    {
        count = 0;
        ProofNode node = Read(key, depth);
        for (; node.Kind == ProofNodeKind.Inner; node = Read(key, depth + count))
        {
            siblings[count] = SparseMerkle.BitAt(key, depth + count) ? node.Left : node.Right;
            count++;
        }
        return node;
    }
}
