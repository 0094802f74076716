using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Xunit;

namespace Aether.UnitTests.Execution.Staking;

public sealed class ParticipationTests
{
    private static readonly byte[] s_firstOnly = [0b01];

    [Fact]
    public void CountView_SlidesByHundreds()
    {
        Participation window = Participation.Empty(2);
        Count(window, s_firstOnly, 1_000);
        Assert.Equal(0, window.Missed(0));
        // The bucket that the next view falls in was emptied.
        Assert.Equal(900, window.Missed(1));
        Assert.Equal(0U, window.LeakingViews(1));

        Count(window, [0b11], 450);
        Assert.Equal(500, window.Missed(1));
        Assert.Equal(0U, window.LeakingViews(1));

        Count(window, s_firstOnly, 3);
        Assert.Equal(503, window.Missed(1));
        Assert.Equal(3U, window.LeakingViews(1));
        Assert.Equal(0U, window.LeakingViews(0));
    }

    [Fact]
    public void Carry_KeepsThePastOfWhoStays()
    {
        Validator[] all = TestLedger.Genesis.Validators.Validators.ToArray();
        ValidatorSet from = new(all[..3]);
        ValidatorSet to = new(all[1..]);
        Participation window = Participation.Empty(3);
        window.CountView([0]);
        Participation next = window.Carry(from, to);
        for (int index = 0; index < to.Count; index++)
        {
            Assert.Equal(from.IndexOf(to[index].Address) >= 0 ? 1 : 0, next.Missed(index));
            Assert.Equal(0U, next.LeakingViews(index));
        }
    }

    [Fact]
    public void Decode_RefusesWhatNoWindowIs()
    {
        Participation window = Participation.Empty(2);
        Count(window, s_firstOnly, 1_234);
        byte[] bytes = Ace.Encode(window);
        Assert.True(Ace.TryDecode(bytes, out Participation again, out _));
        Assert.Equal(bytes, Ace.Encode(again));
        Assert.False(Ace.TryDecode(bytes.AsSpan(0, bytes.Length - 1), out Participation _, out _));
        for (int index = 0; index < 4; index++)
        {
            byte[] bad = [.. bytes];
            bad[index] = 0xFF;
            Assert.False(Ace.TryDecode(bad, out Participation _, out _));
        }
    }

    private static void Count(Participation window, byte[] signers, int views)
    {
        for (int view = 0; view < views; view++)
        {
            window.CountView(signers);
        }
    }
}
