using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests;

/// <summary>Small modules written byte by byte.</summary>
internal static class ModuleText
{
    /// <summary>Magic and version.</summary>
    public static readonly byte[] Header = [0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00];

    /// <summary>A number as LEB128.</summary>
    public static byte[] Number(uint value)
    {
        var bytes = new List<byte>();
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }
        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>A section with its id and size.</summary>
    public static byte[] Section(byte id, params byte[][] parts)
    {
        byte[] content = Join(parts);
        return Join([id], Number((uint)content.Length), content);
    }

    /// <summary>A module of sections.</summary>
    public static byte[] Module(params byte[][] sections) => Join([Header, .. sections]);

    /// <summary>Parts one after another.</summary>
    public static byte[] Join(params byte[][] parts) => [.. parts.SelectMany(part => part)];

    /// <summary>A module with one page of memory and one exported function "f" of a type and body.</summary>
    /// <param name="type">The type after its form byte: counted parameters, counted results.</param>
    /// <param name="code">Groups of locals and instructions, with the last end.</param>
    public static byte[] Function(byte[] type, byte[] code) =>
        Module(
            Section(1, [1, 0x60], type),
            Section(3, [1, 0]),
            Section(5, [1, 0, 1]),
            Section(7, [1, 1, (byte)'f', 0, 0]),
            Section(10, [1], Number((uint)code.Length), code));

    /// <summary>Loads what must load.</summary>
    public static WasmModule Load(byte[] bytes, WasmLimits? limits = null, GasSchedule? schedule = null)
    {
        bool loaded = WasmLoader.TryLoad(
            bytes,
            limits ?? WasmLimits.General,
            schedule ?? GasSchedule.Version1,
            out WasmModule? module,
            out WasmError error);
        Assert.True(loaded, error.ToString());
        return module!;
    }

    /// <summary>Loads what must not load.</summary>
    public static WasmError Refusal(byte[] bytes, WasmLimits? limits = null)
    {
        Assert.False(WasmLoader.TryLoad(
            bytes, limits ?? WasmLimits.General, GasSchedule.Version1, out WasmModule? module, out WasmError error));
        Assert.Null(module);
        return error;
    }
}
