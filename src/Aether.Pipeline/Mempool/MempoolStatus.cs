namespace Aether.Pipeline.Mempool;

/// <summary>A mempool at one moment.</summary>
/// <param name="Transactions">Pending transactions.</param>
/// <param name="Bytes">Their encoded size.</param>
/// <param name="Senders">Distinct fee payers.</param>
/// <param name="MaxTransactions">Limit of the count.</param>
/// <param name="MaxBytes">Limit of the size.</param>
/// <param name="Counters">Totals since the start.</param>
public sealed record MempoolStatus(
    int Transactions, long Bytes, int Senders, int MaxTransactions, long MaxBytes, MempoolCounters Counters);
