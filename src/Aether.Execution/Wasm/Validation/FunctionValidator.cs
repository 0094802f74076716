using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Validation;

/// <summary>Validates one body and emits its code, in one pass and without recursion.</summary>
/// <remarks>Code after an unconditional branch is validated and not emitted, until the frame's Else or End.</remarks>
internal ref partial struct FunctionValidator
{
    private const byte Prefix = 0xFC;
    private const uint LastPrefixed = 17;
    private const byte PrefixedBase = (byte)WasmOp.I32TruncSatF32S;
    private const int WidestHeight = ushort.MaxValue;

    private readonly WasmModule _module;
    private readonly WasmLimits _limits;
    private readonly WasmFunction _function;
    private readonly bool[] _declared;
    private readonly CodeEmitter _emitter;
    private readonly TypeStack _types;
    private readonly ControlFrame[] _frames;
    private WasmReader _reader;
    private int _open;
    private int _at;
    private int _loops;
    private bool _live;
    private ByteSet _operations;
    private ByteSet _namedTypes;

    /// <summary>Prepares a body; the emitter, types and frames are used again for the next one.</summary>
    public FunctionValidator(
        WasmModule module,
        WasmLimits limits,
        WasmFunction function,
        bool[] declared,
        CodeEmitter emitter,
        TypeStack types,
        ControlFrame[] frames)
    {
        _module = module;
        _limits = limits;
        _function = function;
        _declared = declared;
        _emitter = emitter;
        _types = types;
        _frames = frames;
        int end = function.BodyOffset + function.BodyBytes;
        _reader = new WasmReader(module.Bytes.Span, function.BodyOffset, end) { Function = function.Index };
    }

    private readonly ref ControlFrame Top => ref _frames[_open - 1];

    /// <summary>Runs to the end of the body or to the first error.</summary>
    public bool TryRun(out WasmError error)
    {
        _function.MaxStack = 0;
        _function.LoopDepth = 0;
        _types.Clear();
        _emitter.Begin(_function.Locals.Length - _function.Type.Parameters.Length);
        _live = true;
        PushFrame(WasmOp.Block, _function.Type, -1);
        while (_open > 0 && !_reader.Failed)
        {
            Step();
        }
        if (!_reader.Failed && _reader.Remaining > 0)
        {
            _reader.Malformed("unexpected content after the end of a body");
        }
        error = _reader.Error;
        if (!_reader.Failed)
        {
            _function.Operations = _operations;
            _function.NamedTypes = _namedTypes;
            _emitter.End(_function);
        }
        return !_reader.Failed;
    }

    private void Step()
    {
        _at = _reader.Position;
        byte code = _reader.ReadByte();
        if (code == Prefix)
        {
            uint number = _reader.ReadU32();
            if (number > LastPrefixed)
            {
                Malformed("illegal opcode");
                return;
            }
            code = (byte)(PrefixedBase + number);
        }
        else if (code >= PrefixedBase)
        {
            Malformed("illegal opcode");
            return;
        }
        _operations.Add(code);
        if (OpSignatures.TryGet(code, out byte first, out byte second, out byte result))
        {
            Simple((WasmOp)code, first, second, result);
        }
        else
        {
            Other((WasmOp)code);
        }
        NoteHeight();
    }

    private void NoteHeight()
    {
        if (_types.Overflowed)
        {
            _reader.Fail(WasmErrorKind.LimitExceeded, _at, $"a frame of more than {_limits.MaxFrameCells} cells");
        }
        else if (_live && _types.Height > _function.MaxStack)
        {
            _function.MaxStack = _types.Height;
            if (_function.FrameCells > _limits.MaxFrameCells)
            {
                _reader.Fail(WasmErrorKind.LimitExceeded, _at, $"a frame of more than {_limits.MaxFrameCells} cells");
            }
        }
    }

    /// <summary>Operations whose types are in the table.</summary>
    private void Simple(WasmOp op, byte first, byte second, byte result)
    {
        ulong immediate = 0;
        int alignment = 0;
        if (op is >= WasmOp.I32Load and <= WasmOp.F64Const)
        {
            immediate = ReadImmediate(op, ref alignment);
        }
        if (second != 0)
        {
            Pop((ValueType)second);
        }
        if (first != 0)
        {
            Pop((ValueType)first);
        }
        if (result != 0)
        {
            _types.Push((ValueType)result);
        }
        if (_live)
        {
            _emitter.Emit(op, alignment, 0, immediate);
        }
    }

    private ulong ReadImmediate(WasmOp op, ref int alignment)
    {
        switch (op)
        {
            case WasmOp.I32Const:
                return unchecked((uint)_reader.ReadS32());
            case WasmOp.I64Const:
                return unchecked((ulong)_reader.ReadS64());
            case WasmOp.F32Const:
                return _reader.ReadF32Bits();
            case WasmOp.F64Const:
                return _reader.ReadF64Bits();
            case WasmOp.MemorySize or WasmOp.MemoryGrow:
                ReadZero();
                NeedMemory();
                return 0;
            default:
                uint power = _reader.ReadU32();
                uint offset = _reader.ReadU32();
                NeedMemory();
                if (power > OpSignatures.NaturalAlignment((byte)op))
                {
                    Invalid("alignment must not be larger than natural");
                    return 0;
                }
                alignment = (int)power;
                return offset;
        }
    }

    private void ReadZero()
    {
        if (_reader.ReadByte() != 0)
        {
            Malformed("zero byte expected");
        }
    }

    private void NeedMemory()
    {
        if (_module.Memories.Length == 0)
        {
            Invalid("unknown memory 0");
        }
    }

    private void Pop(ValueType expected)
    {
        if (!_types.TryPop(Top, expected))
        {
            Mismatch();
        }
    }

    private void Pop(ValueType[] expected)
    {
        if (!_types.TryPop(Top, expected))
        {
            Mismatch();
        }
    }

    private void Mismatch() => Invalid("type mismatch");

    private void Invalid(string message) => _reader.Fail(WasmErrorKind.Invalid, _at, message);

    private void Malformed(string message) => _reader.Fail(WasmErrorKind.Malformed, _at, message);
}
