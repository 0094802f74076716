using Aether.Core;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Da.Turbine;
using Aether.UnitTests.Da.ErasureCoding;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Turbine;

public sealed class RepairServerTests
{
    private static readonly ShredBlock s_block =
        ShredBlock.Encode(ErasureCode.HalfRate, ShardSets.RandomBytes(60_000, 1));

    [Fact]
    public void Answer_CompleteSet_SendsWhatTheLeaderSent()
    {
        RepairServer server = new();
        byte[] room = new byte[RepairServer.MaxAnswerBytes];
        int bytes = server.Answer(new RepairRequest(default, 1, 0x8000_0000_0000_0005), Whole(), 0, 1, 0, room);
        ReadOnlySpan<byte> answer = room.AsSpan(0, bytes);
        foreach (int shard in (int[])[0, 2, 63])
        {
            Assert.True(RepairServer.TryNext(ref answer, out ReadOnlySpan<byte> shred));
            Assert.Equal(s_block.Shred(1, shard), shred.ToArray());
        }

        Assert.True(answer.IsEmpty);
        Assert.False(RepairServer.TryNext(ref answer, out _));
        Assert.Equal(3, server.ServedShreds);
    }

    [Fact]
    public void Answer_UnknownBlockOrSet_IsEmpty()
    {
        RepairServer server = new();
        byte[] room = new byte[RepairServer.MaxAnswerBytes];
        Assert.Equal(0, server.Answer(new RepairRequest(default, 1, 1), null, 0, 1, 0, room));
        Assert.Equal(0, server.Answer(new RepairRequest(default, 3, 1), Whole(), 0, 1, 0, room));
        Assert.Equal(0, server.Answer(new RepairRequest(default, ushort.MaxValue, 1), Whole(), 0, 1, 0, room));
        Assert.Equal(0, server.Answer(new RepairRequest(default, 1, 1), Whole(), 1, 1, 0, room));
    }

    [Fact]
    public void Answer_GreedyPeer_GetsItsBudgetAndOthersTheirs()
    {
        RepairServer server = new();
        BlockAssembler block = Whole();
        byte[] room = new byte[RepairServer.MaxAnswerBytes];
        RepairRequest all = new(default, 0, ulong.MaxValue);
        int served = 0;
        for (int round = 0; round < 1_000; round++)
            served += Count(room.AsSpan(0, server.Answer(all, block, 0, 7, 1_000, room)));
        Assert.Equal(Limits.Shred.RepairBurst, served);
        Assert.Equal(64_000 - Limits.Shred.RepairBurst, server.RefusedShreds);
        Assert.Equal(64, Count(room.AsSpan(0, server.Answer(all, block, 0, 8, 1_000, room))));
        Assert.Equal(36, Count(room.AsSpan(0, server.Answer(all, block, 0, 7, 1_010, room))));
        Assert.Equal(0, Count(room.AsSpan(0, server.Answer(all, block, 0, 7, 1_010, room))));
    }

    [Fact]
    public void TryNext_Garbage_NeverThrowsAndStaysInside()
    {
        Random random = new(1);
        byte[] bytes = new byte[4_000];
        for (int round = 0; round < 20_000; round++)
        {
            random.NextBytes(bytes.AsSpan(0, 64));
            bytes[1] = (byte)random.Next(6);
            ReadOnlySpan<byte> answer = bytes.AsSpan(0, random.Next(bytes.Length));
            int before = answer.Length;
            while (RepairServer.TryNext(ref answer, out ReadOnlySpan<byte> shred))
            {
                Assert.InRange(shred.Length, 1, Limits.Shred.MaxBytes);
                Assert.Equal(before - 2 - shred.Length, answer.Length);
                before = answer.Length;
            }
        }
    }

    private static int Count(ReadOnlySpan<byte> answer)
    {
        int count = 0;
        while (RepairServer.TryNext(ref answer, out _))
            count++;
        return count;
    }

    private static BlockAssembler Whole()
    {
        FecSetAssembler assembler = FecSetAssemblerTests.Open(ErasureCode.HalfRate);
        foreach (byte[] shred in s_block.AllShreds())
            assembler.Accept(shred, 0, 0);
        BlockAssembler block = assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;
        Assert.Equal(3, block.ReadySets);
        return block;
    }
}
