using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Execution.Snapshots;

public sealed class SnapshotChunkerTests
{
    private const int Big = 400_000;

    [Fact]
    public void TryNext_AnyState_CoversAllKeysWithProvenItems()
    {
        foreach (MemoryState state in (MemoryState[])[
            MemoryState.Draw(1, 0, 1), MemoryState.Draw(2, 1, 90), MemoryState.Draw(3, 60, Big)])
        {
            List<(SnapshotPart Part, byte[] Bytes)> chunks = Cut(state, Hash256.Zero);
            Hash256 next = Hash256.Zero;
            List<Hash256> keys = [];
            foreach ((SnapshotPart part, byte[] bytes) in chunks)
            {
                Assert.Equal(next, part.First);
                Assert.True(bytes.Length <= Limits.Snapshot.MaxChunkBytes);
                Assert.Equal(SnapshotError.None, SnapshotCheck.Chunk(state.Root, part, bytes, out StateItems items));
                keys.AddRange(items.Keys);
                next = part.Last == KeyOrder.Greatest ? part.Last : KeyOrder.Next(part.Last);
            }
            Assert.Equal(KeyOrder.Greatest, chunks[^1].Part.Last);
            Assert.Equal(state.Values.Select(item => item.Key), keys);
        }
    }

    [Fact]
    public void TryNext_FromThePlaceWhereAnotherStopped_GivesTheSameChunks()
    {
        MemoryState state = MemoryState.Draw(4, 60, Big);
        List<(SnapshotPart Part, byte[] Bytes)> whole = Cut(state, Hash256.Zero);
        Assert.True(whole.Count > 2);
        List<(SnapshotPart Part, byte[] Bytes)> rest = Cut(state, KeyOrder.Next(whole[0].Part.Last));
        Assert.Equal(whole.Skip(1).Select(item => item.Part), rest.Select(item => item.Part));
    }

    [Fact]
    public void TryNext_LastKeyIsTheGreatest_EndsThere()
    {
        MemoryState state = new([new(Hash256.Zero, [1]), new(KeyOrder.Greatest, [2])]);
        (SnapshotPart part, byte[] bytes) = Assert.Single(Cut(state, Hash256.Zero));
        Assert.Equal(SnapshotError.None, SnapshotCheck.Chunk(state.Root, part, bytes, out StateItems items));
        Assert.Equal(2, items.Count);
    }

    /// <summary>The chunks of a state from a key on.</summary>
    internal static List<(SnapshotPart Part, byte[] Bytes)> Cut(MemoryState state, Hash256 first)
    {
        using IStateCursor cursor = state.Open(first);
        SnapshotChunker chunker = new(state.Proofs, cursor, first);
        List<(SnapshotPart, byte[])> chunks = [];
        while (chunker.TryNext(out SnapshotPart part, out ReadOnlySpan<byte> bytes))
        {
            chunks.Add((part, bytes.ToArray()));
        }
        return chunks;
    }
}
