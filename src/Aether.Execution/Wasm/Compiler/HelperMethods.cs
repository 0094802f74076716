using System.Reflection;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>The methods that compiled code calls, looked up when the type loads.</summary>
internal static class HelperMethods
{
    public static readonly MethodInfo Trap = Find(typeof(WasmTraps), nameof(WasmTraps.ThrowWithGas));
    public static readonly MethodInfo ResolveIndirect = Find(typeof(WasmCalls), nameof(WasmCalls.ResolveIndirect));
    public static readonly MethodInfo RefFunc = Find(typeof(WasmCalls), nameof(WasmCalls.RefFunc));
    public static readonly MethodInfo MemoryGrow = Bulk(nameof(BulkOperations.MemoryGrow));
    public static readonly MethodInfo MemoryFill = Bulk(nameof(BulkOperations.MemoryFill));
    public static readonly MethodInfo MemoryCopy = Bulk(nameof(BulkOperations.MemoryCopy));
    public static readonly MethodInfo MemoryInit = Bulk(nameof(BulkOperations.MemoryInit));
    public static readonly MethodInfo DataDrop = Bulk(nameof(BulkOperations.DataDrop));
    public static readonly MethodInfo TableGet = Bulk(nameof(BulkOperations.TableGet));
    public static readonly MethodInfo TableSet = Bulk(nameof(BulkOperations.TableSet));
    public static readonly MethodInfo TableSize = Bulk(nameof(BulkOperations.TableSize));
    public static readonly MethodInfo TableGrow = Bulk(nameof(BulkOperations.TableGrow));
    public static readonly MethodInfo TableFill = Bulk(nameof(BulkOperations.TableFill));
    public static readonly MethodInfo TableCopy = Bulk(nameof(BulkOperations.TableCopy));
    public static readonly MethodInfo TableInit = Bulk(nameof(BulkOperations.TableInit));
    public static readonly MethodInfo ElementDrop = Bulk(nameof(BulkOperations.ElementDrop));
    public static readonly MethodInfo Remainder32 =
        typeof(IntegerMath).GetMethod(nameof(IntegerMath.Remainder), [typeof(int), typeof(int)])!;
    public static readonly MethodInfo Remainder64 =
        typeof(IntegerMath).GetMethod(nameof(IntegerMath.Remainder), [typeof(long), typeof(long)])!;

    private static readonly MethodInfo?[] s_named = ByOperation();

    /// <summary>The method named after an operation, or null.</summary>
    public static MethodInfo? NamedAfter(WasmOp op) => s_named[(int)op];

    private static MethodInfo Bulk(string name) => Find(typeof(BulkOperations), name);

    private static MethodInfo Find(Type type, string name) =>
        type.GetMethod(name) ?? throw new MissingMethodException(type.Name, name);

    private static MethodInfo?[] ByOperation()
    {
        MethodInfo?[] methods = new MethodInfo?[byte.MaxValue + 1];
        foreach (WasmOp op in Enum.GetValues<WasmOp>())
        {
            methods[(int)op] = typeof(FloatMath).GetMethod(op.ToString())
                ?? typeof(IntegerMath).GetMethod(op.ToString());
        }

        return methods;
    }
}
