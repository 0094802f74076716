namespace Aether.Execution.Scheduling;

/// <summary>A cell as it was before a write, and where its bytes were saved.</summary>
internal struct UndoEntry
{
    /// <summary>Number of the cell.</summary>
    public int Cell;

    /// <summary>Where its bytes start in the undo buffer.</summary>
    public int Saved;

    /// <summary>The cell.</summary>
    public ValueCell Before;
}
