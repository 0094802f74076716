using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>The section of bodies: locals are declared here, instructions are left to the validator.</summary>
internal static class CodeSection
{
    /// <summary>Section 10.</summary>
    public static void Read(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, int.MaxValue, "bodies");
        if (count != draft.DefinedFunctions)
        {
            reader.Malformed("function and code section have inconsistent lengths");
            return;
        }
        var functions = new WasmFunction[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            int index = draft.Module.ImportedFunctions + i;
            reader.Function = index;
            functions[i] = ReadBody(ref reader, draft, index);
        }
        reader.Function = -1;
        draft.Bodies = count;
        draft.Module.Functions = functions;
    }

    private static WasmFunction ReadBody(ref WasmReader reader, SectionDraft draft, int index)
    {
        uint bytes = reader.ReadU32();
        int outer = reader.Narrow(bytes);
        if (!reader.Failed && bytes > (uint)draft.Limits.MaxBodyBytes)
        {
            reader.OverLimit($"a body of more than {draft.Limits.MaxBodyBytes} bytes");
        }
        int typeIndex = draft.Functions[index];
        FunctionType type = draft.Module.Types[typeIndex];
        ValueType[] locals = ReadLocals(ref reader, type.Parameters, draft.Limits.MaxLocals);
        int bodyBytes = reader.Remaining;
        int start = reader.Skip((uint)bodyBytes);
        reader.Widen(outer, "section size mismatch");
        return new WasmFunction
        {
            Index = index,
            TypeIndex = typeIndex,
            Type = type,
            Locals = locals,
            BodyOffset = start,
            BodyBytes = bodyBytes,
        };
    }

    private static ValueType[] ReadLocals(ref WasmReader reader, ValueType[] parameters, int limit)
    {
        WasmReader second = reader;
        ulong total = (ulong)parameters.Length;
        int groups = reader.ReadCount(2, uint.MaxValue, "groups of locals");
        for (int i = 0; i < groups && !reader.Failed; i++)
        {
            total += reader.ReadU32();
            TypeSections.ReadValueType(ref reader);
        }
        if (total > uint.MaxValue)
        {
            reader.Malformed("too many locals");
        }
        else if (total > (ulong)limit)
        {
            reader.OverLimit($"more than {limit} locals");
        }
        if (reader.Failed)
        {
            return parameters;
        }
        if (total == (ulong)parameters.Length)
        {
            return parameters;
        }
        var locals = new ValueType[total];
        parameters.CopyTo(locals, 0);
        int filled = parameters.Length;
        for (int i = second.ReadCount(2, uint.MaxValue, "groups of locals"); i > 0; i--)
        {
            int count = (int)second.ReadU32();
            locals.AsSpan(filled, count).Fill(TypeSections.ReadValueType(ref second));
            filled += count;
        }
        return locals;
    }
}
