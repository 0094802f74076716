using Aether.Core.Types;
using Aether.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.Mempool;

public sealed class DepartureLogTests
{
    private static readonly Hash256[] s_ids =
        [.. Enumerable.Range(1, 4).Select(index => MempoolTransactions.Sender(index).Value)];

    private readonly DepartureLog _log = new(3);

    [Fact]
    public void Add_BeyondCapacity_ForgetsTheOldest()
    {
        foreach (Hash256 id in s_ids)
        {
            _log.Add(id, new Departure(DepartureReason.Expired, 7));
        }
        Assert.False(_log.TryGet(s_ids[0], out _));
        Assert.All(s_ids[1..], id => Assert.True(_log.TryGet(id, out _)));
    }

    [Fact]
    public void Add_SameOneAgain_KeepsTheLastReasonAndTakesNoRoom()
    {
        for (ulong view = 0; view < 10; view++)
        {
            _log.Add(s_ids[0], new Departure(DepartureReason.Evicted, view));
        }
        _log.Add(s_ids[1], default);
        _log.Add(s_ids[2], default);
        Assert.True(_log.TryGet(s_ids[0], out Departure departure));
        Assert.Equal(new Departure(DepartureReason.Evicted, 9), departure);
    }
}
