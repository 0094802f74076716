namespace Aether.Crypto.Merkle;

/// <summary>Kinds of nodes of a compact sparse tree.</summary>
public enum ProofNodeKind : byte
{
    /// <summary>Nothing is below it.</summary>
    Empty = 0,

    /// <summary>One key is below it.</summary>
    Leaf = 1,

    /// <summary>Two keys or more are below it.</summary>
    Inner = 2,
}
