using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Execution.Snapshots;

public sealed class SnapshotDifferencerTests
{
    [Fact]
    public void TryNext_AnyTwoStates_LeadsFromOneToTheOther()
    {
        for (int seed = 0; seed < 20; seed++)
        {
            MemoryState before = MemoryState.Draw(seed, 40, 90);
            MemoryState after = before.Change(seed, 1 + seed, 90);
            Assert.Equal(after.Root, Apply(before, after).Root);
        }
    }

    [Fact]
    public void TryNext_SameState_HasNoChunks()
    {
        MemoryState state = MemoryState.Draw(1, 20, 50);
        Assert.Empty(Cut(state, state));
    }

    [Fact]
    public void TryNext_FromAndToNothing_AddsAndRemovesAll()
    {
        MemoryState none = new([]);
        MemoryState some = MemoryState.Draw(2, 20, 50);
        Assert.Equal(some.Root, Apply(none, some).Root);
        Assert.True(Apply(some, none).Root.IsZero);
    }

    [Fact]
    public void TryNext_LargeValues_AreSpreadOverChunks()
    {
        MemoryState none = new([]);
        MemoryState some = MemoryState.Draw(3, 30, 400_000);
        List<(SnapshotPart Part, byte[] Bytes)> chunks = Cut(none, some);
        Assert.True(chunks.Count > 2);
        Assert.All(chunks, chunk => Assert.True(chunk.Bytes.Length <= Limits.Snapshot.MaxChunkBytes));
        Assert.Equal(some.Root, Apply(none, some).Root);
    }

    /// <summary>The chunks of a difference.</summary>
    internal static List<(SnapshotPart Part, byte[] Bytes)> Cut(MemoryState before, MemoryState after)
    {
        using IStateCursor left = before.Open(Hash256.Zero);
        using IStateCursor right = after.Open(Hash256.Zero);
        SnapshotDifferencer differencer = new(after.Proofs, left, right);
        List<(SnapshotPart, byte[])> chunks = [];
        while (differencer.TryNext(out SnapshotPart part, out byte[] bytes))
        {
            chunks.Add((part, bytes));
        }
        return chunks;
    }

    private static MemoryState Apply(MemoryState before, MemoryState after)
    {
        Dictionary<Hash256, byte[]> values = new(before.Values);
        foreach ((SnapshotPart part, byte[] bytes) in Cut(before, after))
        {
            Assert.Equal(SnapshotError.None, SnapshotCheck.Difference(after.Root, part, bytes, out StateItems items));
            for (int index = 0; index < items.Count; index++)
            {
                if (items.TryValueAt(index, out ReadOnlySpan<byte> value))
                {
                    values[items.Keys[index]] = value.ToArray();
                }
                else
                {
                    Assert.True(values.Remove(items.Keys[index]));
                }
            }
        }
        return new MemoryState(values);
    }
}
