using Aether.Core.Types;

namespace Aether.Pipeline.Status;

/// <summary>A block that became final at this node. Durable before it is announced.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Transactions">Its transactions in order.</param>
/// <param name="Receipts">Their receipts, same order.</param>
/// <param name="LatencyMs">
/// From this node's first sight of the proposal (or its own build request) to finality here, by the monotonic clock.
/// Not from the header's timestamp: clocks of other machines do not enter.
/// </param>
public sealed record FinalBlock(Header Header, Transaction[] Transactions, Receipt[] Receipts, long LatencyMs);
