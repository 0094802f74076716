using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>Operations on floats, by the one class that knows them. Contracts have none.</summary>
// SAFETY: the operands are on top of sp, as validated.
internal static unsafe class FloatOperations
{
    /// <summary>Operations with two operands; false for others.</summary>
    public static bool TryBinary(WasmOp op, ulong a, ulong b, out ulong result)
    {
        uint x = unchecked((uint)a);
        uint y = unchecked((uint)b);
        switch (op)
        {
            case WasmOp.F32Eq: result = FloatMath.F32Eq(x, y); return true;
            case WasmOp.F32Ne: result = FloatMath.F32Ne(x, y); return true;
            case WasmOp.F32Lt: result = FloatMath.F32Lt(x, y); return true;
            case WasmOp.F32Gt: result = FloatMath.F32Gt(x, y); return true;
            case WasmOp.F32Le: result = FloatMath.F32Le(x, y); return true;
            case WasmOp.F32Ge: result = FloatMath.F32Ge(x, y); return true;
            case WasmOp.F32Add: result = FloatMath.F32Add(x, y); return true;
            case WasmOp.F32Sub: result = FloatMath.F32Sub(x, y); return true;
            case WasmOp.F32Mul: result = FloatMath.F32Mul(x, y); return true;
            case WasmOp.F32Div: result = FloatMath.F32Div(x, y); return true;
            case WasmOp.F32Min: result = FloatMath.F32Min(x, y); return true;
            case WasmOp.F32Max: result = FloatMath.F32Max(x, y); return true;
            case WasmOp.F32Copysign: result = FloatMath.F32Copysign(x, y); return true;
            case WasmOp.F64Eq: result = FloatMath.F64Eq(a, b); return true;
            case WasmOp.F64Ne: result = FloatMath.F64Ne(a, b); return true;
            case WasmOp.F64Lt: result = FloatMath.F64Lt(a, b); return true;
            case WasmOp.F64Gt: result = FloatMath.F64Gt(a, b); return true;
            case WasmOp.F64Le: result = FloatMath.F64Le(a, b); return true;
            case WasmOp.F64Ge: result = FloatMath.F64Ge(a, b); return true;
            case WasmOp.F64Add: result = FloatMath.F64Add(a, b); return true;
            case WasmOp.F64Sub: result = FloatMath.F64Sub(a, b); return true;
            case WasmOp.F64Mul: result = FloatMath.F64Mul(a, b); return true;
            case WasmOp.F64Div: result = FloatMath.F64Div(a, b); return true;
            case WasmOp.F64Min: result = FloatMath.F64Min(a, b); return true;
            case WasmOp.F64Max: result = FloatMath.F64Max(a, b); return true;
            case WasmOp.F64Copysign: result = FloatMath.F64Copysign(a, b); return true;
            default: result = 0; return false;
        }
    }

    /// <summary>Operations with one operand that never trap; false for others.</summary>
    public static bool TryUnary(WasmOp op, ulong a, out ulong result)
    {
        uint x = unchecked((uint)a);
        switch (op)
        {
            case WasmOp.F32Abs: result = FloatMath.F32Abs(x); return true;
            case WasmOp.F32Neg: result = FloatMath.F32Neg(x); return true;
            case WasmOp.F32Ceil: result = FloatMath.F32Ceil(x); return true;
            case WasmOp.F32Floor: result = FloatMath.F32Floor(x); return true;
            case WasmOp.F32Trunc: result = FloatMath.F32Trunc(x); return true;
            case WasmOp.F32Nearest: result = FloatMath.F32Nearest(x); return true;
            case WasmOp.F32Sqrt: result = FloatMath.F32Sqrt(x); return true;
            case WasmOp.F64Abs: result = FloatMath.F64Abs(a); return true;
            case WasmOp.F64Neg: result = FloatMath.F64Neg(a); return true;
            case WasmOp.F64Ceil: result = FloatMath.F64Ceil(a); return true;
            case WasmOp.F64Floor: result = FloatMath.F64Floor(a); return true;
            case WasmOp.F64Trunc: result = FloatMath.F64Trunc(a); return true;
            case WasmOp.F64Nearest: result = FloatMath.F64Nearest(a); return true;
            case WasmOp.F64Sqrt: result = FloatMath.F64Sqrt(a); return true;
            case WasmOp.F32ConvertI32S: result = FloatMath.F32ConvertI32S(x); return true;
            case WasmOp.F32ConvertI32U: result = FloatMath.F32ConvertI32U(x); return true;
            case WasmOp.F32ConvertI64S: result = FloatMath.F32ConvertI64S(a); return true;
            case WasmOp.F32ConvertI64U: result = FloatMath.F32ConvertI64U(a); return true;
            case WasmOp.F32DemoteF64: result = FloatMath.F32DemoteF64(a); return true;
            case WasmOp.F64ConvertI32S: result = FloatMath.F64ConvertI32S(x); return true;
            case WasmOp.F64ConvertI32U: result = FloatMath.F64ConvertI32U(x); return true;
            case WasmOp.F64ConvertI64S: result = FloatMath.F64ConvertI64S(a); return true;
            case WasmOp.F64ConvertI64U: result = FloatMath.F64ConvertI64U(a); return true;
            case WasmOp.F64PromoteF32: result = FloatMath.F64PromoteF32(x); return true;
            case WasmOp.I32TruncSatF32S: result = FloatMath.I32TruncSatF32S(x); return true;
            case WasmOp.I32TruncSatF32U: result = FloatMath.I32TruncSatF32U(x); return true;
            case WasmOp.I32TruncSatF64S: result = FloatMath.I32TruncSatF64S(a); return true;
            case WasmOp.I32TruncSatF64U: result = FloatMath.I32TruncSatF64U(a); return true;
            case WasmOp.I64TruncSatF32S: result = FloatMath.I64TruncSatF32S(x); return true;
            case WasmOp.I64TruncSatF32U: result = FloatMath.I64TruncSatF32U(x); return true;
            case WasmOp.I64TruncSatF64S: result = FloatMath.I64TruncSatF64S(a); return true;
            case WasmOp.I64TruncSatF64U: result = FloatMath.I64TruncSatF64U(a); return true;
            default: result = 0; return false;
        }
    }

    /// <summary>Truncations, which may trap.</summary>
    public static TrapKind Truncate(WasmOp op, ulong a, out ulong result)
    {
        uint x = unchecked((uint)a);
        uint narrow;
        TrapKind trap;
        switch (op)
        {
            case WasmOp.I32TruncF32S: trap = FloatMath.I32TruncF32S(x, out narrow); break;
            case WasmOp.I32TruncF32U: trap = FloatMath.I32TruncF32U(x, out narrow); break;
            case WasmOp.I32TruncF64S: trap = FloatMath.I32TruncF64S(a, out narrow); break;
            case WasmOp.I32TruncF64U: trap = FloatMath.I32TruncF64U(a, out narrow); break;
            case WasmOp.I64TruncF32S: return FloatMath.I64TruncF32S(x, out result);
            case WasmOp.I64TruncF32U: return FloatMath.I64TruncF32U(x, out result);
            case WasmOp.I64TruncF64S: return FloatMath.I64TruncF64S(a, out result);
            default: return FloatMath.I64TruncF64U(a, out result);
        }

        result = narrow;
        return trap;
    }
}
