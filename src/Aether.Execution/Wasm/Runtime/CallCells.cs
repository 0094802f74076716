using System.Runtime.InteropServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Cells in the frame of compiled code that carry arguments and results of a call to another engine.</summary>
/// <remarks>They belong to the call: nothing that the callee calls uses them.</remarks>
[StructLayout(LayoutKind.Sequential, Size = Count * sizeof(ulong))]
public struct CallCells
{
    /// <summary>How many there are; calls with more use the scratch cells of the instance.</summary>
    public const int Count = 16;
}
