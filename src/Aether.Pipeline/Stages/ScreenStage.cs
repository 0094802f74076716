using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Fees;
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
    private readonly Func<BlockState, int, TransactionError> _validateOn;
    private readonly Func<BlockState, AdmissionReads, bool> _readPayers;
    private readonly AdmissionReads _reads = new();
    private readonly Transaction[] _transactions = new Transaction[Limits.Pipeline.VerifyBatch];
    private readonly IngressItem[] _items = new IngressItem[Limits.Pipeline.VerifyBatch];

    /// <summary>Creates the stage; <paramref name="currentView"/> is read once for each batch.</summary>
    public ScreenStage(Genesis genesis, ChainHeads heads, SharedMempool mempool, Func<ulong> currentView)
    {
        _genesis = genesis;
        _heads = heads;
        _mempool = mempool;
        _currentView = currentView;
        _validateOn = ValidateOn;
        _readPayers = ReadPayers;
    }

    /// <summary>Transactions that break a rule, by rule.</summary>
    public ReasonCounts Drops { get; } = ReasonCounts.Of<TransactionError>();

    /// <summary>Transactions that break a rule.</summary>
    public long Inadmissible => Drops.Total;

    /// <summary>Settles the open items of the batch that break a rule. Returns how many were open.</summary>
    public int TryRun(IngressBatch batch)
    {
        int open = ValidateStateless(batch, out int count);
        ReadOnlySpan<Transaction> transactions = _transactions.AsSpan(0, count);
        _reads.Begin(transactions);
        _heads.ReadFinalized(_reads, _readPayers);
        for (int index = 0; index < count; index++)
        {
            Conclude(_items[index], _heads.ReadFinalized(index, _validateOn));
            _transactions[index] = null!;
        }
        return open;
    }

    // Collects the items whose state is worth to be read.
    private int ValidateStateless(IngressBatch batch, out int count)
    {
        int open = 0;
        count = 0;
        ulong view = Math.Max(_currentView(), 1);
        FeeMarkets prices = _heads.Latest.Prices;
        foreach (IngressItem item in batch.Items)
        {
            if (!item.IsOpen)
            {
                continue;
            }
            open++;
            Transaction transaction = item.Transaction!;
            TransactionError error = AdmissionCheck.ValidateStateless(
                transaction, _genesis, view, prices.MultiplierOf(transaction.Body));
            Conclude(item, error);
            if (error == TransactionError.None)
            {
                _items[count] = item;
                _transactions[count++] = transaction;
            }
        }
        return open;
    }

    private void Conclude(IngressItem item, TransactionError error)
    {
        if (error != TransactionError.None)
        {
            Drops.Add((int)error);
            item.Settle(SubmitResult.Of(item.Transaction!.Id, error));
        }
    }

    private static bool ReadPayers(BlockState state, AdmissionReads reads)
    {
        reads.ReadPayers(state);
        return true;
    }

    // A block may have become final since the payers were read.
    private TransactionError ValidateOn(BlockState state, int index)
    {
        Transaction transaction = _transactions[index];
        PayerAccount payer = ReferenceEquals(state, _reads.State)
            ? _reads.PayerOf(index)
            : PayerAccount.Of(state, transaction.Body.FeePayer);
        _items[index].NotePayer(state, payer);
        return transaction.Body.Nonce < payer.Nonce
            ? TransactionError.NonceTooLow
            : AdmissionCheck.ValidateFunds(
                transaction, WithPendingOutputs(state, transaction), payer.Swr, _reads.WitnessesOf(index));
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
