namespace Aether.Node.Indexing;

/// <summary>A list that a cursor is of. The number is part of cursors.</summary>
internal enum IndexListKind : byte
{
    /// <summary>History, oldest first.</summary>
    Ascending = 1,

    /// <summary>History, newest first.</summary>
    Descending = 2,

    /// <summary>Unspent outputs.</summary>
    Outputs = 3,
}
