using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Snapshots;

/// <summary>The values of a state in the order of their keys, found by walking its tree.</summary>
/// <param name="tree">The tree of the state.</param>
/// <param name="values">Its values.</param>
/// <param name="first">Keys before this one are left out.</param>
public sealed class StateCursor(IProofSource tree, IStateReader values, Hash256 first) : IStateCursor
{
    // Roots of the subtrees still to be read, the next one on top.
    private readonly Stack<(Hash256 Path, int Depth)> _open = new([(default, 0)]);

    /// <inheritdoc/>
    public bool TryNext(out Hash256 key, out ReadOnlySpan<byte> value)
    {
        while (_open.TryPop(out (Hash256 Path, int Depth) place))
        {
            ProofNode node = tree.Read(place.Path, place.Depth);
            if (node.Kind == ProofNodeKind.Inner)
            {
                Push(place.Path, place.Depth, right: true, node.Right);
                Push(place.Path, place.Depth, right: false, node.Left);
            }
            else if (node.Kind == ProofNodeKind.Leaf && node.Key >= first)
            {
                key = node.Key;
                if (!values.TryGet(key, out byte[] bytes))
                {
                    throw new StateCorruptException("a key of the state tree has no value");
                }
                value = bytes;
                return true;
            }
        }
        key = default;
        value = default;
        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _open.Clear();

    private void Push(Hash256 path, int depth, bool right, in Hash256 hash)
    {
        Span<byte> bytes = MemoryMarshal.AsBytes(new Span<Hash256>(ref path));
        if (right)
        {
            bytes[depth / 8] |= (byte)(0x80 >> (depth % 8));
        }
        bool before = path < first && !SparseMerkle.SharesPrefix(path, first, depth + 1);
        if (hash != StateHasher.Empty && !before)
        {
            _open.Push((path, depth + 1));
        }
    }
}
