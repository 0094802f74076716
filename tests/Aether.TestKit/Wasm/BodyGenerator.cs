using Aether.Execution.Wasm.Modules;
using ValueType = Aether.Execution.Wasm.Modules.ValueType;

namespace Aether.TestKit.Wasm;

/// <summary>Makes the body of one function: statements that leave the stack as it was, and its results.</summary>
internal sealed class BodyGenerator
{
    private const int MaxDepth = 6;
    private const byte EndByte = 0x0B;

    private readonly ModuleGenerator _module;
    private readonly WasmChoices _choices;
    private readonly FunctionType _type;
    private readonly List<ValueType> _locals;
    private readonly List<ValueType[]> _labels = [];
    private readonly WasmBytes _code = new();
    private int _left;

    public BodyGenerator(ModuleGenerator module, WasmChoices choices, FunctionType type)
    {
        _module = module;
        _choices = choices;
        _type = type;
        _locals = [.. type.Parameters];
        int more = 1 + choices.Below(5);
        for (int i = 0; i < more; i++)
        {
            _locals.Add(i == 0 ? ValueType.I32 : SomeType());
        }
        _left = 10 + choices.Below(90);
    }

    /// <summary>Locals and instructions.</summary>
    public WasmBytes Make()
    {
        var body = new WasmBytes().Number((uint)(_locals.Count - _type.Parameters.Length));
        for (int i = _type.Parameters.Length; i < _locals.Count; i++)
        {
            body.Number(1).Add((byte)_locals[i]);
        }
        _labels.Add(_type.Results);
        Fuel();
        Statements(1 + _choices.Below(5), 0);
        Push(_type.Results, 0);
        _code.Add(EndByte);
        return body.Add(_code.ToArray());
    }

    private ValueType SomeType() => _choices.Percent(60) ? ValueType.I32 : ValueType.I64;

    private void Op(WasmOp op) => _code.Add((byte)op);

    private void Op(WasmOp op, int index) => _code.Add((byte)op).Number((uint)index);

    private void Prefixed(WasmOp op) => _code.Add(0xFC).Number((uint)op - (uint)WasmOp.I32TruncSatF32S);

    /// <summary>Takes one from the fuel; ends the call when there is none.</summary>
    private void Fuel()
    {
        Op(WasmOp.GlobalGet, 0);
        Op(WasmOp.I32Eqz);
        _code.Add((byte)WasmOp.If, 0x40, (byte)WasmOp.Unreachable, EndByte);
        Op(WasmOp.GlobalGet, 0);
        Op(WasmOp.I32Const);
        _code.Signed(1);
        Op(WasmOp.I32Sub);
        Op(WasmOp.GlobalSet, 0);
    }

    private void Statements(int count, int depth)
    {
        for (int i = 0; i < count; i++)
        {
            Statement(depth);
        }
    }

    private void Statement(int depth)
    {
        _left--;
        int choice = _choices.Below(_left > 0 && depth < MaxDepth ? 100 : 40);
        switch (choice)
        {
            case < 14:
                SetLocal(depth);
                break;
            case < 20:
                SetGlobal(depth);
                break;
            case < 32:
                Store(depth);
                break;
            case < 36:
                Expression(SomeType(), depth + 1);
                Op(WasmOp.Drop);
                break;
            case < 40:
                Op(WasmOp.Nop);
                break;
            case < 52:
                Structured(depth);
                break;
            case < 60:
                If([], depth);
                break;
            case < 68:
                BranchIf(depth);
                break;
            case < 73:
                Branch(depth);
                break;
            case < 78:
                BranchTable(depth);
                break;
            case < 92:
                Call(null, depth);
                break;
            case < 98:
                Bulk(depth);
                break;
            default:
                Op(_choices.Percent(50) ? WasmOp.Unreachable : WasmOp.Nop);
                break;
        }
    }

    private void SetLocal(int depth)
    {
        int local = _choices.Below(_locals.Count);
        Expression(_locals[local], depth + 1);
        Op(WasmOp.LocalSet, local);
    }

    private void SetGlobal(int depth)
    {
        int global = 1 + _choices.Below(_module.Globals.Count - 1);
        if (_module.Globals[global].Mutable)
        {
            Expression(_module.Globals[global].Type, depth + 1);
            Op(WasmOp.GlobalSet, global);
        }
    }

    private void Address(int depth)
    {
        Expression(ValueType.I32, depth + 1);
        if (_choices.Percent(93))
        {
            Op(WasmOp.I32Const);
            _code.Signed(0xFFFF);
            Op(WasmOp.I32And);
        }
    }

    private void Access(WasmOp op, int width)
    {
        uint offset = _choices.Percent(95) ? (uint)_choices.Below(16) : (uint)_choices.Next();
        _code.Add((byte)op).Number((uint)_choices.Below(width + 1)).Number(offset);
    }

    private void Store(int depth)
    {
        bool wide = _choices.Percent(40);
        Address(depth);
        Expression(wide ? ValueType.I64 : ValueType.I32, depth + 1);
        if (wide)
        {
            int which = _choices.Below(4);
            Access(NarrowStore(which), which);
            return;
        }
        int size = _choices.Below(3);
        Access(size == 2 ? WasmOp.I32Store : After(WasmOp.I32Store8, size), size);
    }

    private static WasmOp NarrowStore(int width) =>
        width == 3 ? WasmOp.I64Store : After(WasmOp.I64Store8, width);

    private static WasmOp After(WasmOp first, int index) => (WasmOp)((int)first + index);

    /// <summary>A block or loop, with parameters that go into locals at once.</summary>
    private void Structured(int depth)
    {
        FunctionType type = _module.Types[_choices.Below(_module.Types.Count)];
        bool loop = _choices.Percent(45);
        Push(type.Parameters, depth + 1);
        Open(loop ? WasmOp.Loop : WasmOp.Block, type, loop ? type.Parameters : type.Results);
        for (int i = type.Parameters.Length - 1; i >= 0; i--)
        {
            Pop(type.Parameters[i]);
        }
        if (loop)
        {
            Fuel();
        }
        Statements(1 + _choices.Below(3), depth + 1);
        if (loop && _choices.Percent(70))
        {
            Push(type.Parameters, depth + 1);
            Expression(ValueType.I32, depth + 2);
            Op(WasmOp.BrIf, 0);
            Array.ForEach(type.Parameters, _ => Op(WasmOp.Drop));
        }
        Push(type.Results, depth + 1);
        Close();
        for (int i = type.Results.Length - 1; i >= 0; i--)
        {
            Pop(type.Results[i]);
        }
    }

    /// <summary>Takes the top operand into a local of its type, or drops it.</summary>
    private void Pop(ValueType type)
    {
        int local = _locals.IndexOf(type);
        if (local >= 0 && _choices.Percent(80))
        {
            Op(WasmOp.LocalSet, local);
        }
        else
        {
            Op(WasmOp.Drop);
        }
    }

    private void Open(WasmOp op, FunctionType type, ValueType[] label)
    {
        Op(op);
        if (type.Parameters.Length == 0 && type.Results.Length <= 1 && _choices.Percent(70))
        {
            _code.Add(type.Results.Length == 0 ? (byte)0x40 : (byte)type.Results[0]);
        }
        else
        {
            _code.Signed(_module.IndexOf(type));
        }
        _labels.Add(label);
    }

    private void Close()
    {
        _code.Add(EndByte);
        _labels.RemoveAt(_labels.Count - 1);
    }

    private void If(ValueType[] results, int depth)
    {
        Expression(ValueType.I32, depth + 1);
        Open(WasmOp.If, new FunctionType([], results), results);
        Statements(1 + _choices.Below(2), depth + 1);
        Push(results, depth + 1);
        if (results.Length > 0 || _choices.Percent(60))
        {
            Op(WasmOp.Else);
            Statements(_choices.Below(2), depth + 1);
            Push(results, depth + 1);
        }
        Close();
    }

    private void BranchIf(int depth)
    {
        int label = _choices.Below(_labels.Count);
        ValueType[] carried = _labels[^(label + 1)];
        Push(carried, depth + 1);
        Expression(ValueType.I32, depth + 1);
        Op(WasmOp.BrIf, label);
        Array.ForEach(carried, _ => Op(WasmOp.Drop));
    }

    private void Branch(int depth)
    {
        // Most of the time behind a condition, so that what follows is not all dead.
        bool guarded = _choices.Percent(80);
        if (guarded)
        {
            Expression(ValueType.I32, depth + 1);
            Open(WasmOp.If, FunctionType.Empty, []);
        }
        int label = _choices.Below(_labels.Count + 1);
        if (label == _labels.Count)
        {
            Push(_type.Results, depth + 1);
            Op(WasmOp.Return);
        }
        else
        {
            Push(_labels[^(label + 1)], depth + 1);
            Op(WasmOp.Br, label);
        }
        if (guarded)
        {
            Close();
        }
    }

    private void BranchTable(int depth)
    {
        int first = _choices.Below(_labels.Count);
        ValueType[] carried = _labels[^(first + 1)];
        var alike = new List<int>();
        for (int label = 0; label < _labels.Count; label++)
        {
            if (_labels[^(label + 1)].AsSpan().SequenceEqual(carried))
            {
                alike.Add(label);
            }
        }
        Expression(ValueType.I32, depth + 1);
        Open(WasmOp.If, FunctionType.Empty, []);
        Push(carried, depth + 1);
        Expression(ValueType.I32, depth + 1);
        if (_choices.Percent(80))
        {
            Op(WasmOp.I32Const);
            _code.Signed(7);
            Op(WasmOp.I32And);
        }
        int count = _choices.Below(6);
        Op(WasmOp.BrTable, count);
        for (int i = 0; i <= count; i++)
        {
            // Inside of the If there is one label more.
            _code.Number((uint)(alike[_choices.Below(alike.Count)] + 1));
        }
        Close();
    }

    /// <summary>Calls a function; keeps a result of the type wanted, drops the others.</summary>
    private bool Call(ValueType? wanted, int depth)
    {
        int function = _choices.Below(_module.Functions.Count);
        bool indirect = _choices.Percent(35);
        int typeIndex = _module.Functions[function];
        FunctionType type = _module.Types[typeIndex];
        if (wanted is not null && (type.Results.Length == 0 || type.Results[0] != wanted))
        {
            return false;
        }
        Push(type.Parameters, depth + 1);
        if (indirect)
        {
            Expression(ValueType.I32, depth + 1);
            if (_choices.Percent(85))
            {
                Op(WasmOp.I32Const);
                _code.Signed(_module.TableSize);
                Op(WasmOp.I32RemU);
            }
            _code.Add((byte)WasmOp.CallIndirect).Number((uint)typeIndex).Number(0);
        }
        else
        {
            Op(WasmOp.Call, function);
        }
        for (int i = type.Results.Length - 1; i >= (wanted is null ? 0 : 1); i--)
        {
            Pop(type.Results[i]);
        }
        return true;
    }

    private void Bulk(int depth)
    {
        WasmOp op = _choices.Of(
            WasmOp.MemoryFill, WasmOp.MemoryCopy, WasmOp.MemoryInit, WasmOp.DataDrop, WasmOp.TableInit,
            WasmOp.TableCopy, WasmOp.ElemDrop);
        bool table = op is WasmOp.TableInit or WasmOp.TableCopy;
        if (op is not (WasmOp.DataDrop or WasmOp.ElemDrop))
        {
            for (int i = 0; i < 3; i++)
            {
                Expression(ValueType.I32, depth + 2);
                Op(WasmOp.I32Const);
                _code.Signed(table ? 3 : i == 2 || op == WasmOp.MemoryInit ? 15 : 0x7FFF);
                Op(WasmOp.I32And);
            }
        }
        Prefixed(op);
        switch (op)
        {
            case WasmOp.MemoryFill:
                _code.Add(0);
                break;
            case WasmOp.MemoryInit or WasmOp.TableInit:
                _code.Add(1, 0);
                break;
            case WasmOp.MemoryCopy or WasmOp.TableCopy:
                _code.Add(0, 0);
                break;
            default:
                _code.Add(1);
                break;
        }
    }

    private void Push(ValueType[] types, int depth)
    {
        foreach (ValueType type in types)
        {
            Expression(type, depth + 1);
        }
    }

    private void Expression(ValueType type, int depth)
    {
        _left--;
        bool wide = type == ValueType.I64;
        int choice = _choices.Below(_left > 0 && depth < MaxDepth ? 100 : 30);
        switch (choice)
        {
            case < 14:
                Constant(wide);
                break;
            case < 26:
                Variable(type);
                break;
            case < 30:
                Global(type);
                break;
            case < 52:
                Binary(type, depth);
                break;
            case < 60:
                Unary(type, depth);
                break;
            case < 66:
                Compare(wide, depth);
                break;
            case < 74:
                Load(wide, depth);
                break;
            case < 78:
                Tee(type, depth);
                break;
            case < 82:
                Expression(type, depth + 1);
                Expression(type, depth + 1);
                Expression(ValueType.I32, depth + 1);
                Op(WasmOp.Select);
                break;
            case < 87:
                If([type], depth);
                break;
            case < 93:
                Block(type, depth);
                break;
            case < 98:
                if (!Call(type, depth))
                {
                    Constant(wide);
                }
                break;
            default:
                Pages(wide, depth);
                break;
        }
    }

    private void Constant(bool wide)
    {
        long value = _choices.Constant();
        Op(wide ? WasmOp.I64Const : WasmOp.I32Const);
        _code.Signed(wide ? value : unchecked((int)value));
    }

    private void Variable(ValueType type)
    {
        int start = _choices.Below(_locals.Count);
        for (int i = 0; i < _locals.Count; i++)
        {
            int local = (start + i) % _locals.Count;
            if (_locals[local] == type)
            {
                Op(WasmOp.LocalGet, local);
                return;
            }
        }
        Constant(type == ValueType.I64);
    }

    private void Global(ValueType type)
    {
        int global = _choices.Below(_module.Globals.Count);
        if (_module.Globals[global].Type == type)
        {
            Op(WasmOp.GlobalGet, global);
        }
        else
        {
            Variable(type);
        }
    }

    private void Binary(ValueType type, int depth)
    {
        WasmOp first = type == ValueType.I64 ? WasmOp.I64Add : WasmOp.I32Add;
        int op = _choices.Below(15);
        bool division = op is >= 3 and <= 6;
        Expression(type, depth + 1);
        Expression(type, depth + 1);
        if (division && _choices.Percent(75))
        {
            Constant(wide: type == ValueType.I64);
            Op(type == ValueType.I64 ? WasmOp.I64Or : WasmOp.I32Or);
        }
        Op(After(first, op));
    }

    private void Unary(ValueType type, int depth)
    {
        if (_choices.Percent(40))
        {
            bool narrow = type == ValueType.I32;
            Expression(narrow ? ValueType.I64 : ValueType.I32, depth + 1);
            Op(narrow ? WasmOp.I32WrapI64 : _choices.Of(WasmOp.I64ExtendI32S, WasmOp.I64ExtendI32U));
            return;
        }
        Expression(type, depth + 1);
        Op(type == ValueType.I32
            ? _choices.Of(
                WasmOp.I32Clz, WasmOp.I32Ctz, WasmOp.I32Popcnt, WasmOp.I32Eqz, WasmOp.I32Extend8S, WasmOp.I32Extend16S)
            : _choices.Of(
                WasmOp.I64Clz, WasmOp.I64Ctz, WasmOp.I64Popcnt, WasmOp.I64Extend8S, WasmOp.I64Extend16S,
                WasmOp.I64Extend32S));
    }

    /// <summary>A comparison; extended where a wide value is wanted.</summary>
    private void Compare(bool wide, int depth)
    {
        bool operandsWide = _choices.Percent(50);
        ValueType operand = operandsWide ? ValueType.I64 : ValueType.I32;
        Expression(operand, depth + 1);
        Expression(operand, depth + 1);
        Op(After(operandsWide ? WasmOp.I64Eq : WasmOp.I32Eq, _choices.Below(10)));
        if (wide)
        {
            Op(WasmOp.I64ExtendI32U);
        }
    }

    private void Load(bool wide, int depth)
    {
        Address(depth);
        (WasmOp op, int width) = wide
            ? _choices.Of(
                (WasmOp.I64Load, 3), (WasmOp.I64Load8S, 0), (WasmOp.I64Load8U, 0), (WasmOp.I64Load16S, 1),
                (WasmOp.I64Load16U, 1), (WasmOp.I64Load32S, 2), (WasmOp.I64Load32U, 2))
            : _choices.Of(
                (WasmOp.I32Load, 2), (WasmOp.I32Load8S, 0), (WasmOp.I32Load8U, 0), (WasmOp.I32Load16S, 1),
                (WasmOp.I32Load16U, 1));
        Access(op, width);
    }

    private void Tee(ValueType type, int depth)
    {
        Expression(type, depth + 1);
        int local = _locals.IndexOf(type);
        if (local >= 0)
        {
            Op(WasmOp.LocalTee, local);
        }
    }

    private void Block(ValueType type, int depth)
    {
        Open(WasmOp.Block, FunctionType.Returning(type), [type]);
        Statements(_choices.Below(3), depth + 1);
        Expression(type, depth + 1);
        Close();
    }

    private void Pages(bool wide, int depth)
    {
        if (_choices.Percent(60))
        {
            _code.Add((byte)WasmOp.MemorySize, 0);
        }
        else
        {
            Expression(ValueType.I32, depth + 2);
            Op(WasmOp.I32Const);
            _code.Signed(3);
            Op(WasmOp.I32And);
            _code.Add((byte)WasmOp.MemoryGrow, 0);
        }
        if (wide)
        {
            Op(WasmOp.I64ExtendI32S);
        }
    }
}
