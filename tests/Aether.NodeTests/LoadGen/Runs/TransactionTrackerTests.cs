using Aether.Core.Types;
using Aether.Tools.LoadGen.Accounts;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Sending;
using Xunit;

namespace Aether.NodeTests.LoadGen.Runs;

public sealed class TransactionTrackerTests : IDisposable
{
    private const long Milli = 1_000_000;
    private static readonly SendOutcome s_busy = new(SendKind.Refused, Refusals.LimitExceeded);

    private readonly AccountPool _accounts = new(seed: 1, count: 2);
    private readonly List<SentTransaction> _again = [];

    public TransactionTrackerTests()
    {
        _accounts.SetNonce(0, 5);
        Assert.Equal(1, _accounts.Take(new int[2]));
    }

    public void Dispose() => _accounts.Dispose();

    [Fact]
    public void Answer_BusyAndOfferedForAnotherTime_CountsFromThatTimeAndUsesTheNonceOnce()
    {
        TransactionTracker tracker = new(_accounts);
        SentTransaction first = Due(1 * Milli);
        tracker.Offer([first]);
        tracker.Send([first], 2 * Milli);
        tracker.Answer([first], [s_busy], 4 * Milli, _again);
        Assert.Same(first, Assert.Single(_again));
        Assert.Equal((1L, 1L, 1L), (tracker.Counters.Offered, tracker.Counters.Failed, tracker.Counters.Admit.Count));
        Assert.Equal((0, 0), (tracker.Outstanding, _accounts.ReadyCount));
        first.Renew();
        SentTransaction second = first;
        (second.Intended, second.Measured) = (900 * Milli, true);
        tracker.Offer([second]);
        tracker.Send([second], 901 * Milli);
        tracker.Answer([second], [SendOutcome.Accepted], 910 * Milli, _again);
        Assert.Single(_again);
        Assert.Equal((1, 6UL), (_accounts.ReadyCount, _accounts.NonceOf(0)));
        tracker.Finish(tracker.Include([second.Id], 950 * Milli), _ => null, 1_000 * Milli);
        RunCounters counters = tracker.Counters;
        Assert.Equal((2L, 1L, 1L, 0L), (counters.Offered, counters.Final, counters.Failed, counters.Open));
        Assert.Equal(1L, counters.Reasons["LimitExceeded"]);
        Assert.Equal((2L, 1_000L), (counters.Send.Count, counters.Send.Max));
        Assert.Equal((10_000L, 50_000L, 100_000L), (counters.Admit.Max, counters.Include.Max, counters.Finality.Max));
    }

    [Fact]
    public void Answer_BusyWithRetries_StaysOpenAndCountsFromItsFirstTime()
    {
        TransactionTracker tracker = new(_accounts) { Retries = true };
        SentTransaction only = Due(1 * Milli);
        tracker.Offer([only]);
        tracker.Send([only], 2 * Milli);
        tracker.Answer([only], [s_busy], 4 * Milli, _again);
        Assert.Same(only, Assert.Single(_again));
        only.RetryAt = 500 * Milli;
        Assert.Equal((1, 0L, 0L), (tracker.Outstanding, tracker.Counters.Failed, tracker.Counters.Admit.Count));
        tracker.Send([only], 600 * Milli);
        tracker.Answer([only], [SendOutcome.Accepted], 701 * Milli, _again);
        tracker.Finish(tracker.Include([only.Id], 801 * Milli), _ => null, 901 * Milli);
        RunCounters counters = tracker.Counters;
        Assert.Equal((1L, 1L, 0L, 1L), (counters.Offered, counters.Final, counters.Failed, counters.Retried));
        Assert.Equal((1L, 1_000L), (counters.Send.Count, counters.Send.Max));
        Assert.InRange(counters.Admit.Max, 700_000, 700_800);
        Assert.InRange(counters.Finality.Max, 900_000, 900_900);
        Assert.Equal((1, 6UL), (_accounts.ReadyCount, _accounts.NonceOf(0)));
    }

    [Fact]
    public void Expire_WaitsToBeSentAgain_FailsAsBusyAndGivesTheAccountBackToBeAsked()
    {
        TransactionTracker tracker = new(_accounts) { Retries = true };
        SentTransaction only = Due(1 * Milli);
        tracker.Offer([only]);
        tracker.Answer([only], [s_busy], 4 * Milli, _again);
        only.RetryAt = 500 * Milli;
        tracker.Expire(finalView: 10);
        Assert.False(only.Closed);
        tracker.Expire(finalView: 11);
        Assert.True(only.Closed);
        tracker.GiveUp(only);
        Assert.Equal((1L, 1L), (tracker.Counters.Failed, tracker.Counters.Reasons["LimitExceeded"]));
        Assert.Equal((0, 1), (_accounts.ReadyCount, _accounts.TakeDoubtful(new int[2])));
    }

    [Fact]
    public void Answer_BusyThoughABlockHoldsIt_IsNotOfferedAgain()
    {
        TransactionTracker tracker = new(_accounts);
        SentTransaction only = Due(1 * Milli);
        tracker.Offer([only]);
        List<SentTransaction> own = tracker.Include([only.Id], 3 * Milli);
        tracker.Answer([only], [s_busy], 4 * Milli, _again);
        Assert.Empty(_again);
        tracker.Finish(own, _ => null, 5 * Milli);
        Assert.Equal((1L, 0L), (tracker.Counters.Final, tracker.Counters.Failed));
        Assert.Equal((1, 6UL), (_accounts.ReadyCount, _accounts.NonceOf(0)));
    }

    private static SentTransaction Due(long intended) => new()
    {
        Number = 7,
        Id = new Hash256(Enumerable.Repeat((byte)9, Hash256.Bytes).ToArray()),
        Account = 0,
        ValidUntil = 10,
        Intended = intended,
        Measured = true,
        Request = new byte[10],
        RequestBytes = 10,
    };
}
