using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Node.Feed;

/// <summary>A block with what its execution gave. Immutable and shared by readers.</summary>
/// <param name="Header">The header.</param>
/// <param name="Transactions">Its transactions in order.</param>
/// <param name="Encoded">
/// Their receipts in canonical bytes, same order; null for an abandoned block that this node did not execute since it
/// started.
/// </param>
internal sealed record FeedBlock(Header Header, Transaction[] Transactions, EncodedReceipts? Encoded)
{
    private const int ReceiptBytes = 256;

    /// <summary>The receipts as objects, made when a reader first asks for them; null where there are none.</summary>
    public Receipt[]? Receipts => Encoded?.Decoded;

    /// <summary>There are receipts.</summary>
    public bool HasReceipts => Encoded is not null;

    /// <summary>Hash of the block.</summary>
    public Hash256 Hash => Header.Hash;

    /// <summary>Height of the block.</summary>
    public ulong Height => Header.Height;

    /// <summary>About what it takes in memory.</summary>
    public long Weight => 2_048 + (2L * Header.PayloadBytes) + ((long)ReceiptBytes * Transactions.Length);
}
