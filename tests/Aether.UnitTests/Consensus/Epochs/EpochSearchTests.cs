using Aether.Consensus.Epochs;
using Xunit;

namespace Aether.UnitTests.Consensus.Epochs;

public sealed class EpochSearchTests
{
    private readonly EpochSearch _search = new(retryMs: 100);

    [Fact]
    public void TryTakeDue_WaitsFirst_ThenAsksOnePeerAfterAnother()
    {
        Assert.False(_search.TryTakeDue(1_000, out _));
        _search.Note(5, nowMs: 1_000);
        _search.Note(2, nowMs: 1_050);
        _search.Note(5, nowMs: 1_060);

        Assert.Equal(1_100, _search.DueMs);
        Assert.False(_search.TryTakeDue(1_099, out _));
        Assert.Equal([2, 5, 2, 5], new[] { 1_100, 1_200, 1_300, 1_400 }.Select(Asked));
        Assert.False(_search.TryTakeDue(1_499, out _));
    }

    [Fact]
    public void Stop_ForgetsEverybody()
    {
        _search.Note(1, nowMs: 0);
        _search.Stop();

        Assert.Equal(long.MaxValue, _search.DueMs);
        Assert.False(_search.TryTakeDue(10_000, out _));
        _search.Note(3, nowMs: 10_000);
        Assert.Equal(3, Asked(10_100));
    }

    private int Asked(int nowMs) => _search.TryTakeDue(nowMs, out ushort peer) ? peer : -1;
}
