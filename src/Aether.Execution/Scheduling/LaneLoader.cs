using System.Numerics;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>What one lane needs to bring values of the parent state into a block.</summary>
/// <remarks><b>Threads</b>: one lane. <b>Cost</b>: buffers grow and are kept.</remarks>
internal sealed class LaneLoader(ValueChunks chunks)
{
    private ValueRange[] _ranges = [];

    /// <summary>Places for the values of the block.</summary>
    public LaneArena Arena { get; } = new(chunks);

    /// <summary>Hashing of keys.</summary>
    public KeyHasher Hasher { get; } = new();

    /// <summary>Values on their way from the parent state.</summary>
    public ValueArena Values { get; } = new();

    /// <summary>Reads many values at once; they are in <see cref="Values"/> until the next read.</summary>
    public ReadOnlySpan<ValueRange> Read(IStateReader parent, ReadOnlySpan<Hash256> keys)
    {
        if (_ranges.Length < keys.Length)
        {
            _ranges = new ValueRange[BitOperations.RoundUpToPowerOf2((uint)keys.Length)];
        }
        Values.Clear();
        Span<ValueRange> ranges = _ranges.AsSpan(0, keys.Length);
        parent.ReadMany(keys, Values, ranges);
        return ranges;
    }
}
