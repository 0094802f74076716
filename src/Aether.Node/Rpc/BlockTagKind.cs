namespace Aether.Node.Rpc;

/// <summary>Kinds of block names.</summary>
internal enum BlockTagKind
{
    /// <summary>The executed head.</summary>
    Latest,

    /// <summary>The highest block with a quorum certificate.</summary>
    Safe,

    /// <summary>The last final block.</summary>
    Finalized,

    /// <summary>A final block by height.</summary>
    Height,

    /// <summary>A block by hash.</summary>
    Hash,

    /// <summary>The oldest block that is kept.</summary>
    Earliest,
}
