using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.TestKit.Snapshots;
using Xunit;

namespace Aether.UnitTests.Execution.Snapshots;

public sealed class SnapshotCheckTests
{
    private static readonly MemoryState s_state = MemoryState.Draw(1, 50, 200);
    private static readonly MemoryState s_later = s_state.Change(2, 5, 60);

    [Fact]
    public void Chunk_AnyByteFlipped_HasOtherContent()
    {
        (SnapshotPart part, byte[] bytes) = SnapshotChunkerTests.Cut(s_state, Hash256.Zero)[0];
        for (int index = 0; index < bytes.Length; index += 97)
        {
            bytes[index] ^= 0x10;
            Assert.Equal(SnapshotError.WrongContent, SnapshotCheck.Chunk(s_state.Root, part, bytes, out _));
            bytes[index] ^= 0x10;
        }
        Assert.Equal(SnapshotError.WrongSize, SnapshotCheck.Chunk(s_state.Root, part, bytes.AsSpan(1), out _));
        Assert.Equal(SnapshotError.None, SnapshotCheck.Chunk(s_state.Root, part, bytes, out _));
    }

    [Fact]
    public void Chunk_AnyByteFlippedAndNamedAnew_IsStillRefused()
    {
        // A manifest by someone who lies: the content has the name it is given, but not the state root's proof.
        (SnapshotPart part, byte[] bytes) = SnapshotChunkerTests.Cut(s_state, Hash256.Zero)[0];
        for (int index = 0; index < bytes.Length; index += 31)
        {
            bytes[index] ^= 0x10;
            Assert.NotEqual(
                SnapshotError.None, SnapshotCheck.Chunk(s_state.Root, Named(part, bytes), bytes, out StateItems items));
            Assert.Equal(0, items.Count);
            bytes[index] ^= 0x10;
        }
    }

    [Fact]
    public void Chunk_OfAnotherStateOrRange_IsRefused()
    {
        (SnapshotPart part, byte[] bytes) = SnapshotChunkerTests.Cut(s_state, Hash256.Zero)[0];
        (SnapshotPart other, byte[] foreign) = SnapshotChunkerTests.Cut(s_later, Hash256.Zero)[0];
        Assert.Equal(SnapshotError.WrongProof, SnapshotCheck.Chunk(s_later.Root, part, bytes, out _));
        Assert.Equal(
            SnapshotError.WrongProof, SnapshotCheck.Chunk(s_state.Root, Named(part, foreign), foreign, out _));
        SnapshotPart moved = part with { Last = s_state.Values[^1].Key };
        Assert.Equal(SnapshotError.WrongRange, SnapshotCheck.Chunk(s_state.Root, moved, bytes, out _));
        Assert.Equal(SnapshotError.None, SnapshotCheck.Chunk(s_later.Root, other, foreign, out _));
    }

    [Fact]
    public void Chunk_NoChunkAtAll_IsMalformed()
    {
        SnapshotPart part = new(Hash256.Zero, KeyOrder.Greatest, Hash256.Zero, 0);
        foreach (byte[] bytes in (byte[][])[[], [0], new byte[500], Ace.Encode(StateItems.Empty)])
        {
            Assert.Equal(
                SnapshotError.Malformed, SnapshotCheck.Chunk(s_state.Root, Named(part, bytes), bytes, out _));
            Assert.NotEqual(
                SnapshotError.None, SnapshotCheck.Difference(s_state.Root, Named(part, bytes), bytes, out _));
        }
    }

    [Fact]
    public void Difference_AnyByteFlippedAndNamedAnew_IsRefusedUnlessItIsTrueAllTheSame()
    {
        // A removed key next to another one that is not there either has the same proof.
        Dictionary<Hash256, byte[]> later = new(s_later.Values);
        (SnapshotPart part, byte[] bytes) = SnapshotDifferencerTests.Cut(s_state, s_later)[0];
        Assert.Equal(SnapshotError.None, SnapshotCheck.Difference(s_later.Root, part, bytes, out _));
        Assert.Equal(SnapshotError.WrongProof, SnapshotCheck.Difference(s_state.Root, part, bytes, out _));
        for (int index = 0; index < bytes.Length; index += 7)
        {
            bytes[index] ^= 0x04;
            Assert.Equal(SnapshotError.WrongContent, SnapshotCheck.Difference(s_later.Root, part, bytes, out _));
            SnapshotCheck.Difference(s_later.Root, Named(part, bytes), bytes, out StateItems items);
            for (int item = 0; item < items.Count; item++)
            {
                bool present = items.TryValueAt(item, out ReadOnlySpan<byte> value);
                Assert.Equal(later.TryGetValue(items.Keys[item], out byte[]? known), present);
                Assert.True(!present || value.SequenceEqual(known));
            }
            bytes[index] ^= 0x04;
        }
    }

    private static SnapshotPart Named(SnapshotPart part, byte[] bytes) =>
        part with { Content = SnapshotContent.NameOf(bytes), Bytes = (uint)bytes.Length };
}
