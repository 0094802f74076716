using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetAssemblerTests
{
    [Fact]
    public void Accept_EveryTenOfTwelve_DecodesThePayload()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] payload = ShardSets.RandomBytes(501, 1);
        ShredBlock block = ShredBlock.Encode(code, payload);
        int subsets = 0;
        for (uint mask = 0; mask < 1u << code.TotalShards; mask++)
        {
            if (BitOperations.PopCount(mask) != code.DataShards)
                continue;
            subsets++;
            FecSetAssembler assembler = Open(code);
            Feed(assembler, block, 0, mask);
            AssertPayload(assembler, block, payload);
        }

        Assert.Equal(66, subsets);
    }

    [Fact]
    public void Accept_RandomHalfOfEverySet_DecodesThePayload()
    {
        ErasureCode code = ErasureCode.HalfRate;
        byte[] payload = ShardSets.RandomBytes(70_001, 2);
        ShredBlock block = ShredBlock.Encode(code, payload);
        Random random = new(3);
        for (int round = 0; round < 40; round++)
        {
            FecSetAssembler assembler = Open(code);
            foreach (int set in Shuffled(random, block.Sets.Count))
            {
                foreach (int shard in Shuffled(random, code.TotalShards).Take(code.DataShards))
                {
                    ShredOutcome outcome = assembler.Accept(block.Shred(set, shard), 0, 5);
                    Assert.True(outcome is ShredOutcome.Stored or ShredOutcome.SetCompleted, $"{outcome}");
                }
            }

            AssertPayload(assembler, block, payload);
        }
    }

    [Fact]
    public void Accept_OneShredLessThanNeeded_DoesNotDecode()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(400, 1));
            FecSetAssembler assembler = Open(code);
            Feed(assembler, block, 0, ShardSets.AllShards(code) >> (code.ParityShards + 1));
            Assert.Equal(0, Block(assembler).ReadySets);
            Assert.False(Block(assembler).TryReadPayload(block.PayloadRoot, out byte[] payload));
            Assert.Empty(payload);
        }
    }

    [Fact]
    public void Accept_CorruptedShard_IsRefusedAtAnyByte()
    {
        ErasureCode code = ErasureCode.HalfRate;
        ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(400, 1));
        byte[] shred = block.Shred(0, 5);
        FecSetAssembler fresh = Open(code);
        FecSetAssembler started = Open(code);
        started.Accept(block.Shred(0, 6), 0, 0);
        for (int position = 0; position < shred.Length; position++)
        {
            byte[] corrupt = [.. shred];
            corrupt[position] ^= 0x41;
            fresh.Tick();
            started.Tick();
            Assert.True(fresh.Accept(corrupt, 0, 0) >= ShredOutcome.Malformed, $"byte {position}");
            Assert.True(started.Accept(corrupt, 0, 0) >= ShredOutcome.Malformed, $"byte {position}");
        }

        Assert.Equal(0, fresh.SetsInUse);
        Assert.Equal(1, BitOperations.PopCount(Block(started).SeenOf(0, out _)));
        Assert.Equal(ShredOutcome.Stored, started.Accept(shred, 0, 0));
    }

    [Fact]
    public void Accept_ShardUnderAnotherPosition_IsRefused()
    {
        ShredBlock block = ShredBlock.Encode(ErasureCode.HalfRate, ShardSets.RandomBytes(400, 1));
        FecSetAssembler assembler = Open(ErasureCode.HalfRate);
        assembler.Accept(block.Shred(0, 0), 0, 0);
        byte[] moved = block.Shred(0, 5);
        moved[17] = 6;
        Assert.Equal(ShredOutcome.BadProof, assembler.Accept(moved, 0, 0));
    }

    [Fact]
    public void Accept_NonCodeword_IsInvalidWhicheverShardsArrive()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredLayout layout = ShredLayout.Of(code);
            byte[][] shards = Shards(code, layout, 100, 9);
            shards[code.DataShards + 1][3] ^= 1;
            FecSetHeader header = Header(code, 100 * code.DataShards);
            byte[][] set = ShredBlock.SignedSet(layout, header, shards);
            Random random = new(4);
            for (int round = 0; round < 50; round++)
            {
                FecSetAssembler assembler = Open(code);
                int[] order = [.. Shuffled(random, code.TotalShards)];
                for (int index = 0; index < code.DataShards - 1; index++)
                    Assert.Equal(ShredOutcome.Stored, assembler.Accept(set[order[index]], 0, 0));
                ShredOutcome last = assembler.Accept(set[order[code.DataShards - 1]], 0, 0);
                Assert.Equal(ShredOutcome.SetInvalid, last);
                Assert.Equal(ShredOutcome.SetInvalid, assembler.Accept(set[order[^1]], 0, 0));
                Block(assembler).SeenOf(0, out FecSetState state);
                Assert.Equal(FecSetState.Invalid, state);
                Assert.Equal(0, Block(assembler).ReadySets);
            }
        }
    }

    [Fact]
    public void Accept_BytesBehindThePayload_MakeTheSetInvalid()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredLayout layout = ShredLayout.Of(code);
            byte[][] shards = Shards(code, layout, 100, 9);
            byte[][] set = ShredBlock.SignedSet(layout, Header(code, (100 * code.DataShards) - 1), shards);
            Assert.NotEqual(0, shards[code.DataShards - 1][^1]);
            FecSetAssembler assembler = Open(code);
            ShredOutcome outcome = ShredOutcome.Stored;
            for (int shard = code.ParityShards; outcome == ShredOutcome.Stored; shard++)
                outcome = assembler.Accept(set[shard], 0, 0);
            Assert.Equal(ShredOutcome.SetInvalid, outcome);
        }
    }

    [Fact]
    public void Accept_TwoSignedSets_KeepsBothAndConvicts()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        byte[] one = ShardSets.RandomBytes(20_000, 1);
        byte[] two = [.. one];
        two[10_000] ^= 1;
        ShredBlock first = ShredBlock.Encode(code, one);
        ShredBlock second = ShredBlock.Encode(code, two);
        FecSetAssembler assembler = Open(code);
        List<ShredOutcome> outcomes = [];
        foreach ((byte[] a, byte[] b) in first.AllShreds().Zip(second.AllShreds()))
        {
            outcomes.Add(assembler.Accept(a, 0, 0));
            outcomes.Add(assembler.Accept(b, 0, 0));
        }

        // The first set is the same in both; the second and, by the chain of roots, the third are not.
        Assert.Equal(2, outcomes.Count(outcome => outcome == ShredOutcome.Equivocation));
        FecSetEquivocation evidence = Assert.IsType<FecSetEquivocation>(Block(assembler).Equivocation);
        Assert.True(evidence.Verify(ShredBlock.Genesis, ShredBlock.Key));
        Assert.False(evidence.Verify(ShredBlock.Parent, ShredBlock.Key));
        Assert.True(Block(assembler).TryReadPayload(first.PayloadRoot, out byte[] firstPayload));
        Assert.True(Block(assembler).TryReadPayload(second.PayloadRoot, out byte[] secondPayload));
        Assert.Equal(one, firstPayload);
        Assert.Equal(two, secondPayload);

        byte[] three = [.. one];
        three[10_000] ^= 2;
        byte[] third = ShredBlock.Encode(code, three).Shred(1, 0);
        Assert.Equal(ShredOutcome.TooManyVariants, assembler.Accept(third, 0, 0));
    }

    [Fact]
    public void Accept_SameWordsSignedForAnotherLength_IsEquivocationToo()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        ShredLayout layout = ShredLayout.Of(code);
        byte[][] shards = Shards(code, layout, 100, 9);
        shards[9][^1] = 0;
        byte[] data = [.. shards.Take(10).SelectMany(shard => shard)];
        Reparity(code, shards, data, 100);
        byte[][] longer = ShredBlock.SignedSet(layout, Header(code, 1_000), shards);
        byte[][] shorter = ShredBlock.SignedSet(layout, Header(code, 999), shards);
        FecSetAssembler assembler = Open(code);
        Assert.Equal(ShredOutcome.Stored, assembler.Accept(longer[0], 0, 0));
        Assert.Equal(ShredOutcome.Equivocation, assembler.Accept(shorter[0], 0, 0));
        for (int shard = 1; shard < 10; shard++)
        {
            assembler.Accept(longer[shard], 0, 0);
            assembler.Accept(shorter[shard], 0, 0);
        }

        Assert.True(Block(assembler).TryGetHeader(0, 0, out FecSetHeader first));
        Assert.True(Block(assembler).TryGetHeader(0, 1, out FecSetHeader second));
        Assert.NotEqual(ShredCommitment.Root([first]), ShredCommitment.Root([second]));
        Assert.True(Block(assembler).TryReadPayload(ShredCommitment.Root([second]), out byte[] payload));
        Assert.Equal(data[..999], payload);
    }

    [Fact]
    public void Accept_Window_IsExact()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        FecSetAssembler assembler = new(ShredBlock.Genesis);
        assembler.Advance(10, 20);
        foreach ((ulong view, bool isOpen) in ((ulong, bool)[])[(10, false), (11, true), (22, true), (23, false)])
        {
            Assert.Equal(isOpen, assembler.TryOpen(ShredBlock.Source(code, view)));
            byte[] shred = ShredBlock.Encode(code, [1], view: view).Shred(0, 0);
            ShredOutcome expected = isOpen ? ShredOutcome.Stored : ShredOutcome.OutOfWindow;
            Assert.Equal(expected, assembler.Accept(shred, 0, 0));
        }

        byte[] unknown = ShredBlock.Encode(code, [1], view: 15).Shred(0, 0);
        Assert.Equal(ShredOutcome.UnknownProposer, assembler.Accept(unknown, 0, 0));
        assembler.Advance(30, 31);
        Assert.Equal((1, 1), (assembler.BlockCount, assembler.SetsInUse));
        assembler.Advance(31, 31);
        Assert.Equal((0, 0), (assembler.BlockCount, assembler.SetsInUse));
    }

    [Fact]
    public void Accept_AnotherEpochOrCode_IsRefused()
    {
        FecSetAssembler assembler = Open(ErasureCode.DoubleParity);
        byte[] other = ShredBlock.Encode(ErasureCode.HalfRate, [1]).Shred(0, 0);
        Assert.Equal(ShredOutcome.WrongBlock, assembler.Accept(other, 0, 0));
        byte[] epoch = ShredBlock.Encode(ErasureCode.DoubleParity, [1]).Shred(0, 0);
        epoch[1]++;
        Assert.Equal(ShredOutcome.WrongBlock, assembler.Accept(epoch, 0, 0));
    }

    [Fact]
    public void Accept_DuplicatesAndRedundantShreds_AreTold()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        ShredBlock block = ShredBlock.Encode(code, [1, 2, 3]);
        FecSetAssembler assembler = Open(code);
        Feed(assembler, block, 0, 0x3FF);
        Assert.Equal(ShredOutcome.Duplicate, assembler.Accept(block.Shred(0, 3), 0, 0));
        byte[] wrongProof = block.Shred(0, 10);
        wrongProof[130] ^= 1;
        Assert.Equal(ShredOutcome.BadProof, assembler.Accept(wrongProof, 0, 0));
        Assert.Equal(ShredOutcome.Redundant, assembler.Accept(block.Shred(0, 10), 0, 0));
        Assert.Equal(ShredOutcome.Duplicate, assembler.Accept(block.Shred(0, 10), 0, 0));
    }

    [Fact]
    public void Accept_BadSignatures_MuteOnlyTheirSender()
    {
        ShredBlock block = ShredBlock.Encode(ErasureCode.DoubleParity, [1]);
        FecSetAssembler assembler = Open(ErasureCode.DoubleParity);
        byte[] forged = block.Shred(0, 0);
        forged[60] ^= 1;
        for (int count = 0; count < Limits.Shred.MaxBadSignatures; count++)
            Assert.Equal(ShredOutcome.BadSignature, assembler.Accept(forged, 1, 0));
        Assert.Equal(ShredOutcome.Muted, assembler.Accept(forged, 1, 0));
        Assert.Equal(ShredOutcome.BadSignature, assembler.Accept(forged, 2, 0));
        assembler.Tick();
        Assert.Equal(ShredOutcome.Stored, assembler.Accept(block.Shred(0, 0), 1, 0));
        Assert.Equal(Limits.Shred.MaxBadSignatures + 1, assembler.CountOf(ShredOutcome.BadSignature));
    }

    [Fact]
    public void Accept_MemoryUsedUp_RefusesNewSetsOnly()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(20_000, 1));
        FecSetAssembler assembler = new(ShredBlock.Genesis, FecSet.MemoryBytes(block.Layout) + 10);
        assembler.Advance(0, ShredBlock.View);
        assembler.TryOpen(ShredBlock.Source(code));
        Assert.Equal(ShredOutcome.Stored, assembler.Accept(block.Shred(0, 0), 0, 0));
        Assert.Equal(ShredOutcome.Full, assembler.Accept(block.Shred(1, 0), 0, 0));
        Assert.Equal(ShredOutcome.Stored, assembler.Accept(block.Shred(0, 1), 0, 0));
        Assert.True(assembler.MemoryBytes <= FecSet.MemoryBytes(block.Layout) + 10);
    }

    [Fact]
    public void TryOpen_AllPlacesTaken_GivesUpTheOldestForALaterView()
    {
        ErasureCode code = ErasureCode.DoubleParity;
        FecSetAssembler assembler = new(ShredBlock.Genesis);
        assembler.Advance(0, 1_000);
        for (ulong view = 1; view <= Limits.Shred.MaxBlocks; view++)
            Assert.True(assembler.TryOpen(ShredBlock.Source(code, 100 + view)));
        Assert.False(assembler.TryOpen(ShredBlock.Source(code, 100)));
        Assert.True(assembler.TryOpen(ShredBlock.Source(code, 900)));
        Assert.Equal(Limits.Shred.MaxBlocks, assembler.BlockCount);
        Assert.Null(assembler.Find(101, ShredBlock.Proposer));
    }

    [Fact]
    public void Accept_WarmPool_AllocatesNothing()
    {
        ErasureCode code = ErasureCode.HalfRate;
        ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(60_000, 1));
        byte[][] shreds = [.. block.AllShreds()];
        FecSetAssembler assembler = Open(code);
        foreach (byte[] shred in shreds)
            assembler.Accept(shred, 0, 0);
        ShredBlock next = ShredBlock.Encode(code, ShardSets.RandomBytes(60_000, 2), view: ShredBlock.View + 20);
        shreds = [.. next.AllShreds()];
        assembler.Advance(ShredBlock.View + 10, ShredBlock.View + 20);
        Assert.True(assembler.TryOpen(ShredBlock.Source(code, ShredBlock.View + 20)));
        long before = GC.GetAllocatedBytesForCurrentThread();
        foreach (byte[] shred in shreds)
            assembler.Accept(shred, 0, 0);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(next.Sets.Count, assembler.Find(ShredBlock.View + 20, ShredBlock.Proposer)!.ReadySets);
    }

    internal static FecSetAssembler Open(ErasureCode code)
    {
        FecSetAssembler assembler = new(ShredBlock.Genesis);
        assembler.Advance(ShredBlock.View - 2, ShredBlock.View);
        Assert.True(assembler.TryOpen(ShredBlock.Source(code)));
        return assembler;
    }

    private static BlockAssembler Block(FecSetAssembler assembler) =>
        assembler.Find(ShredBlock.View, ShredBlock.Proposer)!;

    private static void Feed(FecSetAssembler assembler, ShredBlock block, int set, ulong mask)
    {
        for (int shard = 0; shard < 64; shard++)
        {
            if ((mask >> shard & 1) != 0)
                Assert.True(assembler.Accept(block.Shred(set, shard), 0, 1) <= ShredOutcome.SetCompleted);
        }
    }

    private static void AssertPayload(FecSetAssembler assembler, ShredBlock block, byte[] payload)
    {
        BlockAssembler found = Block(assembler);
        Assert.Equal(block.Sets.Count, found.ReadySets);
        Assert.True(found.TryReadPayload(block.PayloadRoot, out byte[] decoded));
        Assert.Equal(payload, decoded);
    }

    private static FecSetHeader Header(ErasureCode code, int setBytes) => new(
        code.Profile, ShredBlock.Epoch, ShredBlock.View, ShredBlock.Proposer, 0, true, (uint)setBytes,
        ShredBlock.Parent, default);

    private static byte[][] Shards(ErasureCode code, ShredLayout layout, int shardBytes, int seed)
    {
        Assert.Equal(shardBytes, layout.ShardBytes(shardBytes * code.DataShards));
        return [.. ShardSets.Codeword(code, shardBytes, seed).Chunk(shardBytes)];
    }

    private static void Reparity(ErasureCode code, byte[][] shards, byte[] data, int shardBytes)
    {
        byte[] parity = new byte[code.ParityShards * shardBytes];
        code.Encode(data, parity, shardBytes);
        foreach ((byte[] shard, int index) in parity.Chunk(shardBytes).Select((shard, index) => (shard, index)))
            shard.CopyTo(shards[code.DataShards + index], 0);
    }

    private static IEnumerable<int> Shuffled(Random random, int count)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        random.Shuffle(order);
        return order;
    }
}
