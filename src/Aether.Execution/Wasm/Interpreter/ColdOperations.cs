using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>Operations that are rare, or long beside their dispatch: tables, bulk operations and floats.</summary>
// SAFETY: the operands are on top of sp, as validated; the block is that of the running instance.
internal static unsafe class ColdOperations
{
    /// <summary>Runs an operation on the operands below <paramref name="sp"/>. Gas of the block is true.</summary>
    public static TrapKind Run(InstanceData* data, in Instruction at, ref ulong* sp)
    {
        if (at.Op is (>= WasmOp.I32TruncF32S and <= WasmOp.I32TruncF64U)
            or (>= WasmOp.I64TruncF32S and <= WasmOp.I64TruncF64U))
        {
            TrapKind trap = FloatOperations.Truncate(at.Op, sp[-1], out ulong truncated);
            sp[-1] = truncated;
            return trap;
        }

        if (!IsFloat(at.Op))
        {
            Move(data, at, ref sp);
        }
        else if (FloatOperations.TryUnary(at.Op, sp[-1], out ulong result))
        {
            sp[-1] = result;
        }
        else
        {
            sp--;
            FloatOperations.TryBinary(at.Op, sp[-1], sp[0], out sp[-1]);
        }

        return TrapKind.None;
    }

    private static bool IsFloat(WasmOp op) => op is (>= WasmOp.F32Eq and <= WasmOp.F64Ge)
        or (>= WasmOp.F32Abs and <= WasmOp.F64PromoteF32)
        or (>= WasmOp.I32TruncSatF32S and <= WasmOp.I64TruncSatF64U);

    private static void Move(InstanceData* data, in Instruction at, ref ulong* sp)
    {
        unchecked
        {
            switch (at.Op)
            {
                case WasmOp.MemoryGrow:
                    sp[-1] = (uint)BulkOperations.MemoryGrow(data, (uint)sp[-1]);
                    break;
                case WasmOp.MemoryFill:
                    sp -= 3;
                    BulkOperations.MemoryFill(data, (uint)sp[0], (uint)sp[1], (uint)sp[2]);
                    break;
                case WasmOp.MemoryCopy:
                    sp -= 3;
                    BulkOperations.MemoryCopy(data, (uint)sp[0], (uint)sp[1], (uint)sp[2]);
                    break;
                case WasmOp.MemoryInit:
                    sp -= 3;
                    BulkOperations.MemoryInit(data, at.A, (uint)sp[0], (uint)sp[1], (uint)sp[2]);
                    break;
                case WasmOp.DataDrop:
                    BulkOperations.DataDrop(data, at.A);
                    break;
                case WasmOp.RefNull:
                    *sp++ = 0;
                    break;
                case WasmOp.RefIsNull:
                    sp[-1] = sp[-1] == 0 ? 1UL : 0UL;
                    break;
                case WasmOp.RefFunc:
                    *sp++ = WasmCalls.RefFunc(data, at.A);
                    break;
                default:
                    MoveReferences(data, at, ref sp);
                    break;
            }
        }
    }

    private static void MoveReferences(InstanceData* data, in Instruction at, ref ulong* sp)
    {
        unchecked
        {
            switch (at.Op)
            {
                case WasmOp.TableGet:
                    sp[-1] = BulkOperations.TableGet(data, at.A, (uint)sp[-1]);
                    break;
                case WasmOp.TableSet:
                    sp -= 2;
                    BulkOperations.TableSet(data, at.A, (uint)sp[0], sp[1]);
                    break;
                case WasmOp.TableSize:
                    *sp++ = BulkOperations.TableSize(data, at.A);
                    break;
                case WasmOp.TableGrow:
                    sp--;
                    sp[-1] = (uint)BulkOperations.TableGrow(data, at.A, sp[-1], (uint)sp[0]);
                    break;
                case WasmOp.TableFill:
                    sp -= 3;
                    BulkOperations.TableFill(data, at.A, (uint)sp[0], sp[1], (uint)sp[2]);
                    break;
                case WasmOp.TableCopy:
                    sp -= 3;
                    BulkOperations.TableCopy(data, at.A, at.B, (uint)sp[0], (uint)sp[1], (uint)sp[2]);
                    break;
                case WasmOp.TableInit:
                    sp -= 3;
                    BulkOperations.TableInit(data, at.A, at.B, (uint)sp[0], (uint)sp[1], (uint)sp[2]);
                    break;
                case WasmOp.ElemDrop:
                    BulkOperations.ElementDrop(data, at.A);
                    break;
                default:
                    throw new InvalidOperationException("validated code has no other operation");
            }
        }
    }
}
