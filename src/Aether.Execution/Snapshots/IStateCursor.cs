using Aether.Core.Types;

namespace Aether.Execution.Snapshots;

/// <summary>The values of one unchanging state, ascending by key.</summary>
/// <remarks><b>Threads</b>: one caller.</remarks>
public interface IStateCursor : IDisposable
{
    /// <summary>The next value; false behind the last one.</summary>
    /// <param name="key">Its key.</param>
    /// <param name="value">Its bytes, good until the next call.</param>
    bool TryNext(out Hash256 key, out ReadOnlySpan<byte> value);
}
