using System.Runtime.InteropServices;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Where compiled code finds the fields of native structures, in bytes.</summary>
internal static class InstanceFields
{
    public static readonly int Memory = Of(nameof(InstanceData.Memory));
    public static readonly int MemoryBytes = Of(nameof(InstanceData.MemoryBytes));
    public static readonly int Gas = Of(nameof(InstanceData.Gas));
    public static readonly int Scratch = Of(nameof(InstanceData.Scratch));
    public static readonly int StoreFunctions = Of(nameof(InstanceData.StoreFunctions));
    public static readonly int FunctionIndices = Of(nameof(InstanceData.FunctionIndices));
    public static readonly int ImportedGlobals = Of(nameof(InstanceData.ImportedGlobals));
    public static readonly int Zero = Of(nameof(InstanceData.Zero));
    public static readonly int FirstGlobal = Of(nameof(InstanceData.FirstGlobal));
    public static readonly int FunctionInstance = OfFunction(nameof(FunctionData.Instance));
    public static readonly int FunctionCode = OfFunction(nameof(FunctionData.Code));
    public static readonly int FunctionEntry = OfFunction(nameof(FunctionData.Entry));
    public static readonly int FunctionBytes = Marshal.SizeOf<FunctionData>();

    private static int Of(string field) => (int)Marshal.OffsetOf<InstanceData>(field);

    private static int OfFunction(string field) => (int)Marshal.OffsetOf<FunctionData>(field);
}
