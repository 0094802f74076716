namespace Aether.Execution.Scheduling;

/// <summary>The place of one transaction in the queue of one slot: its ticket.</summary>
/// <remarks>
/// A queue is a row of groups in block order: one writer, or any number of readers next to each other. A group's turn
/// comes when every member of the group before it has released.
/// </remarks>
internal struct Access
{
    /// <summary>Index of the transaction.</summary>
    public int Transaction;

    /// <summary>The slot.</summary>
    public int Slot;

    /// <summary>First member of this group.</summary>
    public int Head;

    /// <summary>Next member of this group, or -1.</summary>
    public int NextInGroup;

    /// <summary>In the first member: first member of the next group, or -1.</summary>
    public int NextGroup;

    /// <summary>In the first member: members that have not released.</summary>
    public int Pending;

    /// <summary>True for a writer.</summary>
    public bool IsWrite;

    /// <summary>In the first member: true for the group that needs not wait.</summary>
    public bool IsFront;
}
