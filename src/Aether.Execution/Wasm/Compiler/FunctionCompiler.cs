using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Translates the linear code of one function into that of the runtime.</summary>
/// <remarks>
/// The method has the parameters of the function, then the instance's block and the stack budget. Gas, the budget and
/// place and size of the memory are locals; gas goes back to the block wherever control leaves. Floats are their bits.
/// Traps jump to one place for each kind at the end, with nothing on the evaluation stack.
/// </remarks>
internal sealed partial class FunctionCompiler
{
    private readonly ModuleContext _context;
    private readonly WasmModule _module;
    private readonly WasmFunction _function;
    private readonly ILGenerator _il;
    private readonly LocalSlots _locals;
    private readonly OperandStack _stack;
    private readonly List<ControlLabel> _labels = [];
    private readonly Label?[] _traps = new Label?[(int)TrapKind.HostTrap + 1];
    private readonly LocalBuilder _gas;
    private readonly LocalBuilder _budget;
    private readonly LocalBuilder? _memory;
    private readonly LocalBuilder? _memoryBytes;
    private readonly Dictionary<int, long> _checked = [];
    private LocalBuilder? _trapKind;
    private Label _otherTrap;
    private bool _reachable = true;

    private FunctionCompiler(ModuleContext context, WasmFunction function, ILGenerator il)
    {
        _context = context;
        _module = context.Module;
        _function = function;
        _il = il;
        _locals = new LocalSlots(il, function);
        _stack = new OperandStack(il, _locals, HideRotation);
        _gas = il.DeclareLocal(typeof(long));
        _budget = il.DeclareLocal(typeof(int));
        if (UsesMemory(function))
        {
            _memory = il.DeclareLocal(typeof(nint));
            _memoryBytes = il.DeclareLocal(typeof(ulong));
        }
    }

    /// <summary>Index of the argument with the instance's block.</summary>
    private int InstanceArgument => _function.Type.Parameters.Length;

    /// <summary>Writes the body of a function's method.</summary>
    public static void Compile(ModuleContext context, WasmFunction function, ILGenerator il)
    {
        FunctionCompiler compiler = new(context, function, il);
        compiler.EmitPrologue();
        compiler.EmitCode();
        compiler.EmitTraps();
    }

    private static bool UsesMemory(WasmFunction function)
    {
        foreach (ref readonly Instruction instruction in function.Code.AsSpan())
        {
            if (instruction.Op is >= WasmOp.I32Load and <= WasmOp.MemorySize)
            {
                return true;
            }
        }

        return false;
    }

    private void EmitPrologue()
    {
        LoadField(InstanceFields.Gas, OpCodes.Ldind_I8);
        _il.Emit(OpCodes.Stloc, _gas);
        IlText.LoadArgument(_il, InstanceArgument + 1);
        _il.Emit(OpCodes.Ldc_I4, StackBudget.CostOf(_function.FrameCells));
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Stloc, _budget);
        _il.Emit(OpCodes.Ldloc, _budget);
        _il.Emit(OpCodes.Ldc_I4, StackBudget.Exhausted);
        _il.Emit(OpCodes.And);
        _il.Emit(OpCodes.Brtrue, Trap(TrapKind.StackOverflow));
        _locals.Clear();
        ReloadMemory();
        Label end = _il.DefineLabel();
        _labels.Add(new ControlLabel
        {
            Op = WasmOp.End,
            Type = _function.Type,
            Height = 0,
            End = end,
            Target = end,
            Results = [],
            Parameters = [],
        });
    }

    private void EmitCode()
    {
        Instruction[] code = _function.Code;
        for (int i = 0; i < code.Length; i++)
        {
            EmitInstruction(code[i]);
        }
    }

    private void EmitInstruction(in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case <= WasmOp.Return or WasmOp.Charge:
                EmitControl(instruction);
                break;
            case WasmOp.Call:
                EmitCall(instruction.A);
                break;
            case WasmOp.CallIndirect:
                EmitCallIndirect(instruction.A, instruction.B);
                break;
            case <= WasmOp.GlobalSet:
                EmitVariable(instruction);
                break;
            case >= WasmOp.I32Load and <= WasmOp.I64Load32U:
                EmitLoad(instruction);
                break;
            case >= WasmOp.I32Store and <= WasmOp.I64Store32:
                EmitStore(instruction);
                break;
            case >= WasmOp.I32Const and <= WasmOp.F64Const:
                _stack.PushConstant(ConstantType(instruction.Op), instruction.Immediate);
                break;
            case >= WasmOp.I32Eqz and <= WasmOp.I64Extend32S:
                EmitNumeric(instruction.Op);
                break;
            case >= WasmOp.I32TruncSatF32S and <= WasmOp.I64TruncSatF64U:
                EmitNumeric(instruction.Op);
                break;
            default:
                EmitBulk(instruction);
                break;
        }
    }

    private static ValueType ConstantType(WasmOp op) => op switch
    {
        WasmOp.I32Const => ValueType.I32,
        WasmOp.I64Const => ValueType.I64,
        WasmOp.F32Const => ValueType.F32,
        _ => ValueType.F64,
    };

    private void EmitVariable(in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case WasmOp.Drop:
                _stack.Drop();
                break;
            case WasmOp.Select or WasmOp.SelectTyped:
                EmitSelect();
                break;
            case WasmOp.LocalGet:
                _stack.PushLocal(_function.Locals[instruction.A], instruction.A);
                break;
            case WasmOp.LocalSet:
                StoreLocal(instruction.A);
                break;
            case WasmOp.LocalTee:
                StoreLocal(instruction.A);
                _stack.PushLocal(_function.Locals[instruction.A], instruction.A);
                break;
            case WasmOp.GlobalGet:
                LoadGlobal(instruction.A);
                break;
            default:
                StoreGlobal(instruction.A);
                break;
        }
    }

    private void StoreLocal(int index)
    {
        Operand value = _stack.Peek();
        if (value.Place == OperandPlace.Local && value.Number == index)
        {
            _stack.Drop();
            return;
        }

        _stack.Pop();
        _stack.Detach(index);
        _checked.Remove(index);
        _locals.Store(index);
    }

    private void EmitSelect()
    {
        _stack.Spill();
        ValueType type = _stack.Peek(1).Type;
        int result = _stack.Rent(type);
        Label done = _il.DefineLabel();
        _stack.EmitKept(2);
        _stack.Store(result);
        _stack.EmitKept(0);
        _il.Emit(OpCodes.Brtrue, done);
        _stack.EmitKept(1);
        _stack.Store(result);
        _il.MarkLabel(done);
        _stack.Truncate(_stack.Height - 3);
        _stack.PushTemporary(type, result, pinned: false);
    }

    private void LoadGlobal(int index)
    {
        ValueType type = _module.Globals[index].Type;
        LoadGlobalAddress(index);
        _il.Emit(LocalSlots.IsWide(type) ? OpCodes.Ldind_I8 : OpCodes.Ldind_I4);
        _stack.Push(type);
    }

    private void StoreGlobal(int index)
    {
        _stack.SpillTop(1);
        LoadGlobalAddress(index);
        EmitAsCell(_stack.Pop());
        _il.Emit(OpCodes.Stind_I8);
    }

    private void LoadGlobalAddress(int index)
    {
        if (index < _module.ImportedGlobals)
        {
            LoadField(InstanceFields.ImportedGlobals, OpCodes.Ldind_I);
            IlText.AddOffset(_il, index * (long)sizeof(ulong));
            _il.Emit(OpCodes.Ldind_I);
            return;
        }

        IlText.LoadArgument(_il, InstanceArgument);
        int number = index - _module.ImportedGlobals;
        IlText.AddOffset(_il, InstanceFields.FirstGlobal + (number * (long)sizeof(ulong)));
    }

    private void LoadField(int offset, OpCode load)
    {
        IlText.LoadArgument(_il, InstanceArgument);
        IlText.AddOffset(_il, offset);
        _il.Emit(load);
    }

    /// <summary>Widens the value on the evaluation stack to a cell.</summary>
    private void EmitAsCell(ValueType type)
    {
        if (!LocalSlots.IsWide(type))
        {
            _il.Emit(OpCodes.Conv_U8);
        }
    }

    private void SaveGas()
    {
        IlText.LoadArgument(_il, InstanceArgument);
        IlText.AddOffset(_il, InstanceFields.Gas);
        _il.Emit(OpCodes.Ldloc, _gas);
        _il.Emit(OpCodes.Stind_I8);
    }

    private void ReloadGas()
    {
        LoadField(InstanceFields.Gas, OpCodes.Ldind_I8);
        _il.Emit(OpCodes.Stloc, _gas);
    }

    private void ReloadMemory()
    {
        if (_memory is null)
        {
            return;
        }

        LoadField(InstanceFields.Memory, OpCodes.Ldind_I);
        _il.Emit(OpCodes.Stloc, _memory);
        LoadField(InstanceFields.MemoryBytes, OpCodes.Ldind_I8);
        _il.Emit(OpCodes.Stloc, _memoryBytes!);
    }

    private Label Trap(TrapKind kind) => _traps[(int)kind] ??= _il.DefineLabel();

    private void EmitTraps()
    {
        for (int kind = 1; kind < _traps.Length; kind++)
        {
            if (_traps[kind] is Label label)
            {
                _il.MarkLabel(label);
                EmitThrow(() => _il.Emit(OpCodes.Ldc_I4, kind));
            }
        }

        if (_trapKind is not null)
        {
            _il.MarkLabel(_otherTrap);
            EmitThrow(() => _il.Emit(OpCodes.Ldloc, _trapKind));
        }
    }

    private void EmitThrow(Action pushKind)
    {
        IlText.LoadArgument(_il, InstanceArgument);
        _il.Emit(OpCodes.Ldloc, _gas);
        pushKind();
        _il.Emit(OpCodes.Call, HelperMethods.Trap);
        _il.Emit(OpCodes.Ldnull);
        _il.Emit(OpCodes.Throw);
    }
}
