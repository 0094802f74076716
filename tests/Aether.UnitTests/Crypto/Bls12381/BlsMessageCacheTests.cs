using Aether.Core;
using Aether.Crypto.Bls12381;
using Aether.UnitTests.Native.Bls;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsMessageCacheTests
{
    private static readonly byte[] s_secret = BlsVectors.Secret(5);

    public BlsMessageCacheTests() => BlsVectors.SkipWithoutLibrary();

    [Fact]
    public void Get_SameMessage_IsPreparedOnce()
    {
        BlsMessageCache cache = new();
        BlsMessage first = cache.Get("m"u8);

        Assert.Same(first, cache.Get("m"u8));
        Assert.NotSame(first, cache.Get("n"u8));
        Assert.Equal(Limits.Signatures.MaxPreparedMessages, cache.Capacity);
    }

    [Fact]
    public void Get_MoreMessagesThanPlaces_ForgetsOnlyThoseNotInUse()
    {
        BlsMessageCache cache = new(4);
        BlsMessage used = cache.Get("used"u8);
        BlsMessage once = cache.Get("once"u8);
        for (byte other = 0; other < 20; other++)
        {
            Assert.Same(used, cache.Get("used"u8));
            cache.Get([other]);
        }

        Assert.Same(used, cache.Get("used"u8));
        Assert.NotSame(once, cache.Get("once"u8));
    }

    [Fact]
    public void Get_EveryEntryInUse_StillTakesAnother()
    {
        BlsMessageCache cache = new(2);
        for (int round = 0; round < 3; round++)
        {
            for (byte message = 0; message < 3; message++)
            {
                cache.Get([message]);
                BlsMessage again = cache.Get([message]);
                Assert.Same(again, cache.Get([message]));
            }
        }
    }

    // What no key can have signed costs its decoding, and no place.
    [Fact]
    public void Verify_ImpossibleSignature_PreparesNothing()
    {
        BlsMessageCache cache = new(1);
        BlsKey key = BlsVectors.Key(s_secret);
        BlsMessage kept = cache.Get("kept"u8);

        Assert.False(cache.Verify(key, "other"u8, new byte[96]));
        Assert.False(cache.Verify(key, "other"u8, [0xC0, .. new byte[95]]));
        Assert.False(cache.Verify(key, "other"u8, LanesSamples.OutsideTheGroup()));
        Assert.False(cache.Verify(key, "other"u8, []));
        Assert.Same(kept, cache.Get("kept"u8));

        Assert.True(cache.Verify(key, "other"u8, BlsVectors.Sign(s_secret, "other"u8)));
        Assert.NotSame(kept, cache.Get("kept"u8));
    }

    [Fact]
    public async Task Verify_ManyThreadsOnFewPlaces_EveryVerdictIsRight()
    {
        BlsMessageCache cache = new(2);
        BlsKey key = BlsVectors.Key(s_secret);
        byte[][] signatures = [.. Enumerable.Range(0, 4).Select(m => BlsVectors.Sign(s_secret, [(byte)m]))];
        int wrong = 0;

        await Parallel.ForAsync(0, 64, TestContext.Current.CancellationToken, (turn, _) =>
        {
            int message = turn % 4;
            int signature = turn / 4 % 4;
            if (cache.Verify(key, [(byte)message], signatures[signature]) != (message == signature))
                Interlocked.Increment(ref wrong);
            return ValueTask.CompletedTask;
        });

        Assert.Equal(0, wrong);
    }
}
