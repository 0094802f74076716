using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Validation;

namespace Aether.Execution.Wasm;

/// <summary>Bytes become a module that can be run.</summary>
public static class WasmLoader
{
    /// <summary>Decodes, validates and meters <paramref name="bytes"/>, which the module keeps.</summary>
    /// <remarks><b>Errors</b>: never throws; <paramref name="error"/> says why and where.</remarks>
    public static bool TryLoad(
        ReadOnlyMemory<byte> bytes,
        WasmLimits limits,
        GasSchedule schedule,
        out WasmModule? module,
        out WasmError error)
    {
        if (!WasmDecoder.TryDecode(bytes, limits, out module, out error))
        {
            return false;
        }
        if (WasmValidator.TryValidate(module!, limits, schedule, out error))
        {
            return true;
        }
        module = null;
        return false;
    }
}
