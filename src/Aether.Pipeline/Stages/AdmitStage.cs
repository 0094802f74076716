using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Puts verified transactions into the mempool and sends those that entered here on to the other validators, once.
/// </summary>
/// <remarks>
/// Transactions from peers are not sent on: the node where one entered reaches every validator itself.
/// <b>When full</b>: the mempool evicts the lowest bid or refuses; a peer whose transaction queue is full drops its
/// oldest.
/// </remarks>
internal sealed class AdmitStage
{
    private readonly ChainParameters _parameters;
    private readonly ChainHeads _heads;
    private readonly SharedMempool _mempool;
    private readonly ITransport _transport;
    private readonly PipelineRules _rules;
    private readonly Func<Address, PayerState> _readPayer;
    private readonly IngressItem[] _items = new IngressItem[Limits.Pipeline.VerifyBatch];
    private readonly Transaction[] _transactions = new Transaction[Limits.Pipeline.VerifyBatch];
    private readonly MempoolError[] _errors = new MempoolError[Limits.Pipeline.VerifyBatch];
    private IngressItem? _item;
    private long _gossiped;

    /// <summary>Creates the stage.</summary>
    public AdmitStage(
        ChainParameters parameters,
        ChainHeads heads,
        SharedMempool mempool,
        ITransport transport,
        PipelineRules rules)
    {
        _parameters = parameters;
        _heads = heads;
        _mempool = mempool;
        _transport = transport;
        _rules = rules;
        _readPayer = ReadPayer;
    }

    /// <summary>Transactions that the mempool did not take, by reason.</summary>
    public ReasonCounts Drops { get; } = ReasonCounts.Of<MempoolError>();

    /// <summary>Transactions sent to other validators.</summary>
    public long Gossiped => Volatile.Read(ref _gossiped);

    /// <summary>Reads what the mempool needs of an account.</summary>
    public static PayerState ReadPayer(BlockState state, Address address)
    {
        PayerAccount account = PayerAccount.Of(state, address);
        return new PayerState(account.Nonce, account.Swr);
    }

    /// <summary>Settles every open item of the batch and gives how many there were.</summary>
    /// <param name="batch">Verified transactions.</param>
    /// <param name="waits">Whether to wait while somebody else uses the mempool.</param>
    /// <param name="open">How many were open.</param>
    /// <returns>False when somebody did and nothing was done.</returns>
    public bool TryRun(IngressBatch batch, bool waits, out int open)
    {
        open = 0;
        MempoolHold hold;
        if (waits)
        {
            hold = _mempool.Hold();
        }
        else if (!_mempool.TryHold(out hold))
        {
            return false;
        }
        using (hold)
        {
            open = batch.CollectOpen(_items, _transactions);
            for (int first = 0; first < open; first += Limits.Mempool.ForeseenAtOnce)
            {
                Add(first, Math.Min(first + Limits.Mempool.ForeseenAtOnce, open), hold);
            }
        }
        for (int index = 0; index < open; index++)
        {
            Conclude(_items[index], _transactions[index], _errors[index]);
            _transactions[index] = null!;
        }
        return true;
    }

    private void Add(int first, int end, in MempoolHold hold)
    {
        hold.Foresee(_transactions.AsSpan(first, end - first));
        for (int index = first; index < end; index++)
        {
            _item = _items[index];
            _errors[index] = _rules.Keeps(_transactions[index])
                ? hold.Add(ToAdmission(_transactions[index]), _readPayer)
                : MempoolError.None;
        }
    }

    private void Conclude(IngressItem item, Transaction transaction, MempoolError error)
    {
        // Peers keep the bytes. A validator alone has nobody to send them to.
        if (error == MempoolError.None && !item.IsFromPeer && _transport.PeerCount > 1)
        {
            _transport.Broadcast(TransportChannel.Transactions, transaction.Bytes.ToArray());
            Volatile.Write(ref _gossiped, _gossiped + 1);
        }
        if (error != MempoolError.None)
        {
            Drops.Add((int)error);
        }
        item.Settle(SubmitResult.Of(transaction.Id, error));
    }

    // Asked for the payer of the item in work. What was screened is good while no later block is final.
    private PayerState ReadPayer(Address address) =>
        ReferenceEquals(_item!.PayerState, _heads.Finalized.State) && address == _item.Transaction!.Body.FeePayer
            ? new PayerState(_item.Payer.Nonce, _item.Payer.Swr)
            : _heads.ReadFinalized(address, ReadPayer);

    private Admission ToAdmission(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        UInt128 minimum = FeeSchedule.BaseFee(
            _parameters,
            transaction.Bytes.Length,
            body.GasLimit,
            body.MemoryLimit,
            _heads.Latest.Prices.LocalOf(body));
        UInt128 cost = PayerSpending.Add(body.MaxFee, PayerSpending.Of(body, _parameters));
        return new Admission(transaction, minimum, cost);
    }
}
