using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Core.Codec;

/// <summary>
/// Reads canonical bytes. Total: bad input fails the reader, later reads return defaults, nothing throws.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: borrows the input. <b>Cost</b>: no allocation but the values themselves; a count is checked
/// against its limit and against the bytes left before anything is allocated for it.
/// </remarks>
public ref struct AceReader
{
    private readonly ReadOnlySpan<byte> _input;
    private int _offset;
    private DecodeError _error;

    /// <summary>Starts at the first byte of <paramref name="input"/>.</summary>
    public AceReader(ReadOnlySpan<byte> input)
    {
        _input = input;
        _offset = 0;
        _error = DecodeError.None;
    }

    /// <summary>Bytes read so far.</summary>
    public readonly int Offset => _offset;

    /// <summary>Bytes not yet read.</summary>
    public readonly int Remaining => _input.Length - _offset;

    /// <summary>The first error, or <see cref="DecodeError.None"/>.</summary>
    public readonly DecodeError Error => _error;

    /// <summary>True after the first error.</summary>
    public readonly bool Failed => _error != DecodeError.None;

    /// <summary>The input from <paramref name="start"/> to the current offset.</summary>
    public readonly ReadOnlySpan<byte> ReadSince(int start) => _input[start.._offset];

    /// <summary>Fails the reader; the first error stays.</summary>
    public void Fail(DecodeError error)
    {
        if (_error == DecodeError.None)
        {
            _error = error;
        }
    }

    /// <summary>Fails with <paramref name="error"/> unless the condition holds.</summary>
    public void Require(bool condition, DecodeError error = DecodeError.BadValue)
    {
        if (!condition)
        {
            Fail(error);
        }
    }

    /// <summary>One byte.</summary>
    public byte U8()
    {
        ReadOnlySpan<byte> bytes = Take(1);
        return bytes.Length == 1 ? bytes[0] : (byte)0;
    }

    /// <summary>A strict boolean.</summary>
    public bool Bool()
    {
        byte value = U8();
        Require(value <= 1, DecodeError.BadTag);
        return value == 1;
    }

    /// <summary>Two bytes, little-endian.</summary>
    public ushort U16()
    {
        ReadOnlySpan<byte> bytes = Take(2);
        return bytes.Length == 2 ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : (ushort)0;
    }

    /// <summary>Four bytes, little-endian.</summary>
    public uint U32()
    {
        ReadOnlySpan<byte> bytes = Take(4);
        return bytes.Length == 4 ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : 0;
    }

    /// <summary>Eight bytes, little-endian.</summary>
    public ulong U64()
    {
        ReadOnlySpan<byte> bytes = Take(8);
        return bytes.Length == 8 ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : 0;
    }

    /// <summary>Sixteen bytes, little-endian.</summary>
    public UInt128 U128()
    {
        ReadOnlySpan<byte> bytes = Take(16);
        return bytes.Length == 16 ? BinaryPrimitives.ReadUInt128LittleEndian(bytes) : 0;
    }

    /// <summary>A 32-byte field.</summary>
    public Hash256 Hash()
    {
        ReadOnlySpan<byte> bytes = Take(Hash256.Bytes);
        return bytes.Length == Hash256.Bytes ? new Hash256(bytes) : default;
    }

    /// <summary>A fixed-size field as a view of the input; empty after a failure.</summary>
    public ReadOnlySpan<byte> Fixed(int count) => Take(count);

    /// <summary>
    /// A count of items of at least <paramref name="minItemBytes"/> each, at most <paramref name="max"/>.
    /// </summary>
    public int Count(int max, int minItemBytes)
    {
        uint count = U32();
        if (Failed)
        {
            return 0;
        }
        if (count > (uint)max)
        {
            Fail(DecodeError.OverLimit);
            return 0;
        }
        if ((long)count * minItemBytes > Remaining)
        {
            Fail(DecodeError.Truncated);
            return 0;
        }
        return (int)count;
    }

    /// <summary>A variable part of at most <paramref name="max"/> bytes, copied.</summary>
    public byte[] Bytes(int max)
    {
        int count = Count(max, 1);
        return Failed ? [] : Take(count).ToArray();
    }

    /// <summary>
    /// A list of at most <paramref name="max"/> items of at least <paramref name="minItemBytes"/> each.
    /// </summary>
    public T[] List<T>(int max, int minItemBytes)
        where T : IAceValue<T>
    {
        int count = Count(max, minItemBytes);
        if (Failed || count == 0)
        {
            return [];
        }
        T[] items = new T[count];
        for (int index = 0; index < items.Length; index++)
        {
            items[index] = T.Decode(ref this);
            if (Failed)
            {
                return [];
            }
        }
        return items;
    }

    /// <summary>An optional value.</summary>
    public T? Option<T>()
        where T : class, IAceValue<T> => Bool() && !Failed ? T.Decode(ref this) : null;

    private ReadOnlySpan<byte> Take(int count)
    {
        if (Failed)
        {
            return default;
        }
        if ((uint)count > (uint)Remaining)
        {
            Fail(DecodeError.Truncated);
            return default;
        }
        ReadOnlySpan<byte> bytes = _input.Slice(_offset, count);
        _offset += count;
        return bytes;
    }
}
