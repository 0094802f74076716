using Aether.Core.Types;
using Aether.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Pipeline.Mempool;

public sealed class MempoolCoreTests
{

    private readonly Dictionary<Address, PayerState> _accounts = [];
    private readonly MempoolCore _pool = new(new MempoolOptions
    {
        MaxTransactions = 8,
        MaxPerSender = 4,
        MaxFuturePerSender = 2,
    });

    [Fact]
    public void Add_SameTransactionTwice_IsKnown()
    {
        Transaction transaction = MempoolTransactions.Create(1, 0, 1_000);
        Assert.Equal(MempoolError.None, Add(transaction));
        Assert.Equal(MempoolError.AlreadyKnown, Add(transaction));
        Assert.Equal(1, _pool.Status.Transactions);
    }

    [Fact]
    public void Waiting_IsTheOldestThatCouldBeIncluded_AndWhatAPlaceCosts()
    {
        Assert.Equal(new MempoolWaiting(0, null, MempoolWaiting.LeastPrice), _pool.Waiting);
        // Behind a gap: it waits for its sender. It arrived first, and counts when the gap is closed.
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 1, 1_500)));
        Assert.Equal(new MempoolWaiting(1, null, MempoolWaiting.LeastPrice), _pool.Waiting);
        Transaction second = MempoolTransactions.Create(2, 0, 3_000);
        Assert.Equal(MempoolError.None, Add(second));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 0, 2_000)));
        Assert.Equal(new MempoolWaiting(3, 0, MempoolWaiting.LeastPrice), _pool.Waiting);
        for (byte sender = 3; sender < 8; sender++)
        {
            Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(sender, 0, 4_000)));
        }
        // Full: the first to go is the second nonce of sender 1, whose bid counts as the lowest before it.
        MempoolWaiting full = _pool.Waiting;
        Assert.Equal((8UL, 0UL), (full.Arrivals, full.OldestReady!.Value));
        Assert.True(full.FloorPrice > MempoolWaiting.LeastPrice);
        Assert.Equal(MempoolError.Full, Add(MempoolTransactions.Create(9, 0, 1_500)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(9, 0, 1_501)));
        Assert.True(_pool.Waiting.FloorPrice > full.FloorPrice);
        _pool.Drop(second.Id);
        Assert.Equal(MempoolWaiting.LeastPrice, _pool.Waiting.FloorPrice);
    }

    [Fact]
    public void Add_UsedNonce_IsRefused()
    {
        _accounts[MempoolTransactions.Sender(1)] = new PayerState(3, 1_000_000);
        Assert.Equal(MempoolError.NonceTooLow, Add(MempoolTransactions.Create(1, 2, 1_000)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 3, 1_000)));
    }

    [Theory]
    [InlineData(1_099, MempoolError.ReplacementUnderpriced)]
    [InlineData(1_100, MempoolError.None)]
    public void Add_SameNonce_NeedsTenPercentMore(ulong maxFee, MempoolError expected)
    {
        Transaction first = MempoolTransactions.Create(1, 0, 1_000);
        Transaction second = MempoolTransactions.Create(1, 0, maxFee);
        Add(first);
        Assert.Equal(expected, Add(second));
        Assert.Equal(expected == MempoolError.None, _pool.Contains(second.Id));
        Assert.NotEqual(expected == MempoolError.None, _pool.Contains(first.Id));
    }

    [Fact]
    public void Add_CommonInput_ReplacesSpenderAndItsDescendants()
    {
        OutPoint coin = new(Hash256.Zero, 0);
        Transaction parent = MempoolTransactions.Create(1, 0, 1_000, [coin], outputs: 1);
        Transaction child = MempoolTransactions.Create(2, 0, 1_000, [new OutPoint(parent.Id, 0)]);
        Assert.Equal(MempoolError.None, Add(parent));
        Assert.Equal(MempoolError.None, Add(child));

        // Beats the parent's price, but not the sum of what it would remove.
        Assert.Equal(MempoolError.ReplacementUnderpriced, Add(MempoolTransactions.Create(3, 0, 2_000, [coin])));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(3, 0, 2_001, [coin])));
        Assert.False(_pool.Contains(parent.Id));
        Assert.False(_pool.Contains(child.Id));
    }

    [Fact]
    public void Add_SpendsOutputOfWhatItReplaces_IsRefused()
    {
        Transaction parent = MempoolTransactions.Create(1, 0, 1_000, outputs: 1);
        Add(parent);
        Transaction replacement = MempoolTransactions.Create(1, 0, 5_000, [new OutPoint(parent.Id, 0)]);
        Assert.Equal(MempoolError.ReplacesOwnInput, Add(replacement));
        Assert.True(_pool.Contains(parent.Id));
    }

    [Fact]
    public void Add_NonceFarAhead_IsRefused()
    {
        int gap = new MempoolOptions().MaxNonceGap;
        Assert.Equal(
            MempoolError.TooManyFuture, Add(MempoolTransactions.Create(1, (ulong)gap + 1, 1_000)));
        Assert.Equal(
            MempoolError.TooManyFuture, Add(MempoolTransactions.Create(1, ulong.MaxValue, 1_000)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, (ulong)gap, 1_000)));
    }

    [Fact]
    public void Add_BeyondLimitsOfOneSender_IsRefused()
    {
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 5, 1_000)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 6, 1_000)));
        Assert.Equal(MempoolError.TooManyFuture, Add(MempoolTransactions.Create(1, 7, 1_000)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 0, 1_000)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 1, 1_000)));
        Assert.Equal(MempoolError.TooManyPending, Add(MempoolTransactions.Create(1, 2, 1_000)));
    }

    [Fact]
    public void Add_CostsOverBalanceTogether_IsRefused()
    {
        _accounts[MempoolTransactions.Sender(1)] = new PayerState(0, 2_500);
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 0, 1_500)));
        Assert.Equal(MempoolError.InsufficientBalance, Add(MempoolTransactions.Create(1, 1, 1_001)));
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(1, 1, 1_000)));
    }

    [Fact]
    public void Add_FullPool_EvictsFutureThenCheapestTailNeverAPredecessor()
    {
        for (int sender = 0; sender < 6; sender++)
        {
            Add(MempoolTransactions.Create(sender, 0, 2_000 + (ulong)sender));
        }
        Transaction future = MempoolTransactions.Create(7, 1, 9_000);
        Transaction successor = MempoolTransactions.Create(0, 1, 8_000);
        Add(future);
        Add(successor);

        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(8, 0, 3_000)));
        Assert.False(_pool.Contains(future.Id));

        // The cheapest transaction is sender 0's first; what goes is its successor, which cannot be included before it.
        Assert.Equal(MempoolError.None, Add(MempoolTransactions.Create(9, 0, 3_000)));
        Assert.False(_pool.Contains(successor.Id));
        Assert.Equal(MempoolError.Full, Add(MempoolTransactions.Create(10, 0, 2_000)));
        Assert.Equal(MempoolError.Full, Add(MempoolTransactions.Create(11, 1, 19_000)));
    }

    [Fact]
    public void Select_NonceGap_IsNotServed()
    {
        Transaction first = MempoolTransactions.Create(1, 0, 1_000);
        Add(first);
        Add(MempoolTransactions.Create(1, 2, 9_000));
        Assert.Equal([first.Id], Select([]));
    }

    [Fact]
    public void Select_SpenderWithBetterBid_ComesAfterCreator()
    {
        Transaction creator = MempoolTransactions.Create(1, 0, 1_000, outputs: 1);
        Transaction middle = MempoolTransactions.Create(3, 0, 2_000);
        Transaction spender = MempoolTransactions.Create(2, 0, 9_000, [new OutPoint(creator.Id, 0)]);
        Transaction after = MempoolTransactions.Create(2, 1, 500);
        Assert.All([creator, middle, spender, after], item => Assert.Equal(MempoolError.None, Add(item)));
        Assert.Equal([middle.Id, creator.Id, spender.Id, after.Id], Select([]));
        Assert.Equal([spender.Id, middle.Id, after.Id], Select([creator.Id]));
    }

    [Fact]
    public void OnFinal_RemovesIncludedConflictingUsedAndUnpayable()
    {
        OutPoint coin = new(Hash256.Zero, 9);
        Transaction included = MempoolTransactions.Create(1, 0, 1_000);
        Transaction elsewhere = MempoolTransactions.Create(2, 0, 1_000, [coin]);
        Transaction conflicting = MempoolTransactions.Create(3, 0, 1_000, [coin]);
        Transaction used = MempoolTransactions.Create(2, 0, 3_000);
        Transaction unpayable = MempoolTransactions.Create(1, 1, 2_000);
        Assert.All([included, conflicting, used, unpayable], item => Assert.Equal(MempoolError.None, Add(item)));

        _accounts[MempoolTransactions.Sender(1)] = new PayerState(1, 1_999);
        _accounts[MempoolTransactions.Sender(2)] = new PayerState(1, 9_000);
        _pool.OnFinal([included, elsewhere], ReadAll, view: 4);

        Assert.Equal(0, _pool.Status.Transactions);
        Assert.Equal(1, _pool.Status.Counters.Included);
        Assert.Equal(3, _pool.Status.Counters.Dropped);
        Assert.Equal(0, _pool.Status.Bytes);
    }

    [Fact]
    public void Expire_LastViewPassed_Removes()
    {
        Add(MempoolTransactions.Create(1, 0, 1_000, validUntil: 10));
        Add(MempoolTransactions.Create(2, 0, 1_000, validUntil: 11));
        _pool.Expire(10);
        Assert.Equal(2, _pool.Status.Transactions);
        _pool.Expire(11);
        Assert.Equal(1, _pool.Status.Transactions);
        Assert.Equal(1, _pool.Status.Counters.Expired);
    }

    [Fact]
    public void Departures_TellWhyEachOneLeft()
    {
        Transaction parent = MempoolTransactions.Create(1, 0, 1_000, outputs: 1, validUntil: 10);
        Transaction child = MempoolTransactions.Create(2, 0, 1_000, [new OutPoint(parent.Id, 0)]);
        Transaction weaker = MempoolTransactions.Create(3, 0, 1_000);
        Transaction better = MempoolTransactions.Create(3, 0, 2_000);
        Transaction bad = MempoolTransactions.Create(4, 0, 1_000);
        Assert.All([parent, child, weaker, better, bad], item => Assert.Equal(MempoolError.None, Add(item)));
        Assert.Equal(new Departure(DepartureReason.Replaced, 0), DepartureOf(weaker));
        _pool.Expire(11);
        Assert.Equal(new Departure(DepartureReason.Expired, 11), DepartureOf(parent));
        Assert.Equal(new Departure(DepartureReason.Dropped, 11), DepartureOf(child));
        _pool.Drop(bad.Id);
        Assert.Equal(new Departure(DepartureReason.Dropped, 11), DepartureOf(bad));
        Assert.Null(DepartureOf(better));
        Add(bad);
        Assert.Null(DepartureOf(bad));
        _pool.OnFinal([better, bad], ReadAll, view: 13);
        Assert.Null(DepartureOf(better));
    }

    [Fact]
    public void Departures_OfAFullPool_AreEvictions()
    {
        Transaction cheap = MempoolTransactions.Create(20, 0, 1_000);
        Add(cheap);
        for (int sender = 0; sender < 8; sender++)
        {
            Add(MempoolTransactions.Create(sender, 0, 3_000));
        }
        Assert.Equal(DepartureReason.Evicted, DepartureOf(cheap)!.Value.Reason);
    }

    [Fact]
    public void Select_BidBelowThePrice_WaitsWithWhatFollowsItAndTakesNoPlace()
    {
        Transaction low = MempoolTransactions.Create(1, 0, 9_000);
        Transaction after = MempoolTransactions.Create(1, 1, 8_000);
        Transaction good = MempoolTransactions.Create(2, 0, 2_000);
        Assert.All([low, after, good], item => Assert.Equal(MempoolError.None, Add(item)));
        List<Transaction> chosen = _pool.Select([], 1_000_000, 1, item => item.Id != low.Id);
        Assert.Equal([good.Id], chosen.Select(item => item.Id));
        Assert.Equal(3, _pool.Select([], 1_000_000, 3).Count);
    }

    [Fact]
    public void NextNonce_FollowsReadyTransactions()
    {
        Add(MempoolTransactions.Create(1, 0, 1_000));
        Add(MempoolTransactions.Create(1, 1, 1_000));
        Add(MempoolTransactions.Create(1, 3, 1_000));
        Assert.Equal(2UL, _pool.NextNonce(MempoolTransactions.Sender(1), 0));
        Assert.Equal(6UL, _pool.NextNonce(MempoolTransactions.Sender(2), 6));
    }

    [Fact]
    public void AnySequence_AgreesWithModel()
    {
        HashSet<MempoolError> seen = [];
        for (int seed = 1; seed <= 6; seed++)
        {
            _accounts.Clear();
            RunAgainstModel(new Random(seed), seen);
        }
        Assert.Superset(new HashSet<MempoolError>(Enum.GetValues<MempoolError>()), seen);
    }

    private void RunAgainstModel(Random random, HashSet<MempoolError> seen)
    {
        MempoolOptions options = new()
        {
            MaxTransactions = 12 + random.Next(20),
            MaxBytes = 5_000,
            MaxPerSender = 6,
            MaxFuturePerSender = 2,
        };
        MempoolCore pool = new(options);
        MempoolModel model = new(options, Read);
        for (int step = 0; step < 1_000; step++)
        {
            seen.Add(Step(random, pool, model, (ulong)step));
            pool.CheckAgreement();
            Assert.Equal(model.Items.Count, pool.Status.Transactions);
            Assert.All(model.Items, item => Assert.True(pool.Contains(item.Id)));
            Assert.Equal(model.Items.Sum(item => (long)item.Bytes), pool.Status.Bytes);
            HashSet<Hash256> included = [.. model.Items.Where(_ => random.Next(4) == 0).Select(item => item.Id)];
            int maxBytes = random.Next(4_000);
            List<Hash256> selected = pool.Select([.. included], maxBytes, 10).ConvertAll(item => item.Id);
            Assert.Equal(model.Select(included, maxBytes, 10), selected);
        }
    }

    private MempoolError Step(Random random, MempoolCore pool, MempoolModel model, ulong view)
    {
        if (random.Next(12) == 0)
        {
            Transaction[] block = [.. model.Items.Where(model.IsReady).OrderBy(item => item.Nonce)
                .Take(random.Next(4)).Select(item => item.Transaction)];
            foreach (Transaction transaction in block)
            {
                PayerState old = Read(transaction.Body.FeePayer);
                UInt128 balance = old.Balance - 500 + (ulong)random.Next(900);
                _accounts[transaction.Body.FeePayer] = new PayerState(transaction.Body.Nonce + 1, balance);
            }
            pool.OnFinal(block, ReadAll, view);
            model.OnFinal(block, view);
            return MempoolError.None;
        }
        Transaction added = random.Next(30) == 0 && model.Items.Count > 0
            ? model.Items[random.Next(model.Items.Count)].Transaction
            : CreateRandom(random, model, view);
        MempoolError expected = model.Add(added);
        Assert.Equal(expected, pool.Add(MempoolTransactions.Admit(added), Read));
        return expected;
    }

    private Transaction CreateRandom(Random random, MempoolModel model, ulong view)
    {
        int sender = random.Next(7);
        ulong current = Read(MempoolTransactions.Sender(sender)).Nonce;
        ulong nonce = current + (ulong)random.Next(7) - (current > 0 && random.Next(20) == 0 ? 1UL : 0);
        SortedSet<OutPoint> inputs = [];
        if (random.Next(3) == 0)
        {
            inputs.Add(new OutPoint(Hash256.Zero, (uint)random.Next(6)));
        }
        if (random.Next(2) == 0 && model.Items.Count > 0)
        {
            Transaction creator = model.Items[random.Next(model.Items.Count)].Transaction;
            inputs.Add(new OutPoint(creator.Id, (uint)random.Next(2)));
        }
        ulong maxFee = 1_000 + (ulong)random.Next(4_000);
        ulong validUntil = view + (ulong)random.Next(400);
        ulong salt = (ulong)random.Next(1_000_000);
        return MempoolTransactions.Create(sender, nonce, maxFee, [.. inputs], random.Next(3), validUntil, salt);
    }

    private MempoolError Add(Transaction transaction) => _pool.Add(MempoolTransactions.Admit(transaction), Read);

    private Departure? DepartureOf(Transaction transaction) =>
        _pool.TryGetDeparture(transaction.Id, out Departure departure) ? departure : null;

    private List<Hash256> Select(HashSet<Hash256> included) =>
        _pool.Select([.. included], 1_000_000, 100).ConvertAll(transaction => transaction.Id);

    private PayerState Read(Address sender) => _accounts.GetValueOrDefault(sender, new PayerState(0, 20_000));

    private void ReadAll(ReadOnlySpan<Address> senders, Span<PayerState> payers)
    {
        Assert.Distinct(senders.ToArray());
        for (int index = 0; index < payers.Length; index++)
        {
            payers[index] = Read(senders[index]);
        }
    }
}
