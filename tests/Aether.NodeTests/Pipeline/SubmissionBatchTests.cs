using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.NodeTests.Pipeline;

public sealed class SubmissionBatchTests
{
    private static readonly byte[] s_bytes = [1, 2, 3];

    [Fact]
    public void TryAdd_UntilFull_KeepsTheBytes()
    {
        SubmissionBatch batch = new(maxCount: 2, maxBytes: 100);
        Assert.True(batch.TryAdd(s_bytes));
        Assert.False(batch.TryAdd([]));
        Assert.False(batch.TryAdd(new byte[98]));
        Assert.True(batch.TryAdd(new byte[97]));
        Assert.False(batch.TryAdd(s_bytes));
        Assert.Equal(2, batch.Count);
        Assert.Equal(s_bytes, batch[0].ToArray());
        Assert.Equal(97, batch[1].Length);
    }

    [Fact]
    public async Task Answer_Last_CompletesTheWait()
    {
        SubmissionBatch batch = Submitted(2);
        ValueTask wait = batch.WaitAsync();
        batch.Answer(1, SubmitResult.Accepted(Hash256.Zero));
        Assert.False(batch.IsAnswered);
        batch.Answer(0, SubmitResult.TooLarge);
        Assert.True(batch.IsAnswered);
        await wait;
        Assert.Equal(SubmitResult.TooLarge, batch.ResultOf(0));
        Assert.True(batch.ResultOf(1).IsAccepted);
        batch.Clear();
        Assert.Equal(0, batch.Count);
        Assert.True(batch.TryAdd(s_bytes));
    }

    [Fact]
    public void IsAnswered_ReadByTheOwnerWhileTheNodeAnswers_LetsItStartOver()
    {
        const int rounds = 100_000;
        SubmissionBatch batch = new(maxCount: 1, maxBytes: s_bytes.Length);
        int begun = 0;
        Exception? fault = null;
        Thread node = new(() => fault = Record.Exception(() =>
        {
            for (int round = 1; round <= rounds; round++)
            {
                SpinWait.SpinUntil(() => Volatile.Read(ref begun) == round);
                batch.Answer(0, SubmitResult.Accepted(Hash256.Zero));
            }
        }));
        node.Start();
        for (int round = 1; round <= rounds; round++)
        {
            Assert.True(batch.TryAdd(s_bytes));
            batch.Begin();
            Volatile.Write(ref begun, round);
            SpinWait.SpinUntil(() => batch.IsAnswered || fault is not null);
            Assert.Null(fault);
            Assert.True(batch.ResultOf(0).IsAccepted);
            batch.Clear();
        }
        node.Join();
    }

    [Fact]
    public void Refuse_AfterTheAnswer_ChangesNothing()
    {
        SubmissionBatch batch = Submitted(1);
        batch.Answer(0, SubmitResult.Accepted(Hash256.Zero));
        batch.Refuse(SubmitRefusal.Stopping);
        Assert.True(batch.ResultOf(0).IsAccepted);
    }

    [Fact]
    public void Close_WithABatchHalfTaken_RefusesAllOfIt()
    {
        IngressStage stage = CreateStage();
        SubmissionBatch half = Filled(Limits.Pipeline.VerifyBatch + 1);
        SubmissionBatch waiting = Filled(1);
        stage.Submit(half);
        stage.Submit(waiting);
        IngressBatch taken = new();
        Assert.True(stage.TryRun(taken));
        Assert.True(taken.IsFull);
        stage.Close();
        Assert.All([half, waiting], batch => Assert.Equal(SubmitRefusal.Stopping, batch.ResultOf(0).Refusal));
    }

    [Fact]
    public void TryRun_BatchesAndOthers_KeepTheirOrder()
    {
        IngressStage stage = CreateStage();
        Task<SubmitResult> first = stage.Submit(s_bytes);
        SubmissionBatch batch = Filled(Limits.Pipeline.VerifyBatch);
        stage.Submit(batch);
        IngressBatch taken = new();
        Assert.True(stage.TryRun(taken));
        new DecodeStage().TryRun(taken);
        taken.Clear();
        Assert.True(first.IsCompleted);
        Assert.False(batch.IsAnswered);
        Assert.True(stage.TryRun(taken));
        Assert.Equal(1, taken.Count);
        new DecodeStage().TryRun(taken);
        Assert.True(batch.IsAnswered);
        Assert.False(batch.ResultOf(0).IsAccepted);
    }

    [Fact]
    public void Submit_ToAStoppedNode_IsAnswered()
    {
        IngressStage stage = CreateStage();
        stage.Close();
        SubmissionBatch batch = Filled(1);
        stage.Submit(batch);
        Assert.Equal(SubmitRefusal.Stopping, batch.ResultOf(0).Refusal);
    }

    [Fact]
    public void Submit_ToAFullLink_IsBusy()
    {
        IngressStage stage = CreateStage();
        for (int index = 0; index < Limits.Pipeline.SubmitLinkDepth; index++)
        {
            stage.Submit(Filled(1));
        }
        SubmissionBatch batch = Filled(2);
        stage.Submit(batch);
        Assert.Equal(SubmitRefusal.Busy, batch.ResultOf(1).Refusal);
        Assert.Equal(2, stage.Refused);
    }

    private static IngressStage CreateStage() =>
        new(new PinnedBlockPool(2, Limits.Transaction.MaxBytes), new InMemoryNetwork(1)[0], new WakeSignal());

    private static SubmissionBatch Filled(int count)
    {
        SubmissionBatch batch = new(count, count * s_bytes.Length);
        for (int index = 0; index < count; index++)
        {
            Assert.True(batch.TryAdd(s_bytes));
        }
        return batch;
    }

    private static SubmissionBatch Submitted(int count)
    {
        SubmissionBatch batch = Filled(count);
        batch.Begin();
        return batch;
    }
}
