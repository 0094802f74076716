using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetTests
{
    [Fact]
    public void Reset_UsedSet_HoldsNothingOfItsLastUse()
    {
        ErasureCode code = ErasureCode.HalfRate;
        ShredBlock large = ShredBlock.Encode(code, ShardSets.RandomBytes(26_000, 1));
        ShredBlock small = ShredBlock.Encode(code, [1, 2, 3]);
        FecSet set = new(large.Layout);
        Fill(set, large, ShredOutcome.SetCompleted);
        Fill(set, small, ShredOutcome.SetCompleted);
        byte[] payload = new byte[10];
        Assert.Equal(3, set.CopyPayload(payload));
        Assert.Equal([1, 2, 3, 0], payload[..4]);
        Assert.Equal(small.Headers[0], set.Header);
        Fill(set, large, ShredOutcome.SetCompleted);
        Assert.Equal(FecSetState.Complete, set.State);
    }

    [Fact]
    public void Shares_AnyOtherShredOfTheSet_ButNoOtherHeader()
    {
        ShredBlock block = ShredBlock.Encode(ErasureCode.DoubleParity, [1, 2, 3]);
        FecSet set = new(block.Layout);
        set.Reset(block.Headers[0], View(block.Shred(0, 2)), 9);
        Assert.Equal(9, set.FirstSeenMs);
        for (int shard = 0; shard < 12; shard++)
            Assert.True(set.Shares(View(block.Shred(0, shard))));
        for (int position = 0; position < ShredLayout.HeaderBytes; position++)
        {
            byte[] changed = block.Shred(0, 3);
            changed[position] ^= 1;
            if (position != ShredLayout.ShardOffset
                && ShredView.TryDecode(changed, out ShredView view) == ShredError.None)
                Assert.False(set.Shares(view), $"byte {position}");
        }
    }

    private static void Fill(FecSet set, ShredBlock block, ShredOutcome last)
    {
        set.Reset(block.Headers[0], View(block.Shred(0, 63)), 0);
        ShredOutcome outcome = default;
        for (int shard = 32; shard < 64; shard++)
            outcome = set.Add(View(block.Shred(0, shard)));
        Assert.Equal(last, outcome);
    }

    private static ShredView View(byte[] bytes)
    {
        Assert.Equal(ShredError.None, ShredView.TryDecode(bytes, out ShredView view));
        return view;
    }
}
