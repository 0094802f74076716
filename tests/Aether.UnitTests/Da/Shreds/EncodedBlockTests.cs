using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class EncodedBlockTests
{
    [Fact]
    public void Fill_LongThenShortBlock_HasTheShredsAndTheRootOfEach()
    {
        using ShredSigner signer = new(ShredBlock.Filled(1), new byte[32]);
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredEncoder encoder = new(code);
            EncodedBlock block = new(encoder.Layout);
            foreach (int bytes in (int[])[200_000, 0, 5, encoder.Layout.SetCapacity, encoder.Layout.SetCapacity + 1])
            {
                byte[] payload = ShardSets.RandomBytes(bytes, bytes);
                encoder.Begin(1, 2, 3, Hash256.Zero);
                block.Fill(encoder, signer, payload);
                FecSetAssembler assembler = new(ShredBlock.Filled(1));
                assembler.Advance(0, 2);
                Assert.True(assembler.TryOpen(new ShredSource(1, 2, 3, signer.PublicKey, code.Profile)));
                for (int set = 0; set < block.SetCount; set++)
                {
                    for (int shard = 0; shard < code.DataShards; shard++)
                    {
                        Assert.True(assembler.Accept(block.Shred(set, shard), 0, 0) <= ShredOutcome.SetCompleted);
                    }
                }

                Assert.True(assembler.Find(2, 3)!.TryReadPayload(block.Commitment, out byte[] read));
                Assert.Equal(payload, read);
            }
        }
    }

    [Fact]
    public void TryWriteShred_WhatItHas_AndNothingElse()
    {
        using ShredSigner signer = new(Hash256.Zero, new byte[32]);
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        EncodedBlock block = new(encoder.Layout);
        byte[] room = new byte[Limits.Shred.MaxBytes];
        Assert.False(block.TryWriteShred(0, 0, 0, room, out _));
        encoder.Begin(1, 2, 3, Hash256.Zero);
        block.Fill(encoder, signer, ShardSets.RandomBytes(30_000, 1));
        Assert.True(block.TryWriteShred(1, 0, 63, room, out int bytes));
        Assert.True(room.AsSpan(0, bytes).SequenceEqual(block.Shred(1, 63)));
        Assert.False(block.TryWriteShred(2, 0, 0, room, out _));
        Assert.False(block.TryWriteShred(0, 1, 0, room, out _));
        Assert.False(block.TryWriteShred(0, 0, 64, room, out _));
        Assert.False(block.TryWriteShred(-1, 0, 0, room, out _));
    }
}
