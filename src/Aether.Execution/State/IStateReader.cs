using Aether.Core.Types;

namespace Aether.Execution.State;

/// <summary>Reads the values of one state.</summary>
public interface IStateReader
{
    /// <summary>The value of a state key; false when there is none.</summary>
    bool TryGet(Hash256 key, out byte[] value);

    /// <summary>The same without an array of its own: the value is copied into the arena.</summary>
    /// <param name="key">The state key.</param>
    /// <param name="arena">The caller's; the value lives there until it is cleared.</param>
    /// <param name="value">The value; empty when there is none.</param>
    bool TryRead(in Hash256 key, ValueArena arena, out ReadOnlySpan<byte> value)
    {
        bool found = TryGet(key, out byte[] bytes);
        value = found ? arena[arena.Append(bytes)] : default;
        return found;
    }

    /// <summary>Reads many keys at once, which hides the time that memory and disk take.</summary>
    /// <param name="keys">The state keys, in any order; the same key may come twice.</param>
    /// <param name="arena">The caller's; receives the values.</param>
    /// <param name="values">One for each key: where its value is, or that there is none.</param>
    void ReadMany(ReadOnlySpan<Hash256> keys, ValueArena arena, Span<ValueRange> values)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.Length, keys.Length);
        for (int index = 0; index < keys.Length; index++)
        {
            values[index] = TryGet(keys[index], out byte[] bytes) ? arena.Append(bytes) : ValueRange.Absent;
        }
    }
}
