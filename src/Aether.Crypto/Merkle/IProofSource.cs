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
}
