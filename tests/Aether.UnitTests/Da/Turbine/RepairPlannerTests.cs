using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Da.Turbine;
using Aether.UnitTests.Da.ErasureCoding;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Turbine;

public sealed class RepairPlannerTests
{
    private static readonly Hash256 s_hash = ShredBlock.Filled(0x77);

    [Fact]
    public void TryNext_LossyBlock_IsRepairedByWhoHasIt()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            byte[] payload = ShardSets.RandomBytes(100_000, 1);
            ShredBlock block = ShredBlock.Encode(code, payload);
            BlockAssembler whole = Feed(code, block, _ => true, out _);
            Random random = new(2);
            BlockAssembler lossy = Feed(code, block, _ => random.Next(100) < 40, out FecSetAssembler assembler);
            RepairPlanner planner = new(lossy, s_hash);
            RepairServer server = new();
            byte[] answer = new byte[RepairServer.MaxAnswerBytes];
            for (long now = 1_000 + Limits.Shred.StallMs; lossy.ReadySets < block.Sets.Count; now += 100)
            {
                Assert.True(now < 5_000);
                planner.Restart();
                while (planner.TryNext(now, out RepairRequest request))
                {
                    Assert.Equal(s_hash, request.BlockHash);
                    ReadOnlySpan<byte> shreds = answer.AsSpan(0, server.Answer(request, whole, 0, 1, now, answer));
                    while (RepairServer.TryNext(ref shreds, out ReadOnlySpan<byte> shred))
                        Assert.True(assembler.Accept(shred, 1, now) <= ShredOutcome.Redundant);
                }
            }

            Assert.True(lossy.TryReadPayload(block.PayloadRoot, out byte[] read));
            Assert.Equal(payload, read);
        }
    }

    [Fact]
    public void TryNext_AsksWhenStalledForWhatLacksAndNotTwiceInAnInterval()
    {
        ErasureCode code = ErasureCode.HalfRate;
        ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(60_000, 1));

        // Set 0 lacks two, set 1 is whole, set 2 is not there.
        BlockAssembler some = Feed(
            code, block, shred => shred.SetIndex == 1 || (shred.SetIndex == 0 && shred.Shard is >= 5 and < 35), out _);
        RepairPlanner planner = new(some, s_hash);
        long due = 1_000 + Limits.Shred.StallMs;
        Assert.False(planner.TryNext(due - 1, out _));
        Assert.True(planner.TryNext(due, out RepairRequest first));
        Assert.Equal(new RepairRequest(s_hash, 0, 0b11), first);
        Assert.True(planner.TryNext(due, out RepairRequest second));
        Assert.Equal((2, 32), (second.Set, BitOperations.PopCount(second.Shards)));
        Assert.False(planner.TryNext(due, out _));
        planner.Restart();
        Assert.False(planner.TryNext(due + Limits.Shred.StallMs - 1, out _));
        planner.Restart();
        Assert.True(planner.TryNext(due + Limits.Shred.StallMs, out _));
    }

    [Fact]
    public void TryNext_LastSetKnown_AsksForNothingBehindIt()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(20_000, 1));
        BlockAssembler some = Feed(code, block, shred => shred.SetIndex == 2, out _);
        RepairPlanner planner = new(some, s_hash);
        List<int> sets = [];
        while (planner.TryNext(2_000, out RepairRequest request))
            sets.Add(request.Set);
        Assert.Equal([0, 1], sets);
    }

    [Fact]
    public void TryNext_NothingArrived_AsksForNothing()
    {
        FecSetAssembler assembler = FecSetAssemblerTests.Open(ErasureCode.HalfRate);
        RepairPlanner planner = new(assembler.Find(ShredBlock.View, ShredBlock.Proposer)!, s_hash);
        Assert.False(planner.TryNext(long.MaxValue, out _));
    }

    private static BlockAssembler Feed(
        ErasureCode code,
        ShredBlock block,
        Func<(int SetIndex, int Shard), bool> arrives,
        out FecSetAssembler assembler)
    {
        assembler = FecSetAssemblerTests.Open(code);
        for (int set = 0; set < block.Sets.Count; set++)
        {
            for (int shard = 0; shard < code.TotalShards; shard++)
            {
                if (arrives((set, shard)))
                    assembler.Accept(block.Shred(set, shard), 0, 1_000);
            }
        }

        return assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;
    }
}
