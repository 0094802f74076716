using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.Node.Snapshots;

/// <summary>The values of a full snapshot in order, each chunk checked before it is used.</summary>
/// <remarks><b>Errors</b>: <see cref="SnapshotFailureException"/> names the chunk that does not hold.</remarks>
internal sealed class SnapshotCursor(SnapshotArchive archive, SnapshotManifest manifest) : IStateCursor
{
    private StateItems _items = StateItems.Empty;
    private int _nextChunk;
    private int _next;

    /// <inheritdoc/>
    public bool TryNext(out Hash256 key, out ReadOnlySpan<byte> value)
    {
        while (_next == _items.Count)
        {
            if (_nextChunk == manifest.Parts.Length)
            {
                key = default;
                value = default;
                return false;
            }
            _items = archive.ReadChunkAsync(manifest, _nextChunk, CancellationToken.None).GetAwaiter().GetResult();
            _nextChunk++;
            _next = 0;
        }
        key = _items.Keys[_next];
        return _items.TryValueAt(_next++, out value);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Chunks are read whole; nothing stays open.
    }
}
