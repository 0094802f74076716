using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <content>Blocks, branches and calls.</content>
internal ref partial struct FunctionValidator
{
    private void PushFrame(WasmOp op, FunctionType type, int opener)
    {
        if (_open == _limits.MaxNesting)
        {
            _reader.Fail(WasmErrorKind.LimitExceeded, _at, $"more than {_limits.MaxNesting} nested blocks");
            return;
        }
        _frames[_open] = new ControlFrame
        {
            Op = op,
            Dead = !_live,
            Unreachable = false,
            Type = type,
            Height = _types.Height,
            Opener = opener,
            WaitsForEnd = opener,
            Patches = ControlFrame.NoPatch,
        };
        _open++;
        if (opener >= 0)
        {
            _types.Push(type.Parameters);
        }
    }

    private void Open(WasmOp op)
    {
        long number = ReadBlockType();
        if (_reader.Failed)
        {
            return;
        }
        FunctionType type = _module.BlockTypeOf(number);
        if (op == WasmOp.If)
        {
            Pop(ValueType.I32);
        }
        Pop(type.Parameters);
        int height = Math.Min(_types.Height, WidestHeight);
        int index = _live ? _emitter.Emit(op, 0, height, unchecked((ulong)number)) : 0;
        PushFrame(op, type, index);
        if (_live && op != WasmOp.Block)
        {
            _emitter.StartRun();
        }
        if (_live && op == WasmOp.Loop)
        {
            _loops++;
            _function.LoopDepth = Math.Max(_function.LoopDepth, _loops);
        }
    }

    private long ReadBlockType()
    {
        WasmReader ahead = _reader;
        byte code = ahead.ReadByte();
        if (code is >= 0x40 and < 0x80)
        {
            _reader = ahead;
            if (code != 0x40 && !ValueTypes.IsValueType(code))
            {
                Malformed("malformed block type");
            }
            if (code != 0x40)
            {
                _namedTypes.Add(code);
            }
            return code - 0x80L;
        }
        long number = _reader.ReadS33();
        if (number < 0)
        {
            Malformed("malformed block type");
        }
        else if (number >= _module.Types.Length && !_reader.Failed)
        {
            Invalid("unknown type");
        }
        return number;
    }

    private void Else()
    {
        ref ControlFrame frame = ref Top;
        if (frame.Op != WasmOp.If)
        {
            Malformed("else without if");
            return;
        }
        CheckFrameEnd(ref frame);
        if (!frame.Dead)
        {
            int index = _emitter.Emit(WasmOp.Else);
            _emitter.SetPartner(frame.WaitsForEnd, index);
            _emitter.StartRun();
            frame.WaitsForEnd = index;
        }
        frame.Op = WasmOp.Else;
        frame.Unreachable = false;
        _live = !frame.Dead;
        _types.CutTo(frame.Height);
        _types.Push(frame.Type.Parameters);
    }

    private void End()
    {
        ref ControlFrame frame = ref Top;
        CheckFrameEnd(ref frame);
        if (frame.Op == WasmOp.If && !frame.Type.Parameters.AsSpan().SequenceEqual(frame.Type.Results))
        {
            Mismatch();
        }
        if (_reader.Failed)
        {
            return;
        }
        if (!frame.Dead)
        {
            CloseEmitted(ref frame);
        }
        _open--;
        _live = !frame.Dead;
        _types.CutTo(frame.Height);
        if (_open > 0)
        {
            _types.Push(frame.Type.Results);
        }
    }

    private void CloseEmitted(ref ControlFrame frame)
    {
        int index = _emitter.Emit(WasmOp.End, frame.Opener);
        bool outermost = frame.Opener < 0;
        _emitter.Resolve(frame, outermost ? index : index + 1);
        if (!outermost)
        {
            _emitter.SetPartner(frame.WaitsForEnd, index);
        }
        if (frame.Op == WasmOp.Loop)
        {
            _loops--;
        }
        bool conditional = frame.Op is WasmOp.If or WasmOp.Else;
        if (conditional || frame.Patches != ControlFrame.NoPatch || frame.Unreachable)
        {
            _emitter.StartRun();
        }
    }

    private void CheckFrameEnd(ref ControlFrame frame)
    {
        Pop(frame.Type.Results);
        if (_types.Height != frame.Height)
        {
            Mismatch();
        }
    }

    private void Branch(WasmOp op)
    {
        if (op == WasmOp.BrIf)
        {
            Pop(ValueType.I32);
        }
        int depth = op == WasmOp.Return ? _open - 1 : _reader.ReadIndex();
        if (depth >= _open)
        {
            Invalid("unknown label");
            return;
        }
        ref ControlFrame target = ref _frames[_open - 1 - depth];
        ValueType[] carried = target.LabelTypes;
        Pop(carried);
        if (_live)
        {
            _emitter.EmitBranch(op, depth, ref target);
        }
        if (op != WasmOp.BrIf)
        {
            Unreachable();
            return;
        }
        _types.Push(carried);
        if (_live)
        {
            _emitter.StartRun();
        }
    }

    private void BranchTable()
    {
        Pop(ValueType.I32);
        int count = _reader.ReadCount(1, (uint)_limits.MaxBranchTargets, "targets of a branch table");
        if (_live && !_reader.Failed)
        {
            _emitter.EmitBranchTable(count);
        }
        int arity = -1;
        for (int i = 0; i <= count && !_reader.Failed; i++)
        {
            int depth = _reader.ReadIndex();
            if (depth >= _open)
            {
                Invalid("unknown label");
                return;
            }
            ref ControlFrame target = ref _frames[_open - 1 - depth];
            ValueType[] carried = target.LabelTypes;
            arity = arity < 0 ? carried.Length : arity;
            if (carried.Length != arity || !_types.EndsWith(Top, carried))
            {
                Mismatch();
                return;
            }
            if (_live)
            {
                _emitter.AddTarget(depth, ref target);
            }
        }
        Unreachable();
    }

    private void Unreachable()
    {
        ref ControlFrame frame = ref Top;
        _types.CutTo(frame.Height);
        frame.Unreachable = true;
        _live = false;
    }

    private void Call()
    {
        int index = _reader.ReadIndex();
        if (index >= _module.FunctionTypeIndices.Length)
        {
            Invalid("unknown function");
            return;
        }
        Transfer(WasmOp.Call, _module.TypeOfFunction(index), index, 0);
    }

    private void CallIndirect()
    {
        int typeIndex = _reader.ReadIndex();
        int table = _reader.ReadIndex();
        if (table >= _module.Tables.Length)
        {
            Invalid($"unknown table {table}");
        }
        else if (_module.Tables[table].Element != ValueType.FuncRef)
        {
            Mismatch();
        }
        else if (typeIndex >= _module.Types.Length)
        {
            Invalid("unknown type");
        }
        else
        {
            Pop(ValueType.I32);
            Transfer(WasmOp.CallIndirect, _module.Types[typeIndex], typeIndex, table);
        }
    }

    private void Transfer(WasmOp op, FunctionType type, int a, int b)
    {
        Pop(type.Parameters);
        _types.Push(type.Results);
        if (_live)
        {
            _emitter.Emit(op, a, b);
            _emitter.StartRun();
        }
    }
}
