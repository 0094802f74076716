using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Codec;
using Aether.Core.Concurrency;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class IngressLoopTests : IDisposable
{
    private readonly PipelineFixture _chain = new();
    private readonly SharedMempool _mempool = new(new MempoolOptions { MaxPerSender = 2 });
    private readonly InMemoryNetwork _network = new(2);
    private readonly PinnedBlockPool _pool = new(4, Limits.Transaction.MaxBytes);
    private readonly VerifiedWitnesses _verified = new(16);
    private readonly WakeSignal _signal = new();
    private readonly IngressLoop _loop;

    public IngressLoopTests()
    {
        DedupStage dedup = new(new TagCache(64, 12_345), _mempool, new PipelineRules());
        _loop = new IngressLoop
        {
            Ingress = new IngressStage(_pool, _network[0], _signal),
            Decode = new DecodeStage(),
            Dedup = dedup,
            Screen = new ScreenStage(_chain.Genesis, _chain.Heads, _mempool, () => 10),
            Verify = new VerifyStage(_chain.Genesis.Hash, _verified, dedup),
            Admit = new AdmitStage(_chain.Genesis.Parameters, _chain.Heads, _mempool, _network[0], new PipelineRules()),
        };
    }

    public void Dispose() => Assert.Equal(0, _pool.Outstanding);

    [Fact]
    public void Submit_ValidTransfer_IsPendingAndSentOnOnce()
    {
        Transaction transfer = _chain.Transfer(0, 1, 0);
        SubmitResult result = Submit(transfer.Bytes);
        Assert.True(result.IsAccepted);
        Assert.Equal(SubmitResult.Accepted(transfer.Id), result);
        Assert.True(_mempool.Contains(transfer.Id));
        Assert.True(_verified.Contains(transfer.WitnessId));
        Assert.True(_network[1].TryReceive(TransportChannel.Transactions, out TransportMessage sent));
        Assert.True(sent.Bytes.Span.SequenceEqual(transfer.Bytes));

        SubmitResult again = Submit(transfer.Bytes);
        Assert.True(again.IsAccepted);
        Assert.Equal(transfer.Id, again.TransactionId);
        Assert.Equal(MempoolError.AlreadyKnown, again.PoolError);
        Assert.False(_network[1].TryReceive(TransportChannel.Transactions, out _));
    }

    [Fact]
    public void TryRun_WhileTheMempoolIsHeld_VerifiesAndAdmitsLaterInOrder()
    {
        Task<SubmitResult>[] answers;
        using (HoldElsewhere())
        {
            byte[] first = _chain.Transfer(0, 1, 0).Bytes.ToArray();
            answers = [SubmitAndRun(first), SubmitAndRun(_chain.Transfer(0, 1, 1).Bytes), SubmitAndRun(first)];
            Assert.All(answers, answer => Assert.False(answer.IsCompleted));
            Assert.Equal(3, _loop.Verify.Signatures);
        }
        Assert.True(_loop.TryRun());
        Assert.False(_loop.TryRun());
        Assert.Equal(
            [MempoolError.None, MempoolError.None, MempoolError.AlreadyKnown],
            answers.Select(answer => ResultOf(answer).PoolError));
        Assert.Equal(2, _mempool.Size.Ready);
    }

    [Fact]
    public void TryRun_WhileTheMempoolIsHeld_WaitsForItWhenNoBatchIsLeft()
    {
        Task<SubmitResult> last;
        using (OtherThreadHold hold = HoldElsewhere())
        {
            for (ulong nonce = 0; nonce + 1 < Limits.Pipeline.VerifiedBatches; nonce++)
            {
                Assert.False(SubmitAndRun(_chain.Transfer(0, 1, nonce).Bytes).IsCompleted);
            }
            last = _loop.Ingress.Submit(_chain.Transfer(1, 2, 0).Bytes);
            Thread thread = new(() => _loop.TryRun());
            thread.Start();
            hold.Dispose();
            thread.Join();
        }
        Assert.True(ResultOf(last).IsAccepted);
        Assert.False(_loop.TryRun());
    }

    [Fact]
    public void Close_VerifiedAndNotAdmitted_AreAnswered()
    {
        using (HoldElsewhere())
        {
            Task<SubmitResult> answer = SubmitAndRun(_chain.Transfer(0, 1, 0).Bytes);
            _loop.Close();
            Assert.Equal(SubmitRefusal.Stopping, ResultOf(answer).Refusal);
        }
        Assert.False(_loop.TryRun());
    }

    [Fact]
    public void Gossip_ValidTransfer_IsPendingAndNotSentOn()
    {
        Transaction transfer = _chain.Transfer(0, 1, 0);
        _network[1].Send(0, TransportChannel.Transactions, transfer.Bytes.ToArray());
        _network[1].Send(0, TransportChannel.Transactions, transfer.Bytes.ToArray());
        _network[1].Send(0, TransportChannel.Transactions, new byte[Limits.Transaction.MaxBytes + 1]);
        Assert.True(_loop.TryRun());
        Assert.True(_mempool.Contains(transfer.Id));
        Assert.Equal(0, _loop.Admit.Gossiped);
        Assert.Equal(1, _loop.Ingress.Refused);
        _network[1].Send(0, TransportChannel.Transactions, transfer.Bytes.ToArray());
        Assert.True(_loop.TryRun());
        Assert.Equal(1, _loop.Dedup.Duplicates);
        Assert.False(_network[1].TryReceive(TransportChannel.Transactions, out _));
    }

    [Fact]
    public void Submit_BadSignature_DoesNotKeepTheRealOneOut()
    {
        Transaction transfer = _chain.Transfer(0, 1, 0);
        Transaction bad = PipelineFixture.Corrupt(transfer);
        Assert.Equal(TransactionError.BadSignature, Submit(bad.Bytes).Error);
        Assert.False(_verified.Contains(bad.WitnessId));
        Assert.True(Submit(transfer.Bytes).IsAccepted);
        Assert.Equal(1, _loop.Verify.Bad);
        Assert.Equal(2, _loop.Verify.Signatures);
    }

    [Fact]
    public void Submit_NotCanonical_SaysWhy()
    {
        byte[] trailing = [.. _chain.Transfer(0, 1, 0).Bytes, 0];
        SubmitResult result = Submit(trailing);
        Assert.Equal((TransactionError.Malformed, DecodeError.TrailingBytes), (result.Error, result.DecodeError));
        Assert.Equal(TransactionError.TooLarge, Submit(new byte[Limits.Transaction.MaxBytes + 1]).Error);
        Assert.Equal(TransactionError.Malformed, Submit([]).Error);
        Assert.Equal(2, _loop.Decode.Malformed);
    }

    [Fact]
    public void Submit_EachBrokenLedgerRule_HasItsError()
    {
        Assert.Equal(TransactionError.WrongChain, SubmitChanged(body => body with { ChainTag = 1 }));
        Assert.Equal(TransactionError.Expired, SubmitChanged(body => body with { ValidUntil = 9 }));
        Assert.Equal(TransactionError.TooFarAhead, SubmitChanged(body => body with { ValidUntil = 1_000_000 }));
        Assert.Equal(TransactionError.FeeTooLow, SubmitChanged(body => body with { MaxFee = 1 }));
        Assert.Equal(TransactionError.UndeclaredAccess, SubmitChanged(body => body with { Writes = [] }));
        Assert.Equal(
            TransactionError.InputSpentOrMissing,
            SubmitChanged(body => body with { Inputs = [new OutPoint(_chain.Genesis.Hash, 1)] }));
        Assert.Equal(
            TransactionError.InsufficientBalance, SubmitChanged(body => body with { MaxFee = UInt128.MaxValue }));
        Assert.Equal(
            TransactionError.WitnessMismatch,
            SubmitChanged(body => body with
            {
                FeePayer = _chain.Accounts[1],
                Writes = [_chain.Accounts[0].AsObject],
            }));
        Assert.Equal(8, _loop.Screen.Inadmissible);
        Assert.Equal(0, _loop.Verify.Signatures);
    }

    [Fact]
    public void Submit_BeyondTheSendersShare_IsThrottled()
    {
        Assert.True(Submit(_chain.Transfer(0, 1, 0).Bytes).IsAccepted);
        Assert.True(Submit(_chain.Transfer(0, 1, 1).Bytes).IsAccepted);
        Assert.Equal(MempoolError.TooManyPending, Submit(_chain.Transfer(0, 1, 2).Bytes).PoolError);
    }

    [Fact]
    public void Submit_TransfersTogetherOverBalance_AreNotAllTaken()
    {
        Assert.True(Submit(_chain.Transfer(0, 1, 0, amount: PipelineFixture.Funds / 2).Bytes).IsAccepted);
        SubmitResult second = Submit(_chain.Transfer(0, 1, 1, amount: PipelineFixture.Funds / 2).Bytes);
        Assert.Equal(TransactionError.InsufficientBalance, second.Error);
    }

    [Fact]
    public void Submit_DepositsCountAgainstTheBalance()
    {
        UInt128 left = 600_000;
        Assert.True(Submit(_chain.Transfer(0, 1, 0, amount: PipelineFixture.Funds - 100_000 - left).Bytes).IsAccepted);
        Assert.Equal(TransactionError.InsufficientBalance, Submit(Create(new byte[16_000]).Bytes).Error);
        Assert.True(Submit(Create(new byte[10_000]).Bytes).IsAccepted);
    }

    [Fact]
    public void Submit_BelowThePriceOfTheState_IsFeeTooLow()
    {
        Transaction atRest = _chain.Transfer(0, 1, 0);
        UInt128 low = FeeSchedule.Total(
            _chain.Genesis.Parameters, atRest, atRest.Body.GasLimit, BlockContext.UnitBaseFee);
        SetPrices(FeeMarkets.Initial.Next(Limits.Fees.BlockGas, Limits.Fees.BlockGas, []));
        UInt128 price = _chain.Heads.Latest.Prices.Block;
        Assert.True(price > BlockContext.UnitBaseFee);
        UInt128 required = FeeSchedule.Total(
            _chain.Genesis.Parameters, atRest, atRest.Body.GasLimit, price);
        Assert.Equal(TransactionError.FeeTooLow, SubmitChanged(body => body with { MaxFee = low }));
        Assert.Equal(TransactionError.FeeTooLow, SubmitChanged(body => body with { MaxFee = required - 1 }));
        Assert.Equal(2, _loop.Screen.Inadmissible);
        Assert.True(Submit(_chain.Transfer(0, 1, 0, body => body with { MaxFee = required }).Bytes).IsAccepted);
    }

    [Fact]
    public void Submit_BidsForADearObject_AreComparedByWhatTheyMustPay()
    {
        ObjectGas[] hot = [new(_chain.Accounts[2].AsObject, Limits.Fees.BlockGas / 4)];
        FeeMarkets prices = FeeMarkets.Initial;
        for (int block = 0; block < 5; block++)
        {
            prices = prices.Next(Limits.Fees.BlockGas, 0, hot);
        }
        SetPrices(prices);
        Transaction dear = _chain.Transfer(1, 2, 0, body => body with { MaxFee = 1_000_000 });
        Transaction plain = _chain.Transfer(0, 1, 0, body => body with { MaxFee = 900_000 });
        Assert.True(Submit(dear.Bytes).IsAccepted);
        Assert.True(Submit(plain.Bytes).IsAccepted);
        List<Transaction> chosen = _mempool.Select([], 100_000, 2);
        Assert.Equal([plain.Id, dear.Id], chosen.Select(item => item.Id));
    }

    [Fact]
    public void Submit_SpendsPendingOutput_IsTaken()
    {
        TransactionOutput coin = new(_chain.Accounts[0], AssetId.Swr, 7, null);
        Transaction create = _chain.Transfer(0, 1, 0, body => body with
        {
            Calls = [BankProgram.Withdraw(_chain.Accounts[0], AssetId.Swr, 7)],
            Outputs = [coin],
        });
        Transaction spend = _chain.Transfer(0, 1, 1, body => body with
        {
            Inputs = [new OutPoint(create.Id, 0)],
            Calls = [BankProgram.Deposit(_chain.Accounts[1], AssetId.Swr, 7)],
        });
        Assert.Equal(TransactionError.InputSpentOrMissing, Submit(spend.Bytes).Error);
        Assert.True(Submit(create.Bytes).IsAccepted);
        Assert.True(Submit(spend.Bytes).IsAccepted);
    }

    [Fact]
    public void TryRun_MixedBatch_EveryStageCountsWhatReachedIt()
    {
        Transaction good = _chain.Transfer(0, 1, 0);
        Transaction unpayable = _chain.Transfer(1, 2, 0, body => body with { MaxFee = 1 });
        Transaction forged = PipelineFixture.Corrupt(_chain.Transfer(2, 1, 0));
        _network[1].Send(0, TransportChannel.Transactions, good.Bytes.ToArray());
        Assert.True(_loop.TryRun());
        _network[1].Send(0, TransportChannel.Transactions, new byte[3]);
        _network[1].Send(0, TransportChannel.Transactions, good.Bytes.ToArray());
        _network[1].Send(0, TransportChannel.Transactions, unpayable.Bytes.ToArray());
        _network[1].Send(0, TransportChannel.Transactions, forged.Bytes.ToArray());
        Assert.True(_loop.TryRun());
        Assert.Equal([5, 5, 4, 3, 2, 1], _loop.Meter.Read().Stages.Select(stage => stage.Items));
        Assert.Equal(1, _loop.Screen.Drops.Read((int)TransactionError.FeeTooLow));
        Assert.Equal(0, _loop.Admit.Drops.Total);
    }

    [Fact]
    public void Submit_NoFreeBlock_IsBusy()
    {
        byte[] bytes = _chain.Transfer(0, 1, 0).Bytes.ToArray();
        Task<SubmitResult>[] waiting =
            [.. Enumerable.Range(0, _pool.BlockCount).Select(_ => _loop.Ingress.Submit(bytes))];
        Task<SubmitResult> refused = _loop.Ingress.Submit(bytes);
        Assert.Equal(SubmitRefusal.Busy, Finished(refused).Refusal);
        Assert.True(_loop.TryRun());
        Assert.All(waiting, task => Assert.True(Finished(task).IsAccepted));
        Assert.Equal(1, _mempool.Status.Transactions);
    }

    [Fact]
    public void Close_WaitingSubmissions_AreAnswered()
    {
        Task<SubmitResult> waiting = _loop.Ingress.Submit(_chain.Transfer(0, 1, 0).Bytes);
        _loop.Ingress.Close();
        Assert.Equal(SubmitRefusal.Stopping, Finished(waiting).Refusal);
        Assert.Equal(SubmitRefusal.Stopping, Finished(_loop.Ingress.Submit([1])).Refusal);
    }

    private Transaction Create(byte[] data) => _chain.Transfer(0, 1, 1, body => body with
    {
        Calls = [ObjectCalls.Create(_chain.Accounts[0], 1, ObjectKind.FirstFree, _chain.Accounts[0], data)],
        Writes = [ObjectRecord.DeriveId(_chain.Accounts[0], 1, ObjectKind.FirstFree)],
        GasLimit = 50_000,
        MaxFee = 300_000,
    });

    private void SetPrices(FeeMarkets prices)
    {
        BlockState state = _chain.Head.State.Apply(1, new SortedDictionary<Hash256, byte[]?>
        {
            [FeeMarkets.Key] = Ace.Encode(prices),
        });
        _chain.Heads.SetLatest(new HeadView(_chain.Head.Header, state, [], [], _chain.Head));
    }

    private TransactionError SubmitChanged(Func<TransactionBody, TransactionBody> change)
    {
        SubmitResult result = Submit(_chain.Transfer(0, 1, 0, change).Bytes);
        Assert.False(result.IsAccepted);
        return result.Error;
    }

    private Task<SubmitResult> SubmitAndRun(ReadOnlySpan<byte> bytes)
    {
        Task<SubmitResult> answer = _loop.Ingress.Submit(bytes);
        Assert.True(_loop.TryRun());
        return answer;
    }

    private static SubmitResult ResultOf(Task<SubmitResult> answered)
    {
        Assert.True(answered.IsCompletedSuccessfully);
        return answered.Result;
    }

    private OtherThreadHold HoldElsewhere() => new(_mempool);

    private SubmitResult Submit(ReadOnlySpan<byte> bytes)
    {
        Task<SubmitResult> task = _loop.Ingress.Submit(bytes);
        _loop.TryRun();
        return Finished(task);
    }

    private static SubmitResult Finished(Task<SubmitResult> task)
    {
        Assert.True(task.IsCompletedSuccessfully);
        return task.GetAwaiter().GetResult();
    }
}
