namespace Aether.Execution.Scheduling;

/// <summary>Where the value of one state key lies during a block, and what has become of it.</summary>
/// <remarks>
/// <b>Threads</b>: written only by the transaction whose ticket for the slot is exclusive; readers that share a ticket
/// see what was written before the ticket came to them.
/// </remarks>
internal struct ValueCell
{
    /// <summary>The length of a value that is not there.</summary>
    public const int Absent = -1;

    /// <summary>The length before the value was looked up.</summary>
    public const int Unloaded = -2;

    /// <summary>Chunk of the value's place.</summary>
    public int Chunk;

    /// <summary>Offset in the chunk.</summary>
    public int Offset;

    /// <summary>Bytes of the value, or <see cref="Absent"/> or <see cref="Unloaded"/>.</summary>
    public int Length;

    /// <summary>Bytes of its place.</summary>
    public int Capacity;

    /// <summary>Number of the last transaction that wrote it.</summary>
    public int Writer;

    /// <summary>Where that transaction saved what was there before, as an index of its undo log.</summary>
    public int UndoIndex;

    /// <summary>True once a transaction of the block wrote it and was not rolled back.</summary>
    public bool IsWritten;

    /// <summary>True when the parent state has a value.</summary>
    public bool Existed;
}
