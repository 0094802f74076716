using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>Decodes the sections of a module. Bodies are passed over: the validator reads them.</summary>
/// <remarks>
/// <b>Cost</b>: one pass; what is allocated is at most a constant times the bytes read.
/// <b>Source</b>: WebAssembly 2.0, chapter 5.
/// </remarks>
public static class WasmDecoder
{
    private const uint Magic = 0x6D73_6100;
    private const uint Version = 1;

    /// <summary>Place of each section id in the order of sections; 0 for those that may stand anywhere.</summary>
    private static ReadOnlySpan<byte> OrderOfSection => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 10];

    /// <summary>Decodes <paramref name="bytes"/>, which the module keeps.</summary>
    public static bool TryDecode(
        ReadOnlyMemory<byte> bytes, WasmLimits limits, out WasmModule? module, out WasmError error)
    {
        module = null;
        if (bytes.Length > limits.MaxModuleBytes)
        {
            error = new WasmError(WasmErrorKind.LimitExceeded, 0, -1, $"more than {limits.MaxModuleBytes} bytes");
            return false;
        }
        Span<byte> hash = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(bytes.Span, hash);
        var draft = new WasmModule { Bytes = bytes, Hash = new Hash256(hash) };
        var reader = new WasmReader(bytes.Span, 0, bytes.Length);
        ReadHeader(ref reader);
        ReadSections(ref reader, draft, limits);
        error = reader.Error;
        if (reader.Failed)
        {
            return false;
        }
        module = draft;
        return true;
    }

    private static void ReadHeader(ref WasmReader reader)
    {
        if (reader.Remaining < 4 || reader.ReadF32Bits() != Magic)
        {
            reader.Malformed("magic header not detected");
        }
        if (reader.Remaining < 4 || reader.ReadF32Bits() != Version)
        {
            reader.Malformed("unknown binary version");
        }
    }

    private static void ReadSections(ref WasmReader reader, WasmModule module, WasmLimits limits)
    {
        var custom = new List<CustomSection>();
        var draft = new SectionDraft(module, limits);
        int last = 0;
        while (!reader.Failed && reader.Remaining > 0)
        {
            int start = reader.Position;
            byte id = reader.ReadByte();
            if (id >= OrderOfSection.Length)
            {
                reader.Malformed("malformed section id");
                return;
            }
            int outer = reader.Narrow(reader.ReadU32());
            if (id == 0)
            {
                ReadCustom(ref reader, module, limits, custom, start);
            }
            else if (OrderOfSection[id] <= last)
            {
                reader.Malformed("unexpected content after last section");
            }
            else
            {
                last = OrderOfSection[id];
                ReadSection(ref reader, id, draft);
            }
            reader.Widen(outer, "section size mismatch");
        }
        module.Custom = [.. custom];
        draft.Finish(ref reader);
    }

    private static void ReadCustom(
        ref WasmReader reader, WasmModule module, WasmLimits limits, List<CustomSection> custom, int start)
    {
        string name = reader.ReadName(limits.MaxNameBytes);
        if (custom.Count == limits.MaxCustomSections)
        {
            reader.OverLimit($"more than {limits.MaxCustomSections} custom sections");
        }
        int bytes = reader.Remaining;
        int from = reader.Skip((uint)bytes);
        if (!reader.Failed)
        {
            custom.Add(new CustomSection(name, module.Bytes.Slice(from, bytes), start));
        }
    }

    private static void ReadSection(ref WasmReader reader, byte id, SectionDraft draft)
    {
        switch (id)
        {
            case 1:
                TypeSections.ReadTypes(ref reader, draft);
                break;
            case 2:
                ImportSections.ReadImports(ref reader, draft);
                break;
            case 3:
                TypeSections.ReadFunctions(ref reader, draft);
                break;
            case 4:
                TypeSections.ReadTables(ref reader, draft);
                break;
            case 5:
                TypeSections.ReadMemories(ref reader, draft);
                break;
            case 6:
                TypeSections.ReadGlobals(ref reader, draft);
                break;
            case 7:
                ImportSections.ReadExports(ref reader, draft);
                break;
            case 8:
                draft.Module.Start = reader.ReadIndex();
                break;
            case 9:
                SegmentSections.ReadElements(ref reader, draft);
                break;
            case 10:
                CodeSection.Read(ref reader, draft);
                break;
            case 11:
                SegmentSections.ReadData(ref reader, draft);
                break;
            default:
                draft.Module.DeclaredDataCount = reader.ReadIndex();
                break;
        }
    }
}
