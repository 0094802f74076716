using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Applies every ledger rule that needs no signature, against the finalised state and the pending outputs.
/// </summary>
/// <remarks>
/// Comes before verification because it is cheaper: a flood of unpayable transactions costs a few reads each. Nonce
/// order is the mempool's business, which holds the sender's pending ones.
/// </remarks>
internal sealed class ScreenStage
{
    private readonly Genesis _genesis;
    private readonly ChainHeads _heads;
    private readonly SharedMempool _mempool;
    private readonly Func<ulong> _currentView;
    private readonly Func<BlockState, IngressItem, TransactionError> _validateOn;

    /// <summary>Creates the stage; <paramref name="currentView"/> is read once for each batch.</summary>
    public ScreenStage(Genesis genesis, ChainHeads heads, SharedMempool mempool, Func<ulong> currentView)
    {
        _genesis = genesis;
        _heads = heads;
        _mempool = mempool;
        _currentView = currentView;
        _validateOn = ValidateOn;
    }

    /// <summary>Transactions that break a rule, by rule.</summary>
    public ReasonCounts Drops { get; } = ReasonCounts.Of<TransactionError>();

    /// <summary>Transactions that break a rule.</summary>
    public long Inadmissible => Drops.Total;

    /// <summary>Settles the open items of the batch that break a rule. Returns how many were open.</summary>
    public int TryRun(IngressBatch batch)
    {
        int open = 0;
        ulong view = Math.Max(_currentView(), 1);
        foreach (IngressItem item in batch.Items)
        {
            if (!item.IsOpen)
            {
                continue;
            }
            open++;
            Transaction transaction = item.Transaction!;
            TransactionError error = AdmissionCheck.ValidateStateless(
                transaction, _genesis, view, _heads.Latest.Prices.MultiplierOf(transaction.Body));
            error = error == TransactionError.None ? _heads.ReadFinalized(item, _validateOn) : error;
            if (error != TransactionError.None)
            {
                Drops.Add((int)error);
                item.Settle(SubmitResult.Of(transaction.Id, error));
            }
        }
        return open;
    }

    private TransactionError ValidateOn(BlockState state, IngressItem item)
    {
        Transaction transaction = item.Transaction!;
        PayerAccount payer = PayerAccount.Of(state, transaction.Body.FeePayer);
        item.NotePayer(state, payer);
        if (transaction.Body.Nonce < payer.Nonce)
        {
            return TransactionError.NonceTooLow;
        }
        return AdmissionCheck.ValidateFunds(transaction, WithPendingOutputs(state, transaction), payer.Swr);
    }

    private IStateReader WithPendingOutputs(BlockState state, Transaction transaction)
    {
        WriteSet? overlay = null;
        foreach (OutPoint input in transaction.Body.Inputs)
        {
            if (_mempool.TryGetPendingOutput(input, out TransactionOutput output))
            {
                overlay ??= new WriteSet(state);
                overlay.Put(StateKey.ForOutput(input), Ace.Encode(output));
            }
        }
        return overlay is null ? state : overlay;
    }
}
