using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>A node of a compact sparse tree with what its hash is made of.</summary>
public readonly struct ProofNode
{
    private readonly Hash256 _first;
    private readonly Hash256 _second;

    private ProofNode(ProofNodeKind kind, in Hash256 first, in Hash256 second)
    {
        Kind = kind;
        _first = first;
        _second = second;
    }

    /// <summary>A subtree without leaves.</summary>
    public static ProofNode Empty => default;

    /// <summary>What it is.</summary>
    public ProofNodeKind Kind { get; }

    /// <summary>Key of a leaf.</summary>
    public Hash256 Key => _first;

    /// <summary>Value hash of a leaf.</summary>
    public Hash256 ValueHash => _second;

    /// <summary>Hash of an inner node's child with a zero bit; that of an empty subtree when there is none.</summary>
    public Hash256 Left => _first;

    /// <summary>Hash of an inner node's child with a one bit; that of an empty subtree when there is none.</summary>
    public Hash256 Right => _second;

    /// <summary>A leaf.</summary>
    public static ProofNode Leaf(in Hash256 key, in Hash256 valueHash) => new(ProofNodeKind.Leaf, key, valueHash);

    /// <summary>An inner node.</summary>
    public static ProofNode Inner(in Hash256 left, in Hash256 right) => new(ProofNodeKind.Inner, left, right);
}
