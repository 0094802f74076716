using System.Runtime.InteropServices;

namespace Aether.Execution.State;

/// <summary>An inner node that an update goes through, while the update lasts.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct TreeWork
{
    /// <summary>The node of the tree before; empty for a new one.</summary>
    public uint Old;

    /// <summary>The children as they are by now.</summary>
    public uint Left;

    /// <summary>As <see cref="Left"/>.</summary>
    public uint Right;

    /// <summary>Index of the parent's work, times two, plus one when this is the right child.</summary>
    public uint Parent;

    /// <summary>First change below this node, or first leaf of a new subtree.</summary>
    public int Low;

    /// <summary>End of those changes or leaves.</summary>
    public int High;

    /// <summary>Not zero when something below changed.</summary>
    public uint Changed;
}
