using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>The sections of segments: references for tables, bytes for memories.</summary>
internal static class SegmentSections
{
    private const uint PassiveFlag = 1;
    private const uint ExplicitFlag = 2;
    private const uint ExpressionFlag = 4;

    /// <summary>Section 9.</summary>
    public static void ReadElements(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(3, (uint)draft.Limits.MaxSegments, "element segments");
        var segments = new ElementSegment[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            segments[i] = ReadElement(ref reader, draft.Limits);
        }
        draft.Module.Elements = segments;
    }

    /// <summary>Section 11.</summary>
    public static void ReadData(ref WasmReader reader, SectionDraft draft)
    {
        int count = reader.ReadCount(2, (uint)draft.Limits.MaxSegments, "data segments");
        var segments = new DataSegment[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            int start = reader.Position;
            uint flags = reader.ReadU32();
            if (flags > 2)
            {
                reader.Malformed("malformed data segment kind");
            }
            int memory = flags == 2 ? reader.ReadIndex() : 0;
            ConstantExpression destination = flags == 1 ? default : ConstantReader.Read(ref reader);
            uint bytes = reader.ReadU32();
            int from = reader.Skip(bytes);
            ReadOnlyMemory<byte> content = reader.Failed ? default : draft.Module.Bytes.Slice(from, (int)bytes);
            SegmentMode mode = flags == 1 ? SegmentMode.Passive : SegmentMode.Active;
            segments[i] = new DataSegment(mode, memory, destination, content, start);
        }
        draft.Module.Data = segments;
    }

    private static ElementSegment ReadElement(ref WasmReader reader, WasmLimits limits)
    {
        int start = reader.Position;
        uint flags = reader.ReadU32();
        if (flags > 7)
        {
            reader.Malformed("malformed elements segment kind");
        }
        bool active = (flags & PassiveFlag) == 0;
        bool hasKind = (flags & (PassiveFlag | ExplicitFlag)) != 0;
        bool expressions = (flags & ExpressionFlag) != 0;
        int table = active && (flags & ExplicitFlag) != 0 ? reader.ReadIndex() : 0;
        ConstantExpression destination = active ? ConstantReader.Read(ref reader) : default;
        ValueType type = hasKind ? ReadKind(ref reader, expressions) : ValueType.FuncRef;
        SegmentMode mode = active
            ? SegmentMode.Active
            : (flags & ExplicitFlag) != 0 ? SegmentMode.Declarative : SegmentMode.Passive;
        int count = reader.ReadCount(1, limits.MaxTableEntries, "references in a segment");
        var items = new ConstantExpression[count];
        for (int i = 0; i < count && !reader.Failed; i++)
        {
            int offset = reader.Position;
            items[i] = expressions
                ? ConstantReader.Read(ref reader)
                : new ConstantExpression(WasmOp.RefFunc, (uint)reader.ReadIndex(), offset);
        }
        return new ElementSegment(mode, type, table, destination, items, start);
    }

    private static ValueType ReadKind(ref WasmReader reader, bool expressions)
    {
        if (expressions)
        {
            return TypeSections.ReadReferenceType(ref reader);
        }
        if (reader.ReadByte() != 0)
        {
            reader.Malformed("malformed element kind");
        }
        return ValueType.FuncRef;
    }
}
