using System.Reflection.Emit;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Blocks, branches and gas.</summary>
internal sealed partial class FunctionCompiler
{
    private void EmitControl(in Instruction instruction)
    {
        switch (instruction.Op)
        {
            case WasmOp.Unreachable:
                _stack.Spill();
                _il.Emit(OpCodes.Br, Trap(TrapKind.Unreachable));
                _reachable = false;
                break;
            case WasmOp.Block or WasmOp.Loop or WasmOp.If:
                Open(instruction);
                break;
            case WasmOp.Else:
                EmitElse();
                break;
            case WasmOp.End:
                Close();
                break;
            case WasmOp.Br or WasmOp.Return:
                _stack.Spill();
                EmitBranch(LabelAt(instruction.B));
                _reachable = false;
                break;
            case WasmOp.BrIf:
                EmitBranchIf(LabelAt(instruction.B));
                break;
            case WasmOp.BrTable:
                EmitBranchTable(instruction);
                _reachable = false;
                break;
            case WasmOp.Charge:
                EmitCharge(instruction.A);
                break;
            default:
                break;
        }
    }

    private ControlLabel LabelAt(int depth) => _labels[_labels.Count - 1 - depth];

    private void EmitCharge(int cost)
    {
        _stack.Spill();
        _il.Emit(OpCodes.Ldloc, _gas);
        _il.Emit(OpCodes.Ldc_I8, (long)cost);
        _il.Emit(OpCodes.Sub);
        _il.Emit(OpCodes.Stloc, _gas);
        _il.Emit(OpCodes.Ldloc, _gas);
        _il.Emit(OpCodes.Ldc_I8, 0L);
        _il.Emit(OpCodes.Blt, Trap(TrapKind.OutOfGas));
    }

    private void Open(in Instruction instruction)
    {
        FunctionType type = _module.BlockTypeOf(instruction);
        bool conditional = instruction.Op == WasmOp.If;
        if (conditional)
        {
            // The condition stays on the evaluation stack alone.
            _stack.SpillBelowTop();
            _stack.Pop();
        }
        else if (instruction.Op == WasmOp.Loop)
        {
            _stack.Spill();
        }

        // Paths that meet at the end must find the operands below in the same places.
        _stack.DetachAll();
        int[] parameters = instruction.Op == WasmOp.Block ? [] : RentAll(type.Parameters);
        if (parameters.Length > 0)
        {
            KeepTop(parameters);
            _stack.Truncate(_stack.Height - parameters.Length);
            PushPinned(type.Parameters, parameters);
        }

        Label end = _il.DefineLabel();
        Label target = instruction.Op == WasmOp.Loop ? _il.DefineLabel() : end;
        Label otherwise = conditional ? _il.DefineLabel() : default;
        if (conditional)
        {
            _il.Emit(OpCodes.Brfalse, otherwise);
        }

        _labels.Add(new ControlLabel
        {
            Op = instruction.Op,
            Type = type,
            Height = _stack.Height - type.Parameters.Length,
            End = end,
            Target = target,
            Else = otherwise,
            ElseOpen = conditional,
            Results = RentAll(type.Results),
            Parameters = parameters,
        });
        if (instruction.Op == WasmOp.Loop)
        {
            _checked.Clear();
            _il.MarkLabel(target);
        }
    }

    private void EmitElse()
    {
        ControlLabel label = _labels[^1];
        LeaveBlock(label);
        _stack.Truncate(label.Height);
        PushPinned(label.Type.Parameters, label.Parameters);
        _il.MarkLabel(label.Else);
        label.ElseOpen = false;
        _checked.Clear();
        _reachable = true;
    }

    private void Close()
    {
        ControlLabel label = _labels[^1];
        _labels.RemoveAt(_labels.Count - 1);
        if (label.Op == WasmOp.End)
        {
            if (_reachable)
            {
                _stack.Spill();
                EmitReturn();
            }

            return;
        }

        if (label.ElseOpen && label.Parameters.Length > 0)
        {
            // Without an else the parameters are the results.
            LeaveBlock(label);
            _il.MarkLabel(label.Else);
            for (int i = 0; i < label.Parameters.Length; i++)
            {
                _stack.Load(label.Parameters[i]);
                _stack.Store(label.Results[i]);
            }
        }
        else
        {
            if (_reachable)
            {
                StoreResults(label.Results);
            }

            if (label.ElseOpen)
            {
                _il.MarkLabel(label.Else);
            }
        }

        _il.MarkLabel(label.End);
        _stack.Truncate(label.Height);
        for (int i = 0; i < label.Results.Length; i++)
        {
            _stack.PushTemporary(label.Type.Results[i], label.Results[i], pinned: false);
        }

        foreach (int parameter in label.Parameters)
        {
            _stack.Return(parameter);
        }

        _checked.Clear();
        _reachable = true;
    }

    /// <summary>Ends the first half of an if.</summary>
    private void LeaveBlock(ControlLabel label)
    {
        if (_reachable)
        {
            StoreResults(label.Results);
            _stack.Spill();
            _il.Emit(OpCodes.Br, label.End);
        }
    }

    private void StoreResults(int[] results)
    {
        if (results.Length > 0)
        {
            _stack.PopMany(results.Length);
            StoreAll(results);
        }
    }

    private void EmitBranchIf(ControlLabel label)
    {
        _stack.SpillBelowTop();
        _stack.Pop();
        if (label.Op != WasmOp.End && label.BranchTypes.Length == 0)
        {
            _il.Emit(OpCodes.Brtrue, label.Target);
            return;
        }

        Label skip = _il.DefineLabel();
        _il.Emit(OpCodes.Brfalse, skip);
        EmitBranch(label);
        _il.MarkLabel(skip);
    }

    /// <summary>Goes to a label with the values on the top, which stay. Nothing is on the evaluation stack.</summary>
    private void EmitBranch(ControlLabel label)
    {
        if (label.Op == WasmOp.End)
        {
            EmitReturn();
            return;
        }

        KeepTop(label.BranchTemporaries);
        _il.Emit(OpCodes.Br, label.Target);
    }

    private void EmitBranchTable(in Instruction instruction)
    {
        _stack.SpillBelowTop();
        _stack.Pop();
        int targets = checked((int)instruction.Immediate);
        Label[] table = new Label[targets];
        SortedDictionary<int, Label> stubs = [];
        for (int i = 0; i < targets; i++)
        {
            int depth = BranchTarget.Read(_function.BranchTable, instruction.A, i).Depth;
            ControlLabel label = LabelAt(depth);
            if (label.Op != WasmOp.End && label.BranchTypes.Length == 0)
            {
                table[i] = label.Target;
                continue;
            }

            if (!stubs.TryGetValue(depth, out Label stub))
            {
                stub = _il.DefineLabel();
                stubs.Add(depth, stub);
            }

            table[i] = stub;
        }

        _il.Emit(OpCodes.Switch, table);
        EmitBranch(LabelAt(BranchTarget.Read(_function.BranchTable, instruction.A, targets).Depth));
        foreach ((int depth, Label stub) in stubs)
        {
            _il.MarkLabel(stub);
            EmitBranch(LabelAt(depth));
        }
    }

    /// <summary>Returns the values on the top, which stay. Nothing is on the evaluation stack.</summary>
    private void EmitReturn()
    {
        SaveGas();
        ValueType[] results = _function.Type.Results;
        if (results.Length == 1)
        {
            _stack.EmitKept(0);
        }
        else
        {
            for (int i = 0; i < results.Length; i++)
            {
                LoadField(InstanceFields.Scratch, OpCodes.Ldind_I);
                IlText.AddOffset(_il, i * (long)sizeof(ulong));
                _stack.EmitKept(results.Length - 1 - i);
                EmitAsCell(results[i]);
                _il.Emit(OpCodes.Stind_I8);
            }
        }

        _il.Emit(OpCodes.Ret);
    }

    /// <summary>Copies the top operands, which stay, into temporaries.</summary>
    private void KeepTop(int[] temporaries)
    {
        for (int i = 0; i < temporaries.Length; i++)
        {
            _stack.EmitKept(temporaries.Length - 1 - i);
        }

        StoreAll(temporaries);
    }

    private void StoreAll(int[] temporaries)
    {
        for (int i = temporaries.Length - 1; i >= 0; i--)
        {
            _stack.Store(temporaries[i]);
        }
    }

    private int[] RentAll(ValueType[] types)
    {
        int[] temporaries = types.Length == 0 ? [] : new int[types.Length];
        for (int i = 0; i < temporaries.Length; i++)
        {
            temporaries[i] = _stack.Rent(types[i]);
        }

        return temporaries;
    }

    private void PushPinned(ValueType[] types, int[] temporaries)
    {
        for (int i = 0; i < temporaries.Length; i++)
        {
            _stack.PushTemporary(types[i], temporaries[i], pinned: true);
        }
    }
}
