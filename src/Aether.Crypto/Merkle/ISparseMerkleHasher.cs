using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>The hash rules of a compact sparse Merkle tree, apart from its shape.</summary>
public interface ISparseMerkleHasher
{
    /// <summary>The root of a tree or subtree without leaves.</summary>
    static abstract Hash256 Empty { get; }

    /// <summary>The hash of a value, as stored in a leaf.</summary>
    static abstract Hash256 HashValue(ReadOnlySpan<byte> value);

    /// <summary>The hash of a leaf. It binds the full key, so a leaf cannot be moved.</summary>
    static abstract Hash256 HashLeaf(Hash256 key, Hash256 valueHash);

    /// <summary>The hash of an inner node.</summary>
    static abstract Hash256 HashNode(Hash256 left, Hash256 right);
}
