using Aether.Core;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class BlockAssemblerTests
{
    [Fact]
    public void ReadySets_SetsOutOfOrder_AreReadyOnceChained()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] payload = ShardSets.RandomBytes(30_000, 1);
        ShredBlock block = ShredBlock.Encode(code, payload);
        FecSetAssembler assembler = FecSetAssemblerTests.Open(code);
        BlockAssembler found = assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;
        Feed(assembler, block, 1);
        Assert.Equal((0, 2), (found.ReadySets, found.EndSet));
        Feed(assembler, block, 0);
        Assert.Equal(2, found.ReadySets);
        byte[] piece = new byte[block.Layout.SetCapacity];
        Assert.Equal(piece.Length, found.CopyReady(1, piece));
        Assert.Equal(payload[piece.Length..(2 * piece.Length)], piece);
        Assert.False(found.TryReadPayload(block.PayloadRoot, out _));
        Feed(assembler, block, 3);
        Feed(assembler, block, 2);
        Assert.Equal(4, found.ReadySets);
        Assert.True(found.TryReadPayload(block.PayloadRoot, out byte[] whole));
        Assert.Equal(payload, whole);
        Assert.False(found.TryReadPayload(ShredBlock.Parent, out _));
    }

    [Fact]
    public void ReadySets_SetOfAnotherChain_IsNotReady()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] payload = ShardSets.RandomBytes(20_000, 1);
        ShredBlock block = ShredBlock.Encode(code, payload);
        payload[0] ^= 1;
        ShredBlock other = ShredBlock.Encode(code, payload);
        FecSetAssembler assembler = FecSetAssemblerTests.Open(code);
        BlockAssembler found = assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;
        Feed(assembler, block, 0);
        Feed(assembler, other, 1);
        Feed(assembler, other, 2);
        Assert.Equal(1, found.ReadySets);
        Assert.False(found.TryReadPayload(block.PayloadRoot, out _));
        Assert.False(found.TryReadPayload(other.PayloadRoot, out _));
        Feed(assembler, other, 0);
        Assert.True(found.TryReadPayload(other.PayloadRoot, out byte[] whole));
        Assert.Equal(payload, whole);
    }

    [Fact]
    public void TryWriteShred_CompleteSet_GivesWhatTheLeaderSent()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(30_000, 1));
            FecSetAssembler assembler = FecSetAssemblerTests.Open(code);
            BlockAssembler found = assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;
            Feed(assembler, block, 1);
            byte[] shred = new byte[Limits.Shred.MaxBytes];
            for (int shard = 0; shard < code.TotalShards; shard++)
            {
                Assert.True(found.TryWriteShred(1, 0, shard, shred, out int bytes));
                Assert.Equal(block.Shred(1, shard), shred[..bytes]);
            }

            Assert.False(found.TryWriteShred(0, 0, 0, shred, out _));
            Assert.False(found.TryWriteShred(1, 1, 0, shred, out _));
            Assert.False(found.TryWriteShred(1, 0, code.TotalShards, shred, out _));
            Assert.False(found.TryWriteShred(-1, 0, 0, shred, out _));
            Assert.False(found.TryWriteShred(int.MaxValue, 0, 0, shred, out _));
        }
    }

    // The shards with the highest numbers, so that all parity has been used.
    private static void Feed(FecSetAssembler assembler, ShredBlock block, int set)
    {
        ErasureCode code = block.Layout.Code;
        for (int shard = code.ParityShards; shard < code.TotalShards; shard++)
            Assert.True(assembler.Accept(block.Shred(set, shard), 0, 0) <= ShredOutcome.Equivocation);
    }
}
