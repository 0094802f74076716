using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Core.Codec;

/// <summary>
/// Builds canonical bytes in a growing buffer. Reusable after <see cref="Clear"/>; one thread at a time.
/// </summary>
public sealed class AceWriter
{
    private byte[] _buffer;
    private int _count;

    /// <summary>Creates a writer with room for <paramref name="capacity"/> bytes.</summary>
    public AceWriter(int capacity = 256) => _buffer = new byte[Math.Max(capacity, 16)];

    /// <summary>What was written. Valid until the next write.</summary>
    public ReadOnlySpan<byte> WrittenSpan => _buffer.AsSpan(0, _count);

    /// <summary>Bytes written.</summary>
    public int Count => _count;

    /// <summary>Forgets the content and keeps the buffer.</summary>
    public void Clear() => _count = 0;

    /// <summary>Copies what was written.</summary>
    public byte[] ToArray() => WrittenSpan.ToArray();

    /// <summary>One byte.</summary>
    public void U8(byte value) => Next(1)[0] = value;

    /// <summary>A boolean: 0 or 1.</summary>
    public void Bool(bool value) => U8(value ? (byte)1 : (byte)0);

    /// <summary>Two bytes, little-endian.</summary>
    public void U16(ushort value) => BinaryPrimitives.WriteUInt16LittleEndian(Next(2), value);

    /// <summary>Four bytes, little-endian.</summary>
    public void U32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Next(4), value);

    /// <summary>Eight bytes, little-endian.</summary>
    public void U64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Next(8), value);

    /// <summary>Sixteen bytes, little-endian.</summary>
    public void U128(UInt128 value) => BinaryPrimitives.WriteUInt128LittleEndian(Next(16), value);

    /// <summary>The length of a variable part or list.</summary>
    public void Length(int count) => U32((uint)count);

    /// <summary>Bytes of a fixed-size field, without a length.</summary>
    public void Fixed(ReadOnlySpan<byte> bytes) => bytes.CopyTo(Next(bytes.Length));

    /// <summary>A 32-byte field.</summary>
    public void Hash(Hash256 value) => Fixed(value.Span);

    /// <summary>A u32 length and the bytes.</summary>
    public void Bytes(ReadOnlySpan<byte> bytes)
    {
        Length(bytes.Length);
        Fixed(bytes);
    }

    /// <summary>A u32 count and the items.</summary>
    public void List<T>(ReadOnlySpan<T> items)
        where T : IAceValue<T>
    {
        Length(items.Length);
        foreach (T item in items)
        {
            item.Encode(this);
        }
    }

    /// <summary>0, or 1 and the value.</summary>
    public void Option<T>(T? value)
        where T : class, IAceValue<T>
    {
        Bool(value is not null);
        value?.Encode(this);
    }

    private Span<byte> Next(int bytes)
    {
        if (_buffer.Length - _count < bytes)
        {
            Array.Resize(ref _buffer, Math.Max(checked(_count + bytes), _buffer.Length * 2));
        }
        Span<byte> next = _buffer.AsSpan(_count, bytes);
        _count += bytes;
        return next;
    }
}
