using System.Runtime.InteropServices;
using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>A leaf of a subtree that an update makes from leaves.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct BuildLeaf
{
    /// <summary>Its hash.</summary>
    public Hash256 Hash;

    /// <summary>Its key.</summary>
    public Hash256 Key;

    /// <summary>Its reference.</summary>
    public uint Leaf;
}
