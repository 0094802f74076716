using Aether.Sdk.Contracts;

namespace Aether.Tools.Contracts;

/// <summary>
/// Removes a start function that only gives constants to globals, as AssemblyScript makes one for its allocator: the
/// globals begin with these values instead. Contracts must not have a start function.
/// </summary>
internal static class StartFunction
{
    private const byte ImportId = 2;
    private const byte GlobalId = 6;
    private const byte StartId = 8;
    private const byte CodeId = 10;
    private const byte I32Type = 0x7F;
    private const byte I32Const = 0x41;
    private const byte GlobalSet = 0x24;
    private const byte End = 0x0B;

    /// <summary>The module without its start function; false when that does more.</summary>
    public static bool TryFold(ReadOnlySpan<byte> module, out byte[] folded)
    {
        folded = module.ToArray();
        if (!WasmSections.TryList(module, out IReadOnlyList<WasmSection> sections))
        {
            return false;
        }
        WasmSection start = Find(sections, StartId);
        if (start.End == 0)
        {
            return true;
        }
        int at = start.Content;
        bool read = WasmSections.TryReadLength(module, ref at, out int function)
            & TryCountImportedFunctions(module, Find(sections, ImportId), out int imported);
        if (!read || function < imported
            || !TryFindBody(module, Find(sections, CodeId), function - imported, out Range body)
            || !TryReadAssignments(module[body], out Dictionary<int, byte[]> values)
            || !TryWriteGlobals(module, Find(sections, GlobalId), values, out byte[] globals))
        {
            return false;
        }
        using MemoryStream output = new();
        output.Write(module[..8]);
        foreach (WasmSection section in sections.Where(section => section.Id != StartId))
        {
            output.Write(section.Id == GlobalId ? globals : module[section.Start..section.End]);
        }
        folded = output.ToArray();
        return true;
    }

    private static WasmSection Find(IReadOnlyList<WasmSection> sections, byte id) =>
        sections.FirstOrDefault(section => section.Id == id);

    private static bool TryCountImportedFunctions(ReadOnlySpan<byte> module, WasmSection section, out int functions)
    {
        functions = 0;
        int at = section.Content;
        if (section.End == 0)
        {
            return true;
        }
        bool ok = WasmSections.TryReadLength(module, ref at, out int count);
        for (int index = 0; ok && index < count; index++)
        {
            ok = TrySkip(module, ref at) && TrySkip(module, ref at) && at < section.End;
            // Contracts import functions only; anything else is left to the gate.
            ok = ok && module[at++] == 0 && WasmSections.TryReadLength(module, ref at, out _);
            functions++;
        }
        return ok;
    }

    private static bool TrySkip(ReadOnlySpan<byte> module, ref int at)
    {
        bool ok = WasmSections.TryReadLength(module, ref at, out int length) && length <= module.Length - at;
        at += ok ? length : 0;
        return ok;
    }

    private static bool TryFindBody(ReadOnlySpan<byte> module, WasmSection section, int wanted, out Range body)
    {
        body = default;
        int at = section.Content;
        bool ok = section.End > 0 && WasmSections.TryReadLength(module, ref at, out int count) && wanted < count;
        for (int index = 0; ok && index <= wanted; index++)
        {
            ok = WasmSections.TryReadLength(module, ref at, out int size) && size <= section.End - at;
            body = at..(at + size);
            at += ok ? size : 0;
        }
        return ok;
    }

    /// <summary>Reads `i32.const x; global.set g` again and again up to the end; the constants stay encoded.</summary>
    private static bool TryReadAssignments(ReadOnlySpan<byte> body, out Dictionary<int, byte[]> values)
    {
        values = [];
        if (body.Length < 2 || body[0] != 0)
        {
            return false;
        }
        int at = 1;
        while (at < body.Length && body[at] == I32Const)
        {
            int constant = ++at;
            if (!TrySkipConstant(body, ref at))
            {
                return false;
            }
            byte[] value = body[constant..at].ToArray();
            if (at >= body.Length || body[at++] != GlobalSet
                || !WasmSections.TryReadLength(body, ref at, out int global))
            {
                return false;
            }
            values[global] = value;
        }
        return at == body.Length - 1 && body[at] == End;
    }

    private static bool TryWriteGlobals(
        ReadOnlySpan<byte> module, WasmSection section, Dictionary<int, byte[]> values, out byte[] globals)
    {
        globals = [];
        int at = section.Content;
        if (section.End == 0 || !WasmSections.TryReadLength(module, ref at, out int count))
        {
            return false;
        }
        using MemoryStream content = new();
        WasmSections.WriteLength(content, count);
        for (int index = 0; index < count; index++)
        {
            int entry = at;
            if (section.End - at < 5 || module[at] != I32Type || module[at + 2] != I32Const)
            {
                return false;
            }
            at += 3;
            int constant = at;
            if (!TrySkipConstant(module[..section.End], ref at) || at >= section.End || module[at++] != End)
            {
                return false;
            }
            content.Write(module[entry..constant]);
            content.Write(values.TryGetValue(index, out byte[]? value) ? value : module[constant..(at - 1)]);
            content.WriteByte(End);
        }
        using MemoryStream output = new();
        output.WriteByte(GlobalId);
        WasmSections.WriteLength(output, (int)content.Length);
        output.Write(content.ToArray());
        globals = output.ToArray();
        return at == section.End && values.Keys.All(global => global < count);
    }

    private static bool TrySkipConstant(ReadOnlySpan<byte> bytes, ref int at)
    {
        while (at < bytes.Length && bytes[at] >= 0x80)
        {
            at++;
        }
        return at++ < bytes.Length;
    }
}
