using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Tells everyone about a block that is final and durable: mempool, slot log, latency figures, subscribers.
/// </summary>
internal sealed class FinalizeStage
{
    private readonly SharedMempool _mempool;
    private readonly SlotLog _slots;
    private readonly LatencyHistogram _latency;
    private readonly Action<FinalBlock> _announce;
    private readonly PayerReads _reads = new();
    private long _blocks;
    private long _transactions;

    /// <summary>
    /// Creates the stage; <paramref name="announce"/> runs on the execution thread and must return soon.
    /// </summary>
    public FinalizeStage(SharedMempool mempool, SlotLog slots, LatencyHistogram latency, Action<FinalBlock> announce)
    {
        _mempool = mempool;
        _slots = slots;
        _latency = latency;
        _announce = announce;
    }

    /// <summary>Final blocks.</summary>
    public long Blocks => Volatile.Read(ref _blocks);

    /// <summary>Transactions in them.</summary>
    public long Transactions => Volatile.Read(ref _transactions);

    /// <summary>What became of them.</summary>
    public ReceiptTally Receipts { get; } = new();

    /// <summary>Announces one committed block.</summary>
    public void Run(ExecutedBlock block, long latencyMs)
    {
        Header header = block.Header;
        Transaction[] transactions = block.View.Transactions;
        BlockState state = block.View.State;
        _mempool.OnFinal(transactions, (addresses, payers) => Read(state, addresses, payers), header.View + 1);
        _latency.Add(latencyMs);
        _slots.AddFinal(new SlotRecord(
            header.View, header.Hash, header.Proposer, header.Height, transactions.Length, latencyMs));
        Volatile.Write(ref _blocks, _blocks + 1);
        Volatile.Write(ref _transactions, _transactions + transactions.Length);
        Receipts.Add(block.Execution.EncodedReceipts);
        _announce(new FinalBlock(header, transactions, block.Execution.EncodedReceipts, latencyMs));
    }

    private void Read(BlockState state, ReadOnlySpan<Address> addresses, Span<PayerState> payers)
    {
        _reads.Read(state, addresses);
        for (int index = 0; index < payers.Length; index++)
        {
            payers[index] = new PayerState(_reads[index].Nonce, _reads[index].Swr);
        }
    }
}
