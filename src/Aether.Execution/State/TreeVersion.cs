using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>The tree after one block. It shares all nodes that the block did not change with its parent.</summary>
/// <remarks><b>Threads</b>: root and height never change; the rest is the forest's, under its lock.</remarks>
internal sealed class TreeVersion(ulong height, uint reference, Hash256 root, TreeVersion? parent)
{
    private int _freed;

    /// <summary>Height of the block.</summary>
    public ulong Height { get; } = height;

    /// <summary>The root node.</summary>
    public uint Reference { get; } = reference;

    /// <summary>Its hash.</summary>
    public Hash256 Root { get; } = root;

    /// <summary>The version it was made from; null once that one is gone.</summary>
    public TreeVersion? Parent { get; set; } = parent;

    /// <summary>Nodes made for this version.</summary>
    public ReferenceList? Created { get; set; }

    /// <summary>Nodes of the parent that this version does not have.</summary>
    public ReferenceList? Stale { get; set; }

    /// <summary>The changes it was made by, which go back to their pool with it.</summary>
    public ChangeSet? Changes { get; set; }

    /// <summary>Holders that keep the version readable.</summary>
    public int Pins { get; set; }

    /// <summary>False once nodes of this version may be used for others. Readers inside the gate look first.</summary>
    public bool IsAlive => Volatile.Read(ref _freed) == 0;

    /// <summary>Ends the version: its nodes are freed when the readers that are inside have left.</summary>
    public void End() => Volatile.Write(ref _freed, 1);
}
