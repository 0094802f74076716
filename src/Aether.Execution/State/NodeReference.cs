namespace Aether.Execution.State;

/// <summary>Names a node of the tree in 32 bits: two say what it is, the others where it lies.</summary>
internal static class NodeReference
{
    /// <summary>No node: an empty subtree.</summary>
    public const uint Empty = 0;

    /// <summary>Largest index of a record.</summary>
    public const uint MaxIndex = (1u << 30) - 1;

    private const int KindShift = 30;
    private const uint InnerKind = 1;
    private const uint LeafKind = 2;

    /// <summary>The inner node of an index.</summary>
    public static uint Inner(uint index) => index | (InnerKind << KindShift);

    /// <summary>The leaf of an index.</summary>
    public static uint Leaf(uint index) => index | (LeafKind << KindShift);

    /// <summary>The record's index.</summary>
    public static uint IndexOf(uint reference) => reference & MaxIndex;

    /// <summary>True for an inner node in memory.</summary>
    public static bool IsInner(uint reference) => reference >> KindShift == InnerKind;

    /// <summary>True for a leaf.</summary>
    public static bool IsLeaf(uint reference) => reference >> KindShift == LeafKind;
}
