using System.Runtime.InteropServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>A function of a store, in native memory.</summary>
// SAFETY: Instance lives as long as the store; Code and Entry as long as the code object that its instance holds.
[StructLayout(LayoutKind.Sequential)]
public unsafe struct FunctionData
{
    /// <summary>The instance that defines it, or null for a function of the host.</summary>
    public InstanceData* Instance;

    /// <summary>
    /// Compiled code with the function's own signature, or null; of a function of the host, its handle, which the store
    /// keeps alive.
    /// </summary>
    public void* Code;

    /// <summary>
    /// Takes the arguments from the cells and leaves the results there. The first parameter is the instance that calls:
    /// its gas is true before and after. The last is the stack left to the function.
    /// </summary>
    public delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> Entry;

    /// <summary>Number of the type in the store.</summary>
    public int TypeNumber;

    /// <summary>Index in the module of the instance, or 0 for a function of the host.</summary>
    public int Index;
}
