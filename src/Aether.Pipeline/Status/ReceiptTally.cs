using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.Status;

/// <summary>What the transactions of final blocks came to, since the start.</summary>
/// <remarks><b>Threads</b>: one adds, any read. <b>Cost</b>: two reads a receipt, no allocation.</remarks>
public sealed class ReceiptTally
{
    private readonly long[] _counts = new long[(int)ReceiptStatus.OverLimit + 1];
    private long _gas;

    /// <summary>Gas that was used.</summary>
    public long Gas => Volatile.Read(ref _gas);

    /// <summary>Receipts of a status.</summary>
    public long Of(ReceiptStatus status) => Volatile.Read(ref _counts[(int)status]);

    /// <summary>Adds the receipts of a block.</summary>
    public void Add(EncodedReceipts receipts)
    {
        long gas = _gas;
        for (int index = 0; index < receipts.Count; index++)
        {
            ref long count = ref _counts[(int)receipts.StatusOf(index)];
            Volatile.Write(ref count, count + 1);
            gas += (long)receipts.GasOf(index);
        }
        Volatile.Write(ref _gas, gas);
    }
}
