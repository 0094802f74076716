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

    /// <summary>Settles every open item of the batch. Returns how many there were.</summary>
    public int TryRun(IngressBatch batch)
    {
        int open = 0;
        foreach (IngressItem item in batch.Items)
        {
            if (!item.IsOpen)
            {
                continue;
            }
            open++;
            Transaction transaction = item.Transaction!;
            _item = item;
            MempoolError error = _rules.Keeps(transaction)
                ? _mempool.Add(ToAdmission(transaction), _readPayer)
                : MempoolError.None;
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
        return open;
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
