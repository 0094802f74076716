namespace Aether.Crypto.Merkle;

/// <summary>What a proof of many keys says of a node, in two bits.</summary>
internal enum SparseMerkleMultiNode : byte
{
    /// <summary>An empty subtree.</summary>
    Empty = 0,

    /// <summary>The leaf that ends the path to a key.</summary>
    Leaf = 1,

    /// <summary>An inner node on the path to a key.</summary>
    Inner = 2,

    /// <summary>A subtree beside the paths.</summary>
    Subtree = 3,
}
