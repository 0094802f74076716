using Aether.LedgerBench.Fixtures;
using Xunit;

namespace Aether.UnitTests.LedgerBench;

public sealed class ZipfDrawTests
{
    [Fact]
    public void Draw_ManyTimes_FollowsOneOverRank()
    {
        const int Draws = 1_000_000;
        const int Count = 1_000_000;
        ZipfDraw zipf = new(Count);
        SeededRandom random = new(5);
        int[] hits = new int[Count];
        for (int draw = 0; draw < Draws; draw++)
            hits[zipf.Draw(random)]++;

        // 1 / H(10^6) = 1 / 14.39: 69,480 draws of the first rank, half as many of the second.
        Assert.InRange(hits[0], 68_500, 70_500);
        Assert.InRange(hits[1], 34_000, 35_500);

        // The ranks past the table: H(10^6) - H(1024) of H(10^6).
        int tail = hits.Skip(1_024).Sum();
        Assert.InRange(tail, 476_000, 482_000);
    }
}
