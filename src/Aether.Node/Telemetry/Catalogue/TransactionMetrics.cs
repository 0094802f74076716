using Aether.Core.Types;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;
using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Signatures, the mempool, execution and fees.</summary>
internal static class TransactionMetrics
{
    /// <summary>Transactions verified together.</summary>
    public static MetricInfo VerifyBatch { get; } = Sizes(
        "aether_sigverify_batch_size", "Transactions whose signatures ingress verified together", Buckets.Batch);

    /// <summary>Time to verify a batch.</summary>
    public static MetricInfo VerifyDuration { get; } = Durations(
        "aether_sigverify_duration_seconds", "How long ingress took to verify a batch of signatures", Buckets.Work);

    /// <summary>Time to judge a block.</summary>
    public static MetricInfo ExecuteBlock { get; } = Durations(
        "aether_execution_block_seconds", "How long a proposed block took to be judged: executed and compared",
        Buckets.Work);

    /// <summary>Time to build a block.</summary>
    public static MetricInfo BuildBlock { get; } = Durations(
        "aether_execution_build_seconds", "How long an own block took to be built", Buckets.Work);

    /// <summary>Time to judge a submission.</summary>
    public static MetricInfo Admission { get; } = Durations(
        "aether_mempool_admission_duration_seconds",
        "From the submission of a transaction by RPC to the verdict on it",
        Buckets.Request);

    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Total("aether_sigverify_signatures_total", "", "Signatures that ingress checked", static (node, to) =>
        {
            long bad = node.Metrics.BadSignatures;
            to.Add(Math.Max(node.Metrics.SignaturesVerified - bad, 0), "ed25519", "ok");
            to.Add(bad, "ed25519", "bad");
        }, "scheme", "result"),
        VerifyBatch,
        VerifyDuration,
        Gauge("aether_mempool_transactions", "", "Pending transactions", static (node, to) =>
            to.Add(node.Mempool.Transactions)),
        Gauge("aether_mempool_bytes", "bytes", "Their size", static (node, to) => to.Add(node.Mempool.Bytes)),
        Gauge("aether_mempool_senders", "", "Fee payers with pending transactions", static (node, to) =>
            to.Add(node.Mempool.Senders)),
        Gauge("aether_mempool_capacity_transactions", "", "Most pending transactions", static (node, to) =>
            to.Add(node.Mempool.MaxTransactions)),
        Gauge("aether_mempool_capacity_bytes", "bytes", "Most bytes of pending transactions", static (node, to) =>
            to.Add(node.Mempool.MaxBytes)),
        Gauge("aether_mempool_oldest_age_seconds", "seconds",
            "For how long the oldest pending transaction without a nonce gap before it waits, at least",
            static (node, to) => to.Add(node.OldestPending.TotalSeconds)),
        Gauge("aether_mempool_floor_price_ratio", "ratio",
            "What a bid must be above to find a place, as a multiple of the minimum fee: 1 while there is room",
            static (node, to) => to.Add(node.MempoolFloor)),
        Total("aether_mempool_added_total", "", "Transactions that became pending", static (node, to) =>
            to.Add(node.Mempool.Counters.Added)),
        Total("aether_mempool_included_total", "", "Pending transactions found in final blocks", static (node, to) =>
            to.Add(node.Mempool.Counters.Included)),
        Total("aether_mempool_rejected_total", "", "Transactions that the mempool did not take", static (node, to) =>
        {
            foreach (DropSample drop in node.Pipeline.ReadDrops())
            {
                if (drop.Stage == "AdmitStage")
                {
                    to.Add(drop.Count, drop.Reason);
                }
            }
        }, "reason"),
        Total("aether_mempool_evicted_total", "", "Pending transactions that left without being included",
            static (node, to) =>
            {
                MempoolCounters counters = node.Mempool.Counters;
                to.Add(counters.Replaced, "replaced");
                to.Add(counters.Evicted, "evicted");
                to.Add(counters.Expired, "expired");
                to.Add(counters.Dropped, "dropped");
            }, "reason"),
        Admission,
        Total("aether_execution_transactions_total", "", "Transactions of final blocks", static (node, to) =>
        {
            for (ReceiptStatus status = 0; status <= ReceiptStatus.OverLimit; status++)
            {
                to.Add(node.Pipeline.Receipts.Of(status), SnakeCase.Of(status.ToString()));
            }
        }, "result"),
        Total("aether_execution_gas_total", "", "Gas used by transactions of final blocks", static (node, to) =>
            to.Add(node.Pipeline.Receipts.Gas)),
        Total("aether_execution_blocks_total", "", "Proposed blocks judged", static (node, to) =>
        {
            long invalid = node.Metrics.BlocksInvalid;
            to.Add(Math.Max(node.Metrics.BlocksExecuted - invalid, 0), "valid");
            to.Add(invalid, "invalid");
        }, "result"),
        Total("aether_execution_blocks_built_total", "", "Blocks that this node built", static (node, to) =>
            to.Add(node.Metrics.BlocksBuilt)),
        Gauge("aether_execution_lanes", "", "Threads that execute a block", static (node, to) =>
            to.Add(node.Pipeline.Lanes)),
        ExecuteBlock,
        BuildBlock,
        Gauge("aether_fee_multiplier_block", "ratio", "What every fee of the latest block is multiplied by",
            static (node, to) => to.Add(node.FeeMultiplier)),
        Gauge("aether_fee_multiplier_max", "ratio", "What fees for the dearest object are multiplied by",
            static (node, to) => to.Add(node.FeeMultiplierMax)),
    ];
}
