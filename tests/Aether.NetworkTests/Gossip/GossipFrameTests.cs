using System.Diagnostics;
using Aether.Core;
using Aether.Network.Gossip;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Gossip;

public sealed class GossipFrameTests
{
    [Fact]
    public void Frame_WithEveryEntry_HasTheseBytes()
    {
        GossipFrameWriter writer = new();
        writer.TryAdd(GossipFrameKind.Subscribe, GossipTopic.Transaction);
        writer.TryAdd(GossipFrameKind.Graft, GossipTopic.Header);
        writer.TryAddPrune(GossipTopic.Vote, 60_000);
        writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Evidence, [Id(1), Id(2)]);
        writer.TryAddIds(GossipFrameKind.Pull, GossipTopic.Transaction, [Id(3)]);

        byte[] frame = writer.Take();

        Assert.Equal(
            "0104" + "0301" + "040060EA0000" + "05020200" + Hex(1) + Hex(2) + "09040100" + Hex(3),
            Convert.ToHexString(frame));
        Assert.True(GossipFrame.IsValid(frame));
        Assert.True(writer.IsEmpty);
    }

    [Theory]
    [InlineData("", "nothing")]
    [InlineData("01", "no topic")]
    [InlineData("0000", "no kind")]
    [InlineData("0B04", "unknown kind")]
    [InlineData("4000", "a kind of others")]
    [InlineData("0105", "unknown topic")]
    [InlineData("0304", "a graft of a topic without a mesh")]
    [InlineData("0800" + "0100" + "0000000000000000000000000000000000000000", "an announcement of votes")]
    [InlineData("0400010203", "a short backoff")]
    [InlineData("050000", "a short count")]
    [InlineData("05000000", "no ids")]
    [InlineData("05000100" + "00000000000000000000000000000000000000", "a short id")]
    [InlineData("0104" + "01", "something behind")]
    [InlineData("0500FFFF", "a count without ids")]
    public void IsValid_WrongBytes_ReturnsFalse(string hex, string what)
    {
        byte[] frame = Convert.FromHexString(hex);
        Assert.False(GossipFrame.IsValid(frame), what);
    }

    [Fact]
    public void IsValid_AtItsLimits_StopsBehindThem()
    {
        Assert.True(GossipFrame.IsValid(Subscriptions(Limits.Gossip.MaxFrameEntries)));
        Assert.False(GossipFrame.IsValid(Subscriptions(Limits.Gossip.MaxFrameEntries + 1)));
        Assert.True(GossipFrame.IsValid(Ids(Limits.Gossip.MaxIdsPerEntry)));
        Assert.False(GossipFrame.IsValid(Ids(Limits.Gossip.MaxIdsPerEntry + 1)));
        byte[] full = [.. Enumerable.Repeat(Ids(Limits.Gossip.MaxIdsPerEntry), 11).SelectMany(static ids => ids)];
        Assert.True(full.Length > Limits.Gossip.MaxFrameBytes);
        Assert.False(GossipFrame.IsValid(full));

        static byte[] Subscriptions(int count) => [.. Enumerable.Repeat<byte[]>([1, 0], count).SelectMany(_ => _)];
        static byte[] Ids(int count) =>
            [5, 0, (byte)count, (byte)(count >> 8), .. new byte[count * GossipId.Bytes]];
    }

    [Fact]
    public void Writer_BeyondAFrame_Refuses()
    {
        GossipFrameWriter writer = new();
        GossipId[] ids = new GossipId[Limits.Gossip.MaxIdsPerEntry];
        int entries = 0;
        while (writer.TryAddIds(GossipFrameKind.Have, GossipTopic.Vote, ids))
        {
            entries++;
        }
        Assert.Equal(10, entries);
        Assert.True(GossipFrame.IsValid(writer.Take()));
        for (int entry = 0; entry < Limits.Gossip.MaxFrameEntries; entry++)
        {
            Assert.True(writer.TryAdd(GossipFrameKind.Subscribe, GossipTopic.Vote));
        }
        Assert.False(writer.TryAdd(GossipFrameKind.Subscribe, GossipTopic.Vote));
        Assert.True(GossipFrame.IsValid(writer.Take()));
    }

    /// <summary>What is accepted is written again to the same bytes.</summary>
    [Fact]
    public void IsValid_MutatedFrames_AcceptsOnlyWhatItWrites()
    {
        long count = DecoderFuzz.Count;
        long start = Stopwatch.GetTimestamp();
        SeededRandom random = new(11);
        byte[][] sources = [.. Enumerable.Range(0, 64).Select(_ => Random(random))];
        byte[] target = new byte[8_192];
        GossipFrameWriter writer = new();
        long valid = 0;
        for (long index = 0; index < count; index++)
        {
            byte[] source = sources[random.Below(sources.Length)];
            int length = ByteMutator.Mutate(random, source, sources[random.Below(sources.Length)], target);
            ReadOnlySpan<byte> frame = target.AsSpan(0, length);
            ReadOnlySpan<byte> left = frame;
            while (GossipFrame.TryTake(ref left, out GossipFrameEntry entry))
            {
                if (GossipFrame.IsValid(frame))
                {
                    Write(writer, entry);
                }
            }
            if (GossipFrame.IsValid(frame))
            {
                valid++;
                Assert.True(left.IsEmpty);
                Assert.Equal(frame, writer.Take());
            }
        }
        DecoderFuzz.Report("GossipFrame", count, valid, Stopwatch.GetElapsedTime(start));
        Assert.InRange(valid, count / 20, count - (count / 20));
    }

    private static void Write(GossipFrameWriter writer, in GossipFrameEntry entry)
    {
        if (entry.Kind <= GossipFrameKind.Graft)
        {
            Assert.True(writer.TryAdd(entry.Kind, entry.Topic));
        }
        else if (entry.Kind == GossipFrameKind.Prune)
        {
            Assert.True(writer.TryAddPrune(entry.Topic, entry.BackoffMs));
        }
        else
        {
            GossipId[] ids = new GossipId[entry.IdCount];
            for (int index = 0; index < ids.Length; index++)
            {
                ids[index] = entry.Id(index);
            }
            Assert.True(writer.TryAddIds(entry.Kind, entry.Topic, ids));
        }
    }

    private static byte[] Random(SeededRandom random)
    {
        GossipFrameWriter writer = new();
        int entries = 1 + random.Below(6);
        for (int entry = 0; entry < entries; entry++)
        {
            GossipFrameKind kind = (GossipFrameKind)(1 + random.Below(10));
            GossipTopic topic = kind >= GossipFrameKind.Announce
                ? GossipTopic.Transaction : (GossipTopic)random.Below(GossipTopics.MeshCount);
            if (kind <= GossipFrameKind.Graft)
            {
                writer.TryAdd(kind, topic);
            }
            else if (kind == GossipFrameKind.Prune)
            {
                writer.TryAddPrune(topic, random.U32());
            }
            else
            {
                writer.TryAddIds(kind, topic, [.. Enumerable.Range(0, 1 + random.Below(20)).Select(Id)]);
            }
        }
        return writer.Take();
    }

    private static GossipId Id(int number) => new([(byte)number, 0xAB, .. new byte[18]]);

    private static string Hex(int number) => $"{number:X2}AB" + new string('0', 36);
}
