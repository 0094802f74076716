namespace Aether.Execution.State;

/// <summary>Memory that reads copy values into: it grows, and keeps its size when it is cleared.</summary>
/// <remarks>
/// <b>Ownership</b>: a span from it is good until <see cref="Clear"/>, also when the arena grows meanwhile.
/// <b>Threads</b>: one. <b>Cost</b>: no allocation once it has grown to what its user needs between two clearings.
/// </remarks>
public sealed class ValueArena
{
    private byte[] _bytes;
    private int _used;

    /// <summary>Creates an arena with room for some bytes.</summary>
    public ValueArena(int capacity = 4_096)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(capacity);
        _bytes = new byte[capacity];
    }

    /// <summary>Bytes in use.</summary>
    public int UsedBytes => _used;

    /// <summary>The bytes of a value that was read into this arena and not cleared; empty when there is none.</summary>
    public ReadOnlySpan<byte> this[ValueRange range] =>
        range.IsFound ? _bytes.AsSpan(0, _used).Slice(range.Start, range.Length) : default;

    /// <summary>Forgets all values.</summary>
    public void Clear() => _used = 0;

    /// <summary>Copies a value in.</summary>
    public ValueRange Append(ReadOnlySpan<byte> value)
    {
        Span<byte> room = Reserve(value.Length, out ValueRange range);
        value.CopyTo(room);
        return range;
    }

    /// <summary>Room for a value of a known size, which the caller fills at once.</summary>
    public Span<byte> Reserve(int length, out ValueRange range)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        int end = checked(_used + length);
        if (end > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max((long)end, 2L * _bytes.Length)));
        }
        range = new ValueRange(_used, length);
        _used = end;
        return _bytes.AsSpan(range.Start, length);
    }
}
