using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>The sections that declare types, functions, tables, memories and globals.</summary>
internal static class TypeSections
{
    private const byte FunctionForm = 0x60;

    /// <summary>Section 1.</summary>
    public static void ReadTypes(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, (uint)draft.Limits.MaxTypes, "types");
        var types = new FunctionType[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            if (reader.ReadByte() != FunctionForm)
            {
                reader.Malformed("malformed function type");
            }
            ValueType[] parameters = ReadValueTypes(ref reader, draft.Limits.MaxParameters, "parameters");
            ValueType[] results = ReadValueTypes(ref reader, draft.Limits.MaxResults, "results");
            types[i] = new FunctionType(parameters, results);
        }
        draft.Module.Types = types;
    }

    /// <summary>Section 3.</summary>
    public static void ReadFunctions(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(1, (uint)draft.Limits.MaxFunctions, "functions");
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            draft.Functions.Add(ReadTypeIndex(ref reader, draft));
        }
    }

    /// <summary>Section 4.</summary>
    public static void ReadTables(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, (uint)draft.Limits.MaxTables, "tables");
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            draft.Tables.Add(ReadTable(ref reader));
        }
    }

    /// <summary>Section 5.</summary>
    public static void ReadMemories(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(2, uint.MaxValue, "memories");
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            draft.Memories.Add(new MemoryType(ReadSize(ref reader)));
        }
    }

    /// <summary>Section 6.</summary>
    public static void ReadGlobals(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, (uint)draft.Limits.MaxGlobals, "globals");
        var values = new ConstantExpression[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            draft.Globals.Add(ReadGlobalType(ref reader));
            values[i] = ConstantReader.Read(ref reader);
        }
        draft.Module.GlobalValues = values;
    }

    /// <summary>Reads the index of a type that exists.</summary>
    public static int ReadTypeIndex(ref WasmReader reader, SectionDraft draft)
    {
        int index = reader.ReadIndex();
        if (index >= draft.Module.Types.Length)
        {
            reader.Invalid("unknown type");
            return 0;
        }
        return index;
    }

    /// <summary>Reads the type of a table.</summary>
    public static TableType ReadTable(ref WasmReader reader)
    {
        ValueType element = ReadReferenceType(ref reader);
        return new TableType(element, ReadSize(ref reader));
    }

    /// <summary>Reads a type of references.</summary>
    public static ValueType ReadReferenceType(ref WasmReader reader)
    {
        var type = (ValueType)reader.ReadByte();
        if (!type.IsReference())
        {
            reader.Malformed("malformed reference type");
        }
        return type;
    }

    /// <summary>Reads the type of a global.</summary>
    public static GlobalType ReadGlobalType(ref WasmReader reader)
    {
        ValueType type = ReadValueType(ref reader);
        byte mutable = reader.ReadByte();
        if (mutable > 1)
        {
            reader.Malformed("malformed mutability");
        }
        return new GlobalType(type, mutable == 1);
    }

    /// <summary>Reads a minimum and maybe a maximum.</summary>
    public static ResizeLimits ReadSize(ref WasmReader reader)
    {
        byte flags = reader.ReadByte();
        if (flags > 1)
        {
            reader.Malformed(flags >= 0x80 ? "integer representation too long" : "integer too large");
        }
        uint minimum = reader.ReadU32();
        return new ResizeLimits(minimum, flags == 1 ? reader.ReadU32() : null);
    }

    /// <summary>Reads a type of values.</summary>
    public static ValueType ReadValueType(ref WasmReader reader)
    {
        byte code = reader.ReadByte();
        if (!ValueTypes.IsValueType(code))
        {
            reader.Malformed("malformed value type");
        }
        return (ValueType)code;
    }

    private static ValueType[] ReadValueTypes(ref WasmReader reader, int limit, string what)
    {
        int count = reader.ReadCount(1, (uint)limit, what);
        var types = new ValueType[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            types[i] = ReadValueType(ref reader);
        }
        return types;
    }
}
