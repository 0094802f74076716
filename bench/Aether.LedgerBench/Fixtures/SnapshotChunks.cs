using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;

namespace Aether.LedgerBench.Fixtures;

/// <summary>The first chunks of a state's snapshot.</summary>
internal sealed class SnapshotChunks(LedgerFixture fixture, int limit)
{
    private readonly List<SnapshotPart> _parts = [];
    private readonly List<byte[]> _bytes = [];

    public int Count => _parts.Count;

    /// <summary>Bytes of a chunk: all but the last of a snapshot are full.</summary>
    public int ChunkBytes => (int)_parts.Average(part => part.Bytes);

    public SnapshotPart PartAt(int index) => _parts[index];

    public byte[] BytesAt(int index) => _bytes[index];

    /// <summary>Starts cutting at the first key.</summary>
    public SnapshotChunker Open() =>
        new(fixture.State.OpenProofs(), new StateCursor(fixture.State, Hash256.Zero), Hash256.Zero);

    public void Make()
    {
        if (Count > 0)
            return;
        SnapshotChunker chunker = Open();
        while (Count < limit && chunker.TryNext(out SnapshotPart part, out ReadOnlySpan<byte> bytes))
        {
            _parts.Add(part);
            _bytes.Add(bytes.ToArray());
        }
    }
}
