using System.Numerics;
using System.Text;
using System.Text.Json;
using Aether.Crypto.Ed25519.Batch;
using Aether.TestKit;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class Ed25519BatchTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(130)]
    public void Verify_HonestItems_AllValid(int count)
    {
        SignedMessage[] items = [.. Enumerable.Range(0, count).Select(SignatureForge.Honest)];
        Assert.DoesNotContain(false, new BatchBuffers(items).Verify());
    }

    [Fact]
    public void Verify_OneBadItemAtAnyPosition_OnlyThatOneIsInvalid()
    {
        SignedMessage[] items = [.. Enumerable.Range(0, 20).Select(SignatureForge.Honest)];
        for (int bad = 0; bad < items.Length; bad++)
        {
            items[bad].Signature[40] ^= 1;
            bool[] valid = new BatchBuffers(items).Verify();
            Assert.Equal(Enumerable.Range(0, items.Length).Select(i => i != bad), valid);
            items[bad].Signature[40] ^= 1;
        }
    }

    [Fact]
    public void Verify_ErrorsThatCancelWithoutCoefficients_AreFound()
    {
        // S + 1 in one item and S - 1 in another: their plain sum is unchanged.
        SignedMessage[] items = [.. Enumerable.Range(20, 4).Select(SignatureForge.Honest)];
        items[1] = AddToS(items[1], 1);
        items[2] = AddToS(items[2], -1);
        Assert.Equal([true, false, false, true], new BatchBuffers(items).Verify());
    }

    [Fact]
    public void Verify_Zip215SmallOrderSet_AllValidAloneAndBesideInvalidItems()
    {
        JsonElement root = Vectors.ReadJson("ed25519/zip215_small_order_196.json");
        byte[] message = Encoding.ASCII.GetBytes(root.GetProperty("message_ascii").GetString()!);
        List<SignedMessage> items = [];
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            items.Add(new SignedMessage(HexText.Get(test, "vk"), message, HexText.Get(test, "sig")));
        }

        Assert.Equal(196, items.Count);
        Assert.DoesNotContain(false, new BatchBuffers(items).Verify());

        List<SignedMessage> mixed = [.. items.SelectMany((item, i) => WithNeighbours(item, i))];
        Assert.Equal(mixed.Select(item => item.VerifySingle()), new BatchBuffers(mixed).Verify());
    }

    [Fact]
    public void Verify_EdgeCases_EqualTheirSingleVerdicts()
    {
        ForgedCase[] cases = [.. SignatureForge.AllCases()];
        Assert.Equal(
            cases.Select(forged => forged.IsValid), new BatchBuffers([.. cases.Select(c => c.Item)]).Verify());
        SignedMessage[] validOnly = [.. cases.Where(forged => forged.IsValid).Select(forged => forged.Item)];
        for (int repeat = 0; repeat < 20; repeat++)
        {
            Assert.DoesNotContain(false, new BatchBuffers(validOnly).Verify());
        }
    }

    [Fact]
    public void Verify_RandomMixesWithTorsion_EqualSingleVerdicts()
    {
        var random = new Random(10);
        SignedMessage[] pool = [.. Enumerable.Range(0, 240).Select(_ => RandomItem(random))];
        bool[] single = [.. pool.Select(item => item.VerifySingle())];
        Assert.Contains(true, single);
        Assert.Contains(false, single);
        int cases = 0;
        for (int round = 0; round < 120; round++)
        {
            int[] picks = [.. Enumerable.Range(0, 1 + random.Next(40)).Select(_ => random.Next(pool.Length))];
            if (round % 2 == 0)
            {
                // Every second round holds valid items only, so that the equation itself must accept torsion.
                picks = [.. picks.Where(i => single[i])];
            }

            bool[] batch = new BatchBuffers([.. picks.Select(i => pool[i])]).Verify();
            Assert.Equal(picks.Select(i => single[i]), batch);
            cases += picks.Length;
        }

        Assert.True(cases > 1500);
    }

    [Theory]
    [InlineData(ScalarBatch.MinLargeGroup - 1, -1)]
    [InlineData(ScalarBatch.MinLargeGroup, -1)]
    [InlineData(ScalarBatch.MinLargeGroup, 255)]
    [InlineData(ScalarBatch.LargeGroup + 70, -1)]
    [InlineData(ScalarBatch.LargeGroup + 1, 700)]
    [InlineData(LaneBatch.MinGroup, 3)]
    [InlineData(LaneBatch.MaxGroup + 65, -1)]
    [InlineData(LaneBatch.MaxGroup + 1, LaneBatch.MaxGroup)]
    public void Verify_LargeGroupsWithTorsion_EqualSingleVerdicts(int count, int bad)
    {
        var random = new Random(13);
        List<SignedMessage> pool = [];
        while (pool.Count < 60)
        {
            SignedMessage item = RandomItem(random);
            if (item.VerifySingle())
            {
                pool.Add(item);
            }
        }

        SignedMessage[] items = [.. Enumerable.Range(0, count).Select(i => pool[i % pool.Count])];
        if (bad >= 0)
        {
            items[bad] = AddToS(items[bad], 1);
        }

        Assert.Equal(Enumerable.Range(0, count).Select(i => i != bad), new BatchBuffers(items).Verify());
    }

    [Fact]
    public void Verify_LengthsThatDisagree_NothingIsValid()
    {
        SignedMessage item = SignatureForge.Honest(1);
        bool[] valid = [true];
        Ed25519Batch.Verify(item.PublicKey.AsSpan(1), item.Signature, item.Message, [item.Message.Length], valid);
        Assert.False(valid[0]);
        Ed25519Batch.Verify(item.PublicKey, item.Signature.AsSpan(0, 63), item.Message, [item.Message.Length], valid);
        Assert.False(valid[0]);
        Ed25519Batch.Verify(item.PublicKey, item.Signature, item.Message, [], valid);
        Assert.False(valid[0]);
        Ed25519Batch.Verify(item.PublicKey, item.Signature, item.Message, [item.Message.Length], valid);
        Assert.True(valid[0]);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(int.MinValue)]
    [InlineData(int.MaxValue)]
    [InlineData(0)]
    public void Verify_BadMessageEnds_OnlyItemsWithWholeRangesAreValid(int end)
    {
        SignedMessage[] items = [.. Enumerable.Range(60, 4).Select(SignatureForge.Honest)];
        BatchBuffers buffers = new(items);
        buffers.Ends[1] = end;
        Assert.Equal([true, false, false, true], buffers.Verify());
    }

    [Fact]
    public void Verify_WarmedUp_AllocatesNothing()
    {
        BatchBuffers buffers = new([.. Enumerable.Range(0, 100).Select(SignatureForge.Honest)]);
        DecodedKeyCache cache = new(64);
        ulong[] verdicts = new ulong[2];
        bool[] valid = buffers.Verify();
        Allocations.AssertNone(() => buffers.Verify(valid));
        Allocations.AssertNone(() => buffers.Verify(verdicts, cache));
        Allocations.AssertNone(() => buffers.VerifyIndividually(verdicts));
    }

    [Fact]
    public void Verify_BitmapTooShort_NothingIsValid()
    {
        BatchBuffers buffers = new([.. Enumerable.Range(0, 65).Select(SignatureForge.Honest)]);
        ulong[] verdicts = [ulong.MaxValue];
        buffers.Verify(verdicts, null);
        Assert.Equal(0UL, verdicts[0]);
        verdicts[0] = ulong.MaxValue;
        buffers.VerifyIndividually(verdicts);
        Assert.Equal(0UL, verdicts[0]);
    }

    [Fact]
    public void Verify_ManySignaturesOfFewKeys_EachIsJudged()
    {
        var random = new Random(17);
        BigInteger[] secrets = [.. Enumerable.Range(0, 3).Select(_ => Reference.RandomBelow(random, Reference.L))];
        SignedMessage[] items = [.. Enumerable.Range(0, 150).Select(i => SignatureForge.Sign(
            secrets[i % 3], i % 3, Reference.RandomBelow(random, Reference.L), i % 8, [(byte)i]))];
        Assert.DoesNotContain(false, new BatchBuffers(items).Verify());
        items[149].Message[0] ^= 1;
        Assert.Equal(Enumerable.Range(0, 150).Select(i => i != 149), new BatchBuffers(items).Verify());
    }

    private static IEnumerable<SignedMessage> WithNeighbours(SignedMessage item, int index)
    {
        yield return item;
        if (index % 7 == 0)
        {
            SignedMessage bad = SignatureForge.Honest(index);
            bad.Signature[33] ^= 4;
            yield return bad;
            yield return SignatureForge.Honest(index);
        }
    }

    private static SignedMessage AddToS(SignedMessage item, int addend)
    {
        BigInteger s = Reference.ModOrder(Reference.FromBytes(item.Signature.AsSpan(32)) + addend);
        return item with { Signature = [.. item.Signature[..32], .. Reference.ToBytes(s)] };
    }

    /// <summary>A signature whose key and R carry random torsion; one in four is then spoiled.</summary>
    private static SignedMessage RandomItem(Random random)
    {
        byte[] message = new byte[random.Next(60)];
        random.NextBytes(message);
        SignedMessage item = SignatureForge.Sign(
            Reference.RandomBelow(random, Reference.L),
            random.Next(8),
            Reference.RandomBelow(random, Reference.L),
            random.Next(8),
            message);
        if (random.Next(4) == 0)
        {
            item.Signature[random.Next(64)] ^= (byte)(1 << random.Next(8));
        }

        return item;
    }
}
