using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <content>Operands, variables, references, tables and bulk operations.</content>
internal ref partial struct FunctionValidator
{
    private void Other(WasmOp op)
    {
        switch (op)
        {
            case WasmOp.Unreachable:
                EmitLive(op);
                Unreachable();
                break;
            case WasmOp.Nop:
                break;
            case WasmOp.Block or WasmOp.Loop or WasmOp.If:
                Open(op);
                break;
            case WasmOp.Else:
                Else();
                break;
            case WasmOp.End:
                End();
                break;
            case WasmOp.Br or WasmOp.BrIf or WasmOp.Return:
                Branch(op);
                break;
            case WasmOp.BrTable:
                BranchTable();
                break;
            case WasmOp.Call:
                Call();
                break;
            case WasmOp.CallIndirect:
                CallIndirect();
                break;
            case WasmOp.Drop or WasmOp.Select or WasmOp.SelectTyped:
                DropOrSelect(op);
                break;
            case >= WasmOp.LocalGet and <= WasmOp.GlobalSet:
                Variable(op);
                break;
            case WasmOp.TableGet or WasmOp.TableSet or (>= WasmOp.TableInit and <= WasmOp.TableFill):
                Table(op);
                break;
            case WasmOp.RefNull or WasmOp.RefIsNull or WasmOp.RefFunc:
                Reference(op);
                break;
            case >= WasmOp.MemoryInit and <= WasmOp.MemoryFill:
                Bulk(op);
                break;
            default:
                Malformed("illegal opcode");
                break;
        }
    }

    private void EmitLive(WasmOp op, int a = 0, int b = 0)
    {
        if (_live && !_reader.Failed)
        {
            _emitter.Emit(op, a, b);
        }
    }

    private void DropOrSelect(WasmOp op)
    {
        ValueType type;
        if (op == WasmOp.SelectTyped)
        {
            if (_reader.ReadCount(1, uint.MaxValue, "types of a select") != 1)
            {
                Invalid("invalid result arity");
                return;
            }
            type = TypeSections.ReadValueType(ref _reader);
            _namedTypes.Add((byte)type);
            Pop(ValueType.I32);
            Pop(type);
            Pop(type);
            _types.Push(type);
        }
        else if (op == WasmOp.Select)
        {
            Pop(ValueType.I32);
            bool both = _types.TryPop(Top, out ValueType second) & _types.TryPop(Top, out ValueType first);
            if (!both || !TypeStack.Fits(first, second) || first.IsReference() || second.IsReference())
            {
                Mismatch();
            }
            type = first == TypeStack.Unknown ? second : first;
            _types.Push(type);
        }
        else if (!_types.TryPop(Top, out type))
        {
            Mismatch();
        }
        EmitLive(op == WasmOp.SelectTyped ? WasmOp.Select : op, 0, (int)type);
    }

    private void Variable(WasmOp op)
    {
        bool global = op >= WasmOp.GlobalGet;
        int index = _reader.ReadIndex();
        if (index >= (global ? _module.Globals.Length : _function.Locals.Length))
        {
            Invalid(global ? "unknown global" : "unknown local");
            return;
        }
        ValueType type = global ? _module.Globals[index].Type : _function.Locals[index];
        if (op == WasmOp.GlobalSet && !_module.Globals[index].Mutable)
        {
            Invalid("global is immutable");
        }
        if (op is WasmOp.LocalSet or WasmOp.LocalTee or WasmOp.GlobalSet)
        {
            Pop(type);
        }
        if (op is WasmOp.LocalGet or WasmOp.LocalTee or WasmOp.GlobalGet)
        {
            _types.Push(type);
        }
        EmitLive(op, index, (int)type);
    }

    private void Reference(WasmOp op)
    {
        switch (op)
        {
            case WasmOp.RefNull:
                ValueType type = TypeSections.ReadReferenceType(ref _reader);
                _types.Push(type);
                EmitLive(op, 0, (int)type);
                break;
            case WasmOp.RefIsNull:
                if (!_types.TryPop(Top, out ValueType seen) || (seen != TypeStack.Unknown && !seen.IsReference()))
                {
                    Mismatch();
                }
                _types.Push(ValueType.I32);
                EmitLive(op, 0, (int)seen);
                break;
            default:
                int index = _reader.ReadIndex();
                if (index >= _declared.Length)
                {
                    Invalid("unknown function");
                }
                else if (!_declared[index])
                {
                    Invalid("undeclared function reference");
                }
                _types.Push(ValueType.FuncRef);
                EmitLive(op, index);
                break;
        }
    }

    private void Table(WasmOp op)
    {
        int a = _reader.ReadIndex();
        if (op == WasmOp.ElemDrop)
        {
            NeedElements(a);
            EmitLive(op, a);
            return;
        }
        int b = op is WasmOp.TableInit or WasmOp.TableCopy ? _reader.ReadIndex() : a;
        int table = op == WasmOp.TableInit ? b : a;
        if (table >= _module.Tables.Length || (op == WasmOp.TableCopy && b >= _module.Tables.Length))
        {
            Invalid($"unknown table {Math.Max(table, b)}");
            return;
        }
        ValueType type = _module.Tables[table].Element;
        if (op == WasmOp.TableInit)
        {
            NeedElements(a);
            if (!_reader.Failed && _module.Elements[a].Type != type)
            {
                Mismatch();
            }
        }
        if (op == WasmOp.TableCopy && _module.Tables[b].Element != type)
        {
            Mismatch();
        }
        TableOperands(op, type);
        EmitLive(op, a, op is WasmOp.TableInit or WasmOp.TableCopy ? b : (int)type);
    }

    private void TableOperands(WasmOp op, ValueType type)
    {
        switch (op)
        {
            case WasmOp.TableGet:
                Pop(ValueType.I32);
                _types.Push(type);
                break;
            case WasmOp.TableSet:
                Pop(type);
                Pop(ValueType.I32);
                break;
            case WasmOp.TableSize:
                _types.Push(ValueType.I32);
                break;
            case WasmOp.TableGrow:
                Pop(ValueType.I32);
                Pop(type);
                _types.Push(ValueType.I32);
                break;
            case WasmOp.TableFill:
                Pop(ValueType.I32);
                Pop(type);
                Pop(ValueType.I32);
                break;
            default:
                Pop(ValueType.I32);
                Pop(ValueType.I32);
                Pop(ValueType.I32);
                break;
        }
    }

    private void NeedElements(int segment)
    {
        if (segment >= _module.Elements.Length)
        {
            Invalid($"unknown elem segment {segment}");
        }
    }

    private void Bulk(WasmOp op)
    {
        int segment = 0;
        if (op is WasmOp.MemoryInit or WasmOp.DataDrop)
        {
            segment = _reader.ReadIndex();
            if (_module.DeclaredDataCount < 0 && _module.Data.Length > 0)
            {
                Malformed("data count section required");
            }
            else if (segment >= _module.DeclaredDataCount)
            {
                Invalid($"unknown data segment {segment}");
            }
        }
        if (op != WasmOp.DataDrop)
        {
            ReadZero();
            if (op == WasmOp.MemoryCopy)
            {
                ReadZero();
            }
            NeedMemory();
            Pop(ValueType.I32);
            Pop(ValueType.I32);
            Pop(ValueType.I32);
        }
        EmitLive(op, segment);
    }
}
