using System.Reflection;
using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>References, tables and ranges of memory: calls of what the interpreter calls too.</summary>
internal sealed partial class FunctionCompiler
{
    private void EmitBulk(in Instruction instruction)
    {
        (int a, int b) = (instruction.A, (int)instruction.B);
        switch (instruction.Op)
        {
            case WasmOp.RefNull: _stack.PushConstant((ValueType)b, 0); break;
            case WasmOp.RefIsNull: EmitIsNull(); break;
            case WasmOp.RefFunc: EmitHelper(HelperMethods.RefFunc, 0, ValueType.FuncRef, a); break;
            case WasmOp.MemorySize: EmitMemorySize(); break;
            case WasmOp.MemoryGrow:
                EmitHelper(HelperMethods.MemoryGrow, 1, ValueType.I32);
                ReloadMemory();
                break;
            case WasmOp.MemoryFill: EmitHelper(HelperMethods.MemoryFill, 3, null); break;
            case WasmOp.MemoryCopy: EmitHelper(HelperMethods.MemoryCopy, 3, null); break;
            case WasmOp.MemoryInit: EmitHelper(HelperMethods.MemoryInit, 3, null, a); break;
            case WasmOp.DataDrop: EmitHelper(HelperMethods.DataDrop, 0, null, a); break;
            case WasmOp.TableGet: EmitHelper(HelperMethods.TableGet, 1, _module.Tables[a].Element, a); break;
            case WasmOp.TableSet: EmitHelper(HelperMethods.TableSet, 2, null, a); break;
            case WasmOp.TableSize: EmitHelper(HelperMethods.TableSize, 0, ValueType.I32, a); break;
            case WasmOp.TableGrow: EmitHelper(HelperMethods.TableGrow, 2, ValueType.I32, a); break;
            case WasmOp.TableFill: EmitHelper(HelperMethods.TableFill, 3, null, a); break;
            case WasmOp.TableCopy: EmitHelper(HelperMethods.TableCopy, 3, null, a, b); break;
            case WasmOp.TableInit: EmitHelper(HelperMethods.TableInit, 3, null, a, b); break;
            case WasmOp.ElemDrop: EmitHelper(HelperMethods.ElementDrop, 0, null, a); break;
            default: throw new InvalidOperationException($"no code for {instruction.Op}");
        }
    }

    /// <summary>Calls a helper with the block, constant operands and the top operands.</summary>
    private void EmitHelper(MethodInfo helper, int operands, ValueType? result, params ReadOnlySpan<int> constants)
    {
        _stack.Spill();
        SaveGas();
        IlText.LoadArgument(_il, InstanceArgument);
        foreach (int constant in constants)
        {
            _il.Emit(OpCodes.Ldc_I4, constant);
        }

        _stack.PopMany(operands);
        _il.Emit(OpCodes.Call, helper);
        if (result is ValueType type)
        {
            _stack.Push(type);
        }

        ReloadGas();
    }

    private void EmitIsNull()
    {
        _stack.Pop();
        _il.Emit(OpCodes.Ldc_I8, 0L);
        _il.Emit(OpCodes.Ceq);
        _stack.Push(ValueType.I32);
    }

    private void EmitMemorySize()
    {
        _il.Emit(OpCodes.Ldloc, _memoryBytes!);
        _il.Emit(OpCodes.Ldc_I4, 16);
        _il.Emit(OpCodes.Shr_Un);
        _il.Emit(OpCodes.Conv_I4);
        _stack.Push(ValueType.I32);
    }
}
