namespace Aether.Execution.State;

/// <summary>Nodes and change sets that are free as soon as the readers of a period have left.</summary>
internal sealed class Limbo
{
    private readonly List<ChangeSet> _changes = [];
    private uint[] _indices = [];

    /// <summary>The nodes.</summary>
    public ReferenceList Nodes { get; } = new();

    /// <summary>Period of the gate in which the last of them was put here.</summary>
    public long Period { get; set; }

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => Nodes.Count == 0 && _changes.Count == 0;

    /// <summary>Takes a change set.</summary>
    public void Add(ChangeSet changes) => _changes.Add(changes);

    /// <summary>Gives everything back.</summary>
    public void Release(NodeArena arena)
    {
        if (_indices.Length < Nodes.Count)
        {
            _indices = new uint[2 * Nodes.Count];
        }
        arena.Free(Nodes.Items, _indices);
        Nodes.Clear();
        foreach (ChangeSet set in _changes)
        {
            set.Recycle();
        }
        _changes.Clear();
    }
}
