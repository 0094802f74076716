using Aether.Core.Buffers;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Network.Links;

namespace Aether.Pipeline.Stages;

/// <summary>One transaction on its way into the mempool. Reused: the ingress thread owns a fixed set of them.</summary>
internal sealed class IngressItem
{
    private TaskCompletionSource<SubmitResult>? _completion;
    private SubmissionBatch? _batch;
    private int _index;
    private IGossipSource? _source;
    private ulong _handle;

    /// <summary>The block with the bytes, until <see cref="DecodeStage"/> has returned it; null in a batch.</summary>
    public BlockLease? Lease { get; private set; }

    /// <summary>The bytes, until <see cref="DecodeStage"/> has returned the block with them.</summary>
    public ReadOnlySpan<byte> Bytes => _batch is { } batch ? batch[_index] : Lease!.Span;

    /// <summary>The decoded transaction, from <see cref="DecodeStage"/> on.</summary>
    public Transaction? Transaction { get; set; }

    /// <summary>The final state that <see cref="Payer"/> was read from; null before it was.</summary>
    public BlockState? PayerState { get; private set; }

    /// <summary>The account of its fee payer in that state.</summary>
    public PayerAccount Payer { get; private set; }

    /// <summary>It came from another validator and is not sent on.</summary>
    public bool IsFromPeer => _completion is null && _batch is null;

    /// <summary>No stage has decided about it yet.</summary>
    public bool IsOpen { get; private set; }

    /// <summary>Starts over with bytes that now belong to this item.</summary>
    public void Open(BlockLease lease, TaskCompletionSource<SubmitResult>? completion)
    {
        Check.That(Lease is null && !IsOpen);
        Lease = lease;
        Transaction = null;
        _completion = completion;
        IsOpen = true;
    }

    /// <summary>Starts over with a transaction of a batch.</summary>
    public void Open(SubmissionBatch batch, int index)
    {
        Check.That(Lease is null && !IsOpen);
        Transaction = null;
        _batch = batch;
        _index = index;
        IsOpen = true;
    }

    /// <summary>Notes what the screening read, so that admission need not read it again.</summary>
    public void NotePayer(BlockState state, PayerAccount payer)
    {
        PayerState = state;
        Payer = payer;
    }

    /// <summary>Names who waits for the judgement of a peer's transaction.</summary>
    public void AnswerTo(IGossipSource source, ulong handle)
    {
        _source = source;
        _handle = handle;
    }

    /// <summary>Returns the bytes to their pool.</summary>
    public void ReturnLease()
    {
        Lease?.Dispose();
        Lease = null;
    }

    /// <summary>Ends the item's way and tells whoever waits for it.</summary>
    public void Settle(in SubmitResult result)
    {
        Check.That(IsOpen && Lease is null);
        IsOpen = false;
        _completion?.TrySetResult(result);
        _completion = null;
        _batch?.Answer(_index, result);
        _batch = null;
        _source?.Judge(_handle, IngressVerdicts.Of(result));
        _source = null;
        Transaction = null;
        PayerState = null;
    }
}
