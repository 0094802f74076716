using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Whether what is offered fits what a module imports.</summary>
public static class WasmLinker
{
    private const string Incompatible = "incompatible import type";

    /// <summary>Checks every import. Gives the first error as a sentence, or an empty text.</summary>
    public static string Check(WasmModule module, ReadOnlySpan<WasmExternal> offered)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (offered.Length != module.Imports.Length)
        {
            return "unknown import";
        }

        for (int i = 0; i < offered.Length; i++)
        {
            if (!Fits(module, module.Imports[i], offered[i]))
            {
                return $"{Incompatible}: {module.Imports[i].Module}.{module.Imports[i].Name}";
            }
        }

        return "";
    }

    private static bool Fits(WasmModule module, WasmImport import, WasmExternal offered) => offered switch
    {
        WasmFunctionReference function =>
            import.Kind == ExternalKind.Function && module.Types[import.TypeIndex].Equals(function.Type),
        HostFunction host =>
            import.Kind == ExternalKind.Function && module.Types[import.TypeIndex].Equals(host.Type),
        WasmGlobal global => import.Kind == ExternalKind.Global && import.Global == global.Type,
        WasmTable table => import.Kind == ExternalKind.Table && import.Table.Element == table.Type.Element
            && Fits(import.Table.Size, table.Length, table.Type.Size.Maximum),
        WasmMemory memory => import.Kind == ExternalKind.Memory
            && Fits(import.Memory.Size, memory.Pages, memory.Type.Size.Maximum),
        _ => false,
    };

    /// <summary>As large as asked for now, and never larger than asked for.</summary>
    private static bool Fits(ResizeLimits asked, uint size, uint? maximum) =>
        size >= asked.Minimum && (asked.Maximum is null || maximum <= asked.Maximum);
}
