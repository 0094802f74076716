using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Slots, heads, votes and keys.</summary>
internal static class ConsensusMetrics
{
    private const string OwnKeys = "validators with own keys";

    /// <summary>From the first sight of a block, or the request to build it, to its finality here.</summary>
    public static MetricInfo FinalityLatency { get; } = Durations(
        "aether_consensus_finality_latency_seconds",
        "From this node's first sight of a block, or the request to build it, to its finality here",
        Buckets.Finality);

    /// <summary>Time of a block from one step to the next.</summary>
    public static MetricInfo PhaseDuration { get; } = Durations(
        "aether_consensus_phase_duration_seconds",
        "Phases of a block here: sight to execution, execution to quorum certificate, certificate to finality",
        Buckets.Finality,
        "phase");

    /// <summary>How late a block comes to each stage.</summary>
    public static MetricInfo BlockDelay { get; } = Durations(
        "aether_block_delay_seconds",
        "From the timestamp of a final block, by its leader's clock, to each stage here: seen, executed, certified, "
            + "final",
        Buckets.Finality,
        "stage");

    /// <summary>Votes that this node's signer was asked for.</summary>
    public static MetricInfo Votes { get; } = Counted(
        "aether_consensus_votes_total", "Votes that the signer was asked for, by phase and result", "phase", "result");

    /// <summary>Requests to the signer.</summary>
    public static MetricInfo SignerRequests { get; } = Counted(
        "aether_signer_requests_total", "Requests to the signer by what was to be signed and result", "kind", "result");

    /// <summary>Time of the signer.</summary>
    public static MetricInfo SignerDuration { get; } = Durations(
        "aether_signer_duration_seconds", "How long the signer takes to sign or to refuse", Buckets.Work);

    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Gauge("aether_consensus_slot", "", "The slot (view) that the node is in", static (node, to) =>
            to.Add(node.Consensus.View)),
        Gauge("aether_consensus_epoch", "", "The epoch that the node is in", static (node, to) =>
            to.Add(node.Consensus.Epoch)),
        Gauge("aether_consensus_head_height", "", "Height of the latest executed block", static (node, to) =>
            to.Add(node.Consensus.Head.Height)),
        Gauge("aether_consensus_safe_height", "", "Height of the certified head", static (node, to) =>
            to.Add(node.Consensus.Safe.Height)),
        Gauge("aether_consensus_finalized_height", "", "Height of the last final block", static (node, to) =>
            to.Add(node.Consensus.Finalized.Height)),
        Gauge("aether_consensus_finalized_age_seconds", "seconds", "Age of the last final block by its timestamp",
            static (node, to) => to.Add(node.FinalizedAge.TotalSeconds)),
        Gauge("aether_consensus_validators", "", "Validators of the epoch", static (node, to) =>
            to.Add(node.ValidatorCount)),
        Gauge("aether_consensus_quorum_stake_ratio", "ratio",
            "Share of the stake that signed the certificate in the last final block", static (node, to) =>
            {
                if (node.Seats.StakeShareOf(node.Consensus.Finalized.Justify) is { } share)
                {
                    to.Add(share);
                }
            }),
        FinalityLatency,
        PhaseDuration,
        BlockDelay,
        Votes,
        Total("aether_consensus_leader_slots_total", "", "Blocks that this node built, and of them those final",
            static (node, to) =>
            {
                to.Add(node.Metrics.BlocksBuilt, "built");
                to.Add(node.Seats.OwnFinal, "final");
            }, "outcome"),
        Total("aether_consensus_slots_total", "", "Slots settled since the start: with a final block or without",
            static (node, to) =>
            {
                long final = node.Pipeline.Slots.Finalized;
                to.Add(final, "final");
                to.Add(Math.Max(node.Pipeline.Slots.Passed - final, 0), "empty");
            },
            "outcome"),
        Total("aether_consensus_blocks_finalized_total", "", "Blocks made final since the start", static (node, to) =>
            to.Add(node.Metrics.BlocksFinalized)),
        Total("aether_consensus_messages_total", "", "Consensus messages taken from the transport", static (node, to) =>
        {
            to.Add(node.Metrics.ConsensusMessages - node.Metrics.ConsensusMalformed, "ok");
            to.Add(node.Metrics.ConsensusMalformed, "malformed");
        }, "result"),
        Total("aether_consensus_safety_records_total", "", "Safety records made durable before a signature left",
            static (node, to) => to.Add(node.Metrics.SafetyRecords)),
        Total("aether_consensus_equivocations_total", "", "Signatures of one validator that contradict each other",
            static (node, to) => to.Add(node.Metrics.Evidence)),
        Total("aether_consensus_penalties_total", "", "Messages that only a faulty validator sends",
            static (node, to) => to.Add(node.Metrics.Penalties)),
        Total("aether_consensus_proposals_yielded_total", "",
            "Own proposals given up for blocks of others that stand before them",
            static (node, to) => to.Add(node.Metrics.ProposalsYielded)),
        SignerRequests,
        SignerDuration,
        Gauge("aether_kes_period", "", "Period of the KES key: epochs since the one it starts with",
            static (node, to) => node.EachKes((period, _) => to.Add(period))) with { Where = OwnKeys },
        Gauge("aether_kes_periods_remaining", "", "Periods of the KES key that are left, the current one included",
            static (node, to) => node.EachKes((_, left) => to.Add(left))) with { Where = OwnKeys },
    ];
}
