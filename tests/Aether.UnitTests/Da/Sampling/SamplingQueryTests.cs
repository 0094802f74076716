using Aether.Da.ErasureCoding;
using Aether.Da.Sampling;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Sampling;

public sealed class SamplingQueryTests
{
    private static readonly ShredBlock s_block =
        ShredBlock.Encode(ErasureCode.HalfRate, ShardSets.RandomBytes(60_000, 1));

    [Fact]
    public void TryAccept_TheShredsOfThePlaces_AreAvailability()
    {
        SamplingQuery query = Query(30, 1);
        Assert.Equal(30, query.Places.ToArray().Distinct().Count());
        for (int sample = 0; sample < 30; sample++)
        {
            Assert.False(query.IsAvailable);
            (ushort set, byte shard) = query.Places[sample];
            byte[] wrong = s_block.Shred(set, (shard + 1) % 64);
            Assert.False(query.TryAccept(sample, wrong));
            byte[] corrupt = s_block.Shred(set, shard);
            corrupt[^1] ^= 1;
            Assert.False(query.TryAccept(sample, corrupt));
            corrupt = s_block.Shred(set, shard);
            corrupt[130] ^= 1;
            Assert.False(query.TryAccept(sample, corrupt));
            Assert.False(query.TryAccept(sample, corrupt.AsSpan(1)));
            Assert.True(query.TryAccept(sample, s_block.Shred(set, shard)));
            Assert.False(query.TryAccept(sample, s_block.Shred(set, shard)));
        }

        Assert.True(query.IsAvailable);
        Assert.False(query.TryAccept(30, s_block.Shred(0, 0)));
        Assert.False(query.TryAccept(-1, s_block.Shred(0, 0)));
    }

    [Fact]
    public void TryCreate_HeadersOfAnotherPayload_AreRefused()
    {
        FecSetHeader[] headers = [.. s_block.Headers];
        Assert.False(Creates(headers[..^1]));
        Assert.False(Creates([]));
        Assert.False(Creates([headers[1], headers[0], headers[2]]));
        Assert.False(Creates([headers[0], headers[1] with { Root = default }, headers[2]]));
        Assert.False(Creates([headers[0] with { Profile = (ErasureProfile)9 }, headers[1], headers[2]]));
        Assert.False(Creates([headers[0], headers[1], headers[2] with { SetBytes = 1 }]));
        Assert.True(Creates(headers));
    }

    [Fact]
    public void TryAccept_HalfOfTheShredsWithheld_IsFoundOutAsOftenAsTheFormulaSays()
    {
        const int Rounds = 2_000;
        const int Samples = 5;
        Random random = new(9);
        int passed = 0;
        for (int round = 0; round < Rounds; round++)
        {
            SamplingQuery query = Query(Samples, random.Next());
            for (int sample = 0; sample < Samples; sample++)
            {
                (ushort set, byte shard) = query.Places[sample];
                if (((set * 64) + shard) % 2 == 0)
                    _ = query.TryAccept(sample, s_block.Shred(set, shard));
            }

            passed += query.IsAvailable ? 1 : 0;
        }

        double expected = Rounds * Math.Pow(0.5, Samples);
        Assert.InRange(passed, expected - (5 * Math.Sqrt(expected)), expected + (5 * Math.Sqrt(expected)));
    }

    private static SamplingQuery Query(int samples, int seed)
    {
        Assert.True(SamplingQuery.TryCreate(
            s_block.PayloadRoot, [.. s_block.Headers], samples, new Random(seed), out SamplingQuery? query));
        return query!;
    }

    private static bool Creates(FecSetHeader[] headers) =>
        SamplingQuery.TryCreate(s_block.PayloadRoot, headers, 5, new Random(1), out _);
}
