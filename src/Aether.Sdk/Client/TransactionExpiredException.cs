using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A transaction that was waited for expired: no block has it or can have it. Nothing was charged.</summary>
public sealed class TransactionExpiredException : Exception
{
    /// <summary>Creates the exception.</summary>
    public TransactionExpiredException(Hash256 transactionHash, ulong? view)
        : base($"{transactionHash} expired before it was included" + (view is null ? "" : $", in view {view}"))
    {
        TransactionHash = transactionHash;
    }

    /// <summary>Which transaction.</summary>
    public Hash256 TransactionHash { get; }
}
