using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Aether.Execution.Wasm.Binary;

/// <summary>Reads the primitives of a module. The first error stays; what is read after it is 0.</summary>
/// <remarks>
/// <b>Errors</b>: nothing throws. A caller asks <see cref="Failed"/> at the end of each loop's round, so that a claimed
/// count never makes it read, allocate or loop beyond the bytes there are.
/// <b>Source</b>: WebAssembly 2.0, 5.1 and 5.2.
/// </remarks>
public ref struct WasmReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;
    private int _end;
    private WasmError _error;

    /// <summary>Reads <paramref name="bytes"/> from <paramref name="position"/> up to <paramref name="end"/>.</summary>
    public WasmReader(ReadOnlySpan<byte> bytes, int position, int end)
    {
        _bytes = bytes[..end];
        _position = position;
        _end = end;
        Function = -1;
    }

    /// <summary>The function whose body is read, -1 outside bodies. Errors carry it.</summary>
    public int Function { get; set; }

    /// <summary>Next byte to read, from the start of the module.</summary>
    public readonly int Position => _position;

    /// <summary>First byte that is not to be read.</summary>
    public readonly int End => _end;

    /// <summary>Bytes left.</summary>
    public readonly int Remaining => _end - _position;

    /// <summary>True after an error.</summary>
    public readonly bool Failed => _error.Kind != WasmErrorKind.None;

    /// <summary>The first error.</summary>
    public readonly WasmError Error => _error;

    /// <summary>Refuses the module, unless it is refused already.</summary>
    public void Fail(WasmErrorKind kind, int offset, string message)
    {
        if (!Failed)
        {
            _error = new WasmError(kind, offset, Function, message);
            _position = _end;
        }
    }

    /// <summary>Refuses the bytes before the next one as no module.</summary>
    public void Malformed(string message) => Fail(WasmErrorKind.Malformed, _position, message);

    /// <summary>Refuses the module as one that breaks a rule.</summary>
    public void Invalid(string message) => Fail(WasmErrorKind.Invalid, _position, message);

    /// <summary>Refuses the module as too large for this engine.</summary>
    public void OverLimit(string message) => Fail(WasmErrorKind.LimitExceeded, _position, message);

    /// <summary>Reads no further than <paramref name="bytes"/> from here.</summary>
    /// <returns>The end before, to widen again.</returns>
    public int Narrow(uint bytes)
    {
        int outer = _end;
        if (bytes > (uint)Remaining)
        {
            Malformed("length out of bounds");
            return outer;
        }
        _end = _position + (int)bytes;
        return outer;
    }

    /// <summary>Ends what <see cref="Narrow"/> began: all of it must have been read.</summary>
    public void Widen(int outer, string mismatch)
    {
        if (!Failed && _position != _end)
        {
            Malformed(mismatch);
        }
        _end = outer;
        _position = Failed ? outer : _position;
    }

    /// <summary>Reads a byte.</summary>
    public byte ReadByte()
    {
        if (_position < _end)
        {
            return _bytes[_position++];
        }
        Malformed("unexpected end");
        return 0;
    }

    /// <summary>Reads an unsigned number of at most 32 bits.</summary>
    public uint ReadU32()
    {
        if (_position < _end && _bytes[_position] < 0x80)
        {
            return _bytes[_position++];
        }
        uint result = 0;
        for (int shift = 0; shift < 28; shift += 7)
        {
            byte next = ReadByte();
            result |= (next & 0x7Fu) << shift;
            if (next < 0x80)
            {
                return result;
            }
        }
        byte last = ReadByte();
        if (last > 0x0F)
        {
            Malformed(last >= 0x80 ? "integer representation too long" : "integer too large");
        }
        return result | ((last & 0x0Fu) << 28);
    }

    /// <summary>Reads a signed number of 32 bits.</summary>
    public int ReadS32() => unchecked((int)ReadSigned(32));

    /// <summary>Reads a signed number of 33 bits: a block type.</summary>
    public long ReadS33() => ReadSigned(33);

    /// <summary>Reads a signed number of 64 bits.</summary>
    public long ReadS64() => ReadSigned(64);

    /// <summary>Reads the bits of a 32-bit float.</summary>
    public uint ReadF32Bits() => Remaining >= 4 ? BinaryPrimitives.ReadUInt32LittleEndian(Take(4)) : (uint)Short();

    /// <summary>Reads the bits of a 64-bit float.</summary>
    public ulong ReadF64Bits() => Remaining >= 8 ? BinaryPrimitives.ReadUInt64LittleEndian(Take(8)) : Short();

    /// <summary>Reads the count of a list whose elements take at least <paramref name="elementBytes"/> each.</summary>
    public int ReadCount(int elementBytes, uint limit, string what)
    {
        int start = _position;
        uint count = ReadU32();
        if (count > (uint)(Remaining / elementBytes))
        {
            Malformed("length out of bounds");
        }
        else if (count > limit)
        {
            Fail(WasmErrorKind.LimitExceeded, start, $"more than {limit} {what}");
        }
        return Failed ? 0 : (int)count;
    }

    /// <summary>Reads an index: any number, checked by whoever knows the space.</summary>
    public int ReadIndex()
    {
        uint index = ReadU32();
        return index > int.MaxValue ? int.MaxValue : (int)index;
    }

    /// <summary>Reads a name.</summary>
    public string ReadName(int limit)
    {
        uint length = ReadU32();
        if (length > (uint)Remaining)
        {
            Malformed("unexpected end");
            return "";
        }
        ReadOnlySpan<byte> bytes = _bytes.Slice(_position, (int)length);
        if (!Utf8.IsValid(bytes))
        {
            Malformed("malformed UTF-8 encoding");
            return "";
        }
        if (length > (uint)limit)
        {
            OverLimit($"a name longer than {limit} bytes");
            return "";
        }
        _position += (int)length;
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>Passes over bytes; returns where they begin.</summary>
    public int Skip(uint bytes)
    {
        int start = _position;
        if (bytes > (uint)Remaining)
        {
            Malformed("unexpected end");
            return start;
        }
        _position += (int)bytes;
        return start;
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        ReadOnlySpan<byte> taken = _bytes.Slice(_position, count);
        _position += count;
        return taken;
    }

    private ulong Short()
    {
        _position = Math.Min(_position, _end);
        Malformed("unexpected end");
        return 0;
    }

    private long ReadSigned(int bits)
    {
        long result = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = ReadByte();
            int left = bits - shift;
            if (left < 7)
            {
                // The bits beyond the number must all repeat its sign.
                int signs = (0x7F << (left - 1)) & 0x7F;
                int seen = next & signs;
                if (next >= 0x80 || (seen != 0 && seen != signs))
                {
                    Malformed(next >= 0x80 ? "integer representation too long" : "integer too large");
                    return 0;
                }
            }
            result |= unchecked((long)((ulong)(next & 0x7Fu) << shift));
            if (next < 0x80)
            {
                bool negative = (next & 0x40) != 0 && shift + 7 < 64;
                return negative ? result | (-1L << (shift + 7)) : result;
            }
        }
    }
}
