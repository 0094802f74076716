using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Concurrency;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Brings transaction bytes from RPC callers and from peers into pinned blocks, and fills the next batch with them.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: rents a block for each transaction; <see cref="DecodeStage"/> returns it. A transaction of a
/// <see cref="SubmissionBatch"/> is read from the batch instead.
/// <b>When full</b>: a submission without a free block or a free place in the link is refused at once with
/// <see cref="SubmitRefusal.Busy"/>; gossip waits in the transport, which drops its oldest.
/// </remarks>
internal sealed class IngressStage
{
    private const byte SubmitTag = 0;
    private const byte GossipTag = 1;
    private const int NoBlock = 0;
    private const int LinkFull = 1;
    private const int TooLarge = 2;
    private const int Stopping = 3;

    private readonly PinnedBlockPool _pool;
    private readonly MpscLink<Submission> _link = new(Limits.Pipeline.SubmitLinkDepth);
    private readonly ITransport _transport;
    private readonly IGossipSource? _gossip;
    private readonly WakeSignal _signal;
    private SubmissionBatch? _open;
    private int _openNext;
    private long _ingested;
    private volatile bool _closed;

    /// <summary>Creates the stage.</summary>
    /// <param name="pool">Blocks for the bytes.</param>
    /// <param name="transport">Brings transactions of peers.</param>
    /// <param name="signal">Wakes the thread.</param>
    /// <param name="gossip">Waits for the judgement of those; null when nobody does.</param>
    public IngressStage(
        PinnedBlockPool pool, ITransport transport, WakeSignal signal, IGossipSource? gossip = null)
    {
        _gossip = gossip;
        _pool = pool;
        _transport = transport;
        _signal = signal;
    }

    /// <summary>Transactions taken in.</summary>
    public long Ingested => Volatile.Read(ref _ingested);

    /// <summary>Transactions that were not taken in, by reason.</summary>
    public ReasonCounts Drops { get; } = new("no_block", "link_full", "too_large", "stopping");

    /// <summary>Transactions refused or lost for want of room, or too large for any.</summary>
    public long Refused => Drops.Read(NoBlock) + Drops.Read(LinkFull) + Drops.Read(TooLarge);

    /// <summary>Most submissions that ever waited.</summary>
    public int HighWater => _link.HighWater;

    /// <summary>The submissions that wait.</summary>
    public LinkSample Submissions => new("submit", _link.Count, _link.Capacity, _link.HighWater);

    /// <summary>Copies the bytes of a submission into the node. Any thread.</summary>
    public Task<SubmitResult> Submit(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > Limits.Transaction.MaxBytes)
        {
            Drops.Add(TooLarge);
            return Task.FromResult(SubmitResult.TooLarge);
        }
        if (_closed)
        {
            Drops.Add(Stopping);
            return Task.FromResult(SubmitResult.Of(SubmitRefusal.Stopping));
        }
        if (!_pool.TryRent(SubmitTag, out BlockLease? lease))
        {
            return RefuseBusy(NoBlock);
        }
        bytes.CopyTo(lease.Block);
        lease.Length = bytes.Length;
        TaskCompletionSource<SubmitResult> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!_link.TryPublish(new Submission(lease, completion, null)))
        {
            lease.Dispose();
            return RefuseBusy(LinkFull);
        }
        _signal.Set();
        if (_closed)
        {
            // Close may have drained the link before this submission was in it: nobody else would answer.
            completion.TrySetResult(SubmitResult.Of(SubmitRefusal.Stopping));
        }
        return completion.Task;
    }

    /// <summary>Takes a batch whose bytes are read where they are. Any thread; the batch is answered in any case.
    /// </summary>
    public void Submit(SubmissionBatch submitted)
    {
        submitted.Begin();
        if (_closed)
        {
            Drops.Add(Stopping, submitted.Count);
            submitted.Refuse(SubmitRefusal.Stopping);
            return;
        }
        if (!_link.TryPublish(new Submission(null, null, submitted)))
        {
            Drops.Add(LinkFull, submitted.Count);
            submitted.Refuse(SubmitRefusal.Busy);
            return;
        }
        _signal.Set();
        if (_closed)
        {
            // As above: nobody else may be left to answer.
            submitted.Refuse(SubmitRefusal.Stopping);
        }
    }

    /// <summary>Fills the batch: submissions first, then gossip. True when there was any.</summary>
    public bool TryRun(IngressBatch batch)
    {
        TakeOpen(batch);
        while (!batch.IsFullOfBlocks && _link.TryConsume(out Submission submission))
        {
            if (submission.Batch is { } submitted)
            {
                _open = submitted;
                _openNext = 0;
                TakeOpen(batch);
            }
            else
            {
                batch.NextInBlock().Open(submission.Lease!, submission.Completion);
            }
        }
        while (!batch.IsFullOfBlocks
            && _transport.TryReceive(TransportChannel.Transactions, out TransportMessage message))
        {
            TakeGossip(batch, message);
        }
        Volatile.Write(ref _ingested, _ingested + batch.Count);
        return batch.Count > 0;
    }

    /// <summary>Refuses submissions from now on. Any thread.</summary>
    public void Refuse() => _closed = true;

    /// <summary>
    /// Refuses new submissions and answers those that still wait. Called after the ingress thread has ended.
    /// </summary>
    public void Close()
    {
        _closed = true;
        _open?.Refuse(SubmitRefusal.Stopping);
        while (_link.TryConsume(out Submission submission))
        {
            submission.Lease?.Dispose();
            submission.Completion?.TrySetResult(SubmitResult.Of(SubmitRefusal.Stopping));
            submission.Batch?.Refuse(SubmitRefusal.Stopping);
        }
    }

    private void TakeOpen(IngressBatch batch)
    {
        while (_open is { } open && !batch.IsFull)
        {
            batch.Next().Open(open, _openNext++);
            _open = _openNext < open.Count ? open : null;
        }
    }

    private void TakeGossip(IngressBatch batch, in TransportMessage message)
    {
        ReadOnlySpan<byte> bytes = message.Bytes.Span;
        BlockLease? lease = null;
        if (bytes.Length > _pool.BlockBytes || !_pool.TryRent(GossipTag, out lease))
        {
            Drops.Add(bytes.Length > _pool.BlockBytes ? TooLarge : NoBlock);
            if (message.Handle != 0)
            {
                _gossip?.Judge(message.Handle, ValidationOutcome.Ignore);
            }
            return;
        }
        bytes.CopyTo(lease.Block);
        lease.Length = bytes.Length;
        IngressItem item = batch.NextInBlock();
        item.Open(lease, null);
        if (_gossip is not null && message.Handle != 0)
        {
            item.AnswerTo(_gossip, message.Handle);
        }
    }

    private Task<SubmitResult> RefuseBusy(int reason)
    {
        Drops.Add(reason);
        return Task.FromResult(SubmitResult.Of(SubmitRefusal.Busy));
    }
}
