using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Binary;

/// <summary>Reads constant expressions: one instruction and an end.</summary>
internal static class ConstantReader
{
    /// <summary>Reads an expression; anything but one constant instruction is invalid.</summary>
    public static ConstantExpression Read(ref WasmReader reader)
    {
        int start = reader.Position;
        var op = (WasmOp)reader.ReadByte();
        ulong bits = ReadOperand(ref reader, op);
        if (reader.ReadByte() == (byte)WasmOp.End)
        {
            return new ConstantExpression(op, bits, start);
        }
        reader.Fail(WasmErrorKind.Invalid, start, "type mismatch");
        return default;
    }

    private static ulong ReadOperand(ref WasmReader reader, WasmOp op)
    {
        switch (op)
        {
            case WasmOp.I32Const:
                return unchecked((uint)reader.ReadS32());
            case WasmOp.I64Const:
                return unchecked((ulong)reader.ReadS64());
            case WasmOp.F32Const:
                return reader.ReadF32Bits();
            case WasmOp.F64Const:
                return reader.ReadF64Bits();
            case WasmOp.GlobalGet or WasmOp.RefFunc:
                return (uint)reader.ReadIndex();
            case WasmOp.RefNull:
                return (byte)TypeSections.ReadReferenceType(ref reader);
            case WasmOp.End:
                reader.Invalid("type mismatch");
                return 0;
            default:
                if (IsAssigned((byte)op))
                {
                    reader.Invalid("constant expression required");
                }
                reader.Malformed("illegal opcode");
                return 0;
        }
    }

    /// <summary>True for a first byte of an instruction.</summary>
    private static bool IsAssigned(byte code) => code switch
    {
        <= 0x05 or (>= 0x0B and <= 0x11) or (>= 0x1A and <= 0x1C) or (>= 0x20 and <= 0x26) => true,
        (>= 0x28 and <= 0xC4) or (>= 0xD0 and <= 0xD2) or 0xFC => true,
        _ => false,
    };
}
