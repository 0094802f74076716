using System.Runtime.CompilerServices;

namespace Aether.Execution.State;

/// <summary>Values that are too long for their leaf, each named by a number.</summary>
/// <remarks>
/// <b>Shape</b>: up to 256 bytes in records of two sizes; longer ones, of which a state has few, as arrays.
/// <b>Threads</b>: any; a value is written before its number is known to others, and freed when nobody holds it.
/// </remarks>
// SAFETY: a record has room for its class, and the class follows from the length, which the leaf holds.
internal sealed unsafe class LongValues
{
    private const int SmallBytes = 128;
    private const int MiddleBytes = 256;

    private readonly NodeSlab _small = new(SmallBytes, 0);
    private readonly NodeSlab _middle = new(MiddleBytes, 0);
    private readonly Lock _gate = new();
    private readonly Stack<uint> _free = new();
    private byte[]?[] _large = new byte[]?[16];
    private uint _largeCount;
    private long _largeBytes;

    /// <summary>Bytes reserved.</summary>
    public long ReservedBytes =>
        _small.ReservedBytes + _middle.ReservedBytes + Volatile.Read(ref _largeBytes);

    /// <summary>Bytes in memory.</summary>
    public long TouchedBytes =>
        _small.TouchedBytes + _middle.TouchedBytes + Volatile.Read(ref _largeBytes);

    /// <summary>Copies a value in.</summary>
    [SkipLocalsInit]
    public uint Write(ReadOnlySpan<byte> value)
    {
        if (value.Length > MiddleBytes)
        {
            return WriteLarge(value);
        }
        NodeSlab slab = value.Length > SmallBytes ? _middle : _small;
        uint index = 0;
        slab.Take(new Span<uint>(ref index));
        value.CopyTo(new Span<byte>(slab.At(index), value.Length));
        return index;
    }

    /// <summary>A value by its number and its length.</summary>
    // SAFETY: the record is of the class of the length, so it has as many bytes.
    public ReadOnlySpan<byte> Read(uint number, int length)
    {
        if (length > MiddleBytes)
        {
            return Volatile.Read(ref _large)[number];
        }
        NodeSlab slab = length > SmallBytes ? _middle : _small;
        return new ReadOnlySpan<byte>(slab.At(number), length);
    }

    /// <summary>Frees a value.</summary>
    public void Free(uint number, int length)
    {
        if (length > MiddleBytes)
        {
            FreeLarge(number);
            return;
        }
        NodeSlab slab = length > SmallBytes ? _middle : _small;
        slab.Give(new ReadOnlySpan<uint>(in number));
    }

    private uint WriteLarge(ReadOnlySpan<byte> value)
    {
        lock (_gate)
        {
            if (!_free.TryPop(out uint number))
            {
                number = _largeCount++;
                if (number == _large.Length)
                {
                    byte[]?[] grown = new byte[]?[2 * _large.Length];
                    _large.CopyTo(grown, 0);
                    Volatile.Write(ref _large, grown);
                }
            }
            _large[number] = value.ToArray();
            _largeBytes += value.Length;
            return number;
        }
    }

    private void FreeLarge(uint number)
    {
        lock (_gate)
        {
            _largeBytes -= _large[number]!.Length;
            _large[number] = null;
            _free.Push(number);
        }
    }
}
