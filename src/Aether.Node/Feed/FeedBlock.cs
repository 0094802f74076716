using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>A block with what its execution gave. Immutable and shared by readers.</summary>
/// <param name="Header">The header.</param>
/// <param name="Transactions">Its transactions in order.</param>
/// <param name="Receipts">
/// Their receipts, same order; null for an abandoned block that this node did not execute since it started.
/// </param>
internal sealed record FeedBlock(Header Header, Transaction[] Transactions, Receipt[]? Receipts)
{
    private const int ReceiptBytes = 256;

    /// <summary>Hash of the block.</summary>
    public Hash256 Hash => Header.Hash;

    /// <summary>Height of the block.</summary>
    public ulong Height => Header.Height;

    /// <summary>About what it takes in memory.</summary>
    public long Weight => 2_048 + (2L * Header.PayloadBytes) + ((long)ReceiptBytes * Transactions.Length);
}
