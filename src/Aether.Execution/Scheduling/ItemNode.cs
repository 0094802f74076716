using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>One item that belongs to a declared object, with its value during the block.</summary>
internal struct ItemNode
{
    /// <summary>The value.</summary>
    public ValueCell Cell;

    /// <summary>The owner's name for it.</summary>
    public Hash256 ItemKey;

    /// <summary>Key of the state.</summary>
    public Hash256 StateKey;

    /// <summary>Number of the next item of the same owner and bucket; 0 for none.</summary>
    public int Next;
}
