using Aether.Execution.Ledger;

namespace Aether.Execution.Scheduling;

/// <summary>What became of one transaction, and where its receipt lies.</summary>
internal struct TransactionOutcome
{
    /// <summary>None when it was executed.</summary>
    public TransactionError Error;

    /// <summary>The lane that ran it.</summary>
    public byte Lane;

    /// <summary>Where its receipt starts in the lane's receipts.</summary>
    public int Start;

    /// <summary>Gas it used.</summary>
    public ulong Gas;

    /// <summary>Bytes of its receipt.</summary>
    public int Bytes;
}
