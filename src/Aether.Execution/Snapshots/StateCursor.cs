using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Snapshots;

/// <summary>The values of one state of the chain from a key on, while newer blocks go on.</summary>
/// <remarks><b>Errors</b>: <see cref="StateMovedException"/> when the state ended before.</remarks>
public sealed class StateCursor(BlockState state, in Hash256 first) : IStateCursor
{
    private readonly ValueCursor _values = state.Enumerate(first);

    /// <inheritdoc/>
    public bool TryNext(out Hash256 key, out ReadOnlySpan<byte> value)
    {
        bool more = _values.MoveNext();
        key = more ? _values.Key : default;
        value = more ? _values.Value : default;
        return more;
    }

    /// <inheritdoc/>
    public void Dispose() => _values.Dispose();
}
