using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A transaction did not reach the awaited state in time; its outcome is unknown.</summary>
public sealed class ReceiptTimeoutException : Exception
{
    /// <summary>Creates the exception.</summary>
    public ReceiptTimeoutException(Hash256 transactionHash, bool isIncluded)
        : base(isIncluded ? "the transaction is included but not final" : "the transaction is not included")
    {
        TransactionHash = transactionHash;
        IsIncluded = isIncluded;
    }

    /// <summary>Which transaction.</summary>
    public Hash256 TransactionHash { get; }

    /// <summary>True when a receipt was seen.</summary>
    public bool IsIncluded { get; }
}
