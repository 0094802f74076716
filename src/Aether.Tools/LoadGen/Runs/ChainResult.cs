namespace Aether.Tools.LoadGen.Runs;

/// <summary>What a run saw of the chain.</summary>
/// <param name="Blocks">Blocks seen.</param>
/// <param name="OwnBlocks">Blocks with transactions of the run.</param>
/// <param name="LargestBlock">Most transactions of a block.</param>
/// <param name="LargestPayload">Most bytes of a block.</param>
/// <param name="ForeignTransactions">Transactions of others.</param>
/// <param name="Undone">Blocks that left the chain.</param>
/// <param name="MempoolPeak">Most transactions in the watched node's pool.</param>
/// <param name="PricePeak">Highest price as a multiple of the price at rest.</param>
/// <param name="Receipts">Receipts looked at, of which failures were found.</param>
/// <param name="PollMs">Milliseconds between questions for the next block: latencies are late by at most this.</param>
/// <param name="Refused">Questions about the chain that the node was too busy for.</param>
internal sealed record ChainResult(
    long Blocks,
    long OwnBlocks,
    int LargestBlock,
    long LargestPayload,
    long ForeignTransactions,
    long Undone,
    long MempoolPeak,
    double PricePeak,
    long Receipts,
    double PollMs,
    long Refused);
