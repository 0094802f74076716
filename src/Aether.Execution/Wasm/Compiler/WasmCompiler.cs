using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Compiles validated modules into code of the runtime that can be unloaded.</summary>
/// <remarks>
/// <b>Threads</b>: any; calls share nothing. <b>Cost</b>: bounded by <see cref="CompileLimits"/>; what is beyond them
/// runs in the interpreter, with the same results, gas and traps.
/// </remarks>
public static class WasmCompiler
{
    /// <summary>Compiles within the limits of the node.</summary>
    /// <param name="module">A validated module.</param>
    /// <param name="interpreter">Runs the functions that are not compiled.</param>
    public static CompiledCode Compile(WasmModule module, IWasmCode interpreter) =>
        Compile(module, interpreter, CompileLimits.Default);

    internal static CompiledCode Compile(WasmModule module, IWasmCode? interpreter, CompileLimits limits)
    {
        ArgumentNullException.ThrowIfNull(module);
        AssemblyBuilder assembly = AssemblyBuilder.DefineDynamicAssembly(
            new AssemblyName("Wasm"), AssemblyBuilderAccess.RunAndCollect);
        TypeBuilder type = assembly.DefineDynamicModule("Wasm").DefineType(
            "Code", TypeAttributes.Public | TypeAttributes.Abstract | TypeAttributes.Sealed);

        MethodBuilder?[] methods = Declare(type, module, limits);
        ModuleContext context = new(module, methods);
        for (int i = 0; i < methods.Length; i++)
        {
            if (methods[i] is MethodBuilder method)
            {
                FunctionCompiler.Compile(context, module.Functions[i], method.GetILGenerator());
            }
        }

        MethodBuilder?[] entries = WriteEntries(type, module, methods);
        Type created = type.CreateType();
        Dictionary<string, nint> pointers = Prepare(created);
        nint[] code = new nint[methods.Length];
        nint[] ways = new nint[methods.Length];
        for (int i = 0; i < methods.Length; i++)
        {
            if (methods[i] is MethodBuilder method)
            {
                code[i] = pointers[method.Name];
                ways[i] = pointers[entries[module.Functions[i].TypeIndex]!.Name];
            }
        }

        return new CompiledCode(created, code, ways, interpreter);
    }

    /// <summary>One method for each function that is compiled.</summary>
    private static MethodBuilder?[] Declare(TypeBuilder type, WasmModule module, CompileLimits limits)
    {
        MethodBuilder?[] methods = new MethodBuilder?[module.Functions.Length];
        long spent = CompileLimits.CostOfModule;
        for (int i = 0; i < methods.Length; i++)
        {
            WasmFunction function = module.Functions[i];
            FunctionTier tier = limits.TierOf(function, spent);
            if (tier == FunctionTier.Interpreted)
            {
                continue;
            }

            MethodBuilder method = type.DefineMethod(
                $"f{i}",
                MethodAttributes.Public | MethodAttributes.Static,
                FunctionCompiler.ReturnType(function.Type),
                FunctionCompiler.ParameterTypes(function.Type));
            method.InitLocals = false;
            if (tier == FunctionTier.Plain)
            {
                method.SetImplementationFlags(MethodImplAttributes.NoOptimization | MethodImplAttributes.NoInlining);
            }

            spent += CompileLimits.CostOf(function, tier);
            methods[i] = method;
        }

        return methods;
    }

    /// <summary>One entry for each type that a compiled function has.</summary>
    private static MethodBuilder?[] WriteEntries(TypeBuilder type, WasmModule module, MethodBuilder?[] methods)
    {
        MethodBuilder?[] entries = new MethodBuilder?[module.Types.Length];
        for (int i = 0; i < methods.Length; i++)
        {
            int number = module.Functions[i].TypeIndex;
            if (methods[i] is null || entries[number] is not null)
            {
                continue;
            }

            MethodBuilder entry = type.DefineMethod(
                $"e{number}", MethodAttributes.Public | MethodAttributes.Static, typeof(void), EntryWriter.Parameters);
            entry.InitLocals = false;
            EntryWriter.Write(entry.GetILGenerator(), module.Types[number]);
            entries[number] = entry;
        }

        return entries;
    }

    /// <summary>Has the JIT translate every method now, so that no call waits for it.</summary>
    private static Dictionary<string, nint> Prepare(Type type)
    {
        MethodInfo[] methods = type.GetMethods(BindingFlags.Public | BindingFlags.Static | BindingFlags.DeclaredOnly);
        Dictionary<string, nint> pointers = new(methods.Length, StringComparer.Ordinal);
        foreach (MethodInfo method in methods)
        {
            RuntimeHelpers.PrepareMethod(method.MethodHandle);
            pointers.Add(method.Name, method.MethodHandle.GetFunctionPointer());
        }

        return pointers;
    }
}
