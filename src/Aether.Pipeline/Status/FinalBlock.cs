using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Pipeline.Status;

/// <summary>A block that became final at this node. Durable before it is announced.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Transactions">Its transactions in order.</param>
/// <param name="Encoded">Their receipts in canonical bytes, same order.</param>
/// <param name="LatencyMs">
/// From this node's first sight of the proposal (or its own build request) to finality here, by the monotonic clock.
/// Not from the header's timestamp: clocks of other machines do not enter.
/// </param>
public sealed record FinalBlock(Header Header, Transaction[] Transactions, EncodedReceipts Encoded, long LatencyMs)
{
    /// <summary>The same with receipts as objects.</summary>
    public FinalBlock(Header header, Transaction[] transactions, Receipt[] receipts, long latencyMs)
        : this(header, transactions, EncodedReceipts.Of(receipts), latencyMs)
    {
    }

    /// <summary>The receipts as objects, made at the first call: thousands of them, not for the announcing thread.
    /// </summary>
    public Receipt[] Receipts => Encoded.Decoded;
}
