using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>Where one leaf of a sparse tree hangs and what its siblings are, in the caller's buffers.</summary>
/// <remarks>
/// The parts of a <see cref="SparseMerkleProof"/>: <see cref="Depth"/>, the first <c>(Depth + 7) / 8</c> bytes of the
/// mask, and <see cref="Count"/> siblings from the leaf up, empty ones left out.
/// </remarks>
public ref struct SparseMerklePath
{
    private readonly Span<Hash256> _siblings;
    private readonly Span<byte> _mask;
    private int _index;

    /// <summary>Lays a path over two buffers.</summary>
    /// <param name="siblings">Room for 256 hashes is always enough.</param>
    /// <param name="mask"><see cref="SparseMerkleLayers.MaskBytes"/> bytes.</param>
    public SparseMerklePath(Span<Hash256> siblings, Span<byte> mask)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(mask.Length, SparseMerkleLayers.MaskBytes);
        _siblings = siblings;
        _mask = mask;
    }

    /// <summary>Levels between the root and the leaf.</summary>
    public int Depth { get; private set; }

    /// <summary>Siblings written.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets the siblings and follows another leaf; none when negative.</summary>
    internal void Start(int index)
    {
        _index = index;
        _mask.Clear();
        Depth = 0;
        Count = 0;
    }

    /// <summary>True when the leaf lies among the leaves from first to last.</summary>
    internal readonly bool IsIn(int first, int last) => first <= _index && _index <= last;

    /// <summary>Notes the sibling of the node at <paramref name="depth"/> that holds the leaf.</summary>
    internal void Add(int depth, in Hash256 sibling)
    {
        Depth = Math.Max(Depth, depth);
        if (sibling == StateHasher.Empty)
            return;
        _siblings[Count++] = sibling;
        SignerBitmap.Add(_mask, depth - 1);
    }
}
