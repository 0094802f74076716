using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredEncoderTests
{
    [Theory]
    [InlineData(
        0, "5c4c7c748a48d119a3b9d16f97351e7702c9131fab5836af4b3fd52638be279b",
        "0x6eda80ae816fc1173f7869cbc768566fe2fed17c6c3357818e476dd358ccbd23")]
    [InlineData(
        1, "3e713deeadc4e541a71840e6d0fece2258e0e157241ad7b557a6e37dfccf8b53",
        "0xbc68bdeb83a092189c2c8e6499ecc5eeacb0daf039bc20976e4a20991f920673")]
    public void Encode_KnownPayload_GivesGoldenBytes(byte profile, string shreds, string payloadRoot)
    {
        Assert.True(ErasureCode.TryGet(profile, out ErasureCode code));
        byte[] payload = [.. Enumerable.Range(0, 40_000).Select(index => (byte)(index * 7))];
        ShredBlock block = ShredBlock.Encode(code, payload);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (byte[] shred in block.AllShreds())
            hash.AppendData(shred);
        Assert.Equal(shreds, Convert.ToHexStringLower(hash.GetHashAndReset()));
        Assert.Equal(payloadRoot, block.PayloadRoot.ToString());
    }

    [Fact]
    public void Encode_SmallPayload_GivesTheseVeryBytes()
    {
        ShredBlock block = ShredBlock.Encode(ErasureCode.DoubleParity, "a payload of some bytes"u8.ToArray());
        Assert.Single(block.Sets);
        byte[] shred = block.Shred(0, 1);
        Assert.Equal(
            "10" + "03000000" + "e803000000000000" + "0700" + "0000" + "01" + "0a" + "02" + "01" + "17000000",
            Convert.ToHexStringLower(shred.AsSpan(0, 25)));
        Assert.Equal(ShredBlock.Parent.ToArray(), shred[25..57]);
        Assert.Equal("ayl"u8, shred.AsSpan(249));
    }

    [Fact]
    public void Encode_AnyWriteSize_GivesTheSameSets()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            byte[] payload = ShardSets.RandomBytes(60_000, 1);
            ShredBlock expected = ShredBlock.Encode(code, payload);
            foreach (int writeBytes in (int[])[1, 7, 823, 887, 8_870, 26_336, 26_337])
            {
                ShredBlock actual = ShredBlock.Encode(code, payload, writeBytes);
                Assert.Equal(expected.Headers, actual.Headers);
                Assert.Equal(expected.PayloadRoot, actual.PayloadRoot);
                Assert.Equal(expected.AllShreds(), actual.AllShreds());
            }
        }
    }

    [Fact]
    public void Encode_EverySizeAroundASet_DecodesStrictly()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            int capacity = ShredLayout.Of(code).SetCapacity;
            foreach (int bytes in (int[])[0, 1, code.DataShards, code.DataShards + 1, capacity - 1, capacity,
                capacity + 1, (2 * capacity) - 1, 2 * capacity])
            {
                ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(bytes, bytes));
                Assert.Equal(Math.Max(1, (bytes + capacity - 1) / capacity), block.Sets.Count);
                AssertSets(block);
            }
        }
    }

    [Fact]
    public void Encode_TwoMegabytes_AllocatesNothing()
    {
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        using ShredSigner signer = new(ShredBlock.Genesis, ShredBlock.Seed);
        byte[] payload = ShardSets.RandomBytes(2_000_000, 5);
        byte[] set = new byte[encoder.Layout.BufferBytes];
        Shred(encoder, signer, payload, set);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Shred(encoder, signer, payload, set);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(76, encoder.SetCount);
    }

    [Fact]
    public void Fill_BeyondTheLargestPayload_Throws()
    {
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        byte[] set = new byte[encoder.Layout.BufferBytes];
        encoder.Begin(0, 1, 0, default);
        ReadOnlySpan<byte> rest = new byte[Limits.Block.MaxPayloadBytes];
        while (encoder.TryFill(set, ref rest, out _))
        {
        }

        rest = new byte[1];
        encoder.TryFill(set, ref rest, out _);
        Assert.Throws<InvariantViolationException>(() => encoder.Finish(set));
    }

    private static void Shred(ShredEncoder encoder, ShredSigner signer, ReadOnlySpan<byte> payload, byte[] set)
    {
        encoder.Begin(1, 2, 3, default);
        while (encoder.TryFill(set, ref payload, out FecSetHeader header))
            signer.Sign(header, set);
        signer.Sign(encoder.Finish(set), set);
        _ = encoder.PayloadRoot();
    }

    private static void AssertSets(ShredBlock block)
    {
        Hash256 previous = ShredBlock.Parent;
        for (int set = 0; set < block.Sets.Count; set++)
        {
            FecSetHeader header = block.Headers[set];
            Assert.Equal(previous, header.PreviousRoot);
            Assert.Equal(set == block.Sets.Count - 1, header.IsLast);
            previous = header.Root;
            for (int shard = 0; shard < block.Layout.Code.TotalShards; shard++)
            {
                byte[] bytes = block.Shred(set, shard);
                Assert.Equal(ShredError.None, ShredView.TryDecode(bytes, out ShredView view));
                Assert.Equal(header, view.HeaderWith(header.Root));
                AssertLeads(view, header.Root);
            }
        }

        Assert.Equal(ShredCommitment.Root([.. block.Headers]), block.PayloadRoot);
    }

    private static void AssertLeads(ShredView view, Hash256 root)
    {
        // The definition of the leaf and of the nodes, without the tree's code.
        Hash256 current = MerkleTree.LeafHash([(byte)view.Shard, .. view.Data]);
        int position = view.Shard;
        int count = view.Layout.Code.TotalShards;
        foreach (byte[] sibling in view.Proof.ToArray().Chunk(Hash256.Bytes))
        {
            if ((position ^ 1) < count)
            {
                Hash256 other = new(sibling);
                current = position % 2 == 0 ? MerkleTree.NodeHash(current, other) : MerkleTree.NodeHash(other, current);
            }

            position /= 2;
            count = (count + 1) / 2;
        }

        Assert.Equal(root, current);
    }
}
