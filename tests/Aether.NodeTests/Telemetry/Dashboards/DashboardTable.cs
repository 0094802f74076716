namespace Aether.NodeTests.Telemetry.Dashboards;

/// <summary>The dashboards of `src/deploy/observability/dashboards`, by file name.</summary>
internal static class DashboardTable
{
    // Replaced in every expression: the nodes that were chosen.
    private const string Node = "{instance=~\"$instance\"}";

    /// <summary>Title and panels of each.</summary>
    public static IReadOnlyDictionary<string, (string Title, Panel[] Panels)> All { get; } =
        new SortedDictionary<string, (string Title, Panel[] Panels)>(StringComparer.Ordinal)
        {
            ["overview"] = ("Aether: overview", Overview()),
            ["consensus"] = ("Aether: consensus", Consensus()),
            ["execution"] = ("Aether: execution and storage", Execution()),
            ["network"] = ("Aether: network", Network()),
            ["rpc"] = ("Aether: RPC", Rpc()),
            ["host"] = ("Aether: host and runtime", Host()),
        };

    private static Panel[] Overview() =>
    [
        Stat("Finalized height", "none", $"max(aether_consensus_finalized_height{Node})"),
        Stat("Final transactions a second", "ops", $"max({SumRate("aether_execution_transactions_total")})"),
        Stat("Finality p95", "s", "max(aether:finality_seconds:p95)") with { Objective = 2 },
        Stat("Pending transactions", "none", $"max(aether_mempool_transactions{Node})"),
        Stat("Peers", "none", $"min(sum by (instance) (aether_p2p_peers{Node}))"),
        Stat("Nodes that run", "none", $"sum(aether_node_up{Node})"),
        new("Finality", "s", ("aether:finality_seconds:p95", "p95 {{instance}}"),
            ("aether:finality_seconds:p99", "p99 {{instance}}")) { Objective = 2 },
        new("Transactions", "ops",
            ($"{SumRate("aether_execution_transactions_total")}", "final {{instance}}"),
            ($"{SumRate("aether_mempool_added_total")}", "added {{instance}}")),
        new("Blocks a second", "ops", ($"{SumRate("aether_consensus_blocks_finalized_total")}", "{{instance}}")),
        new("Mempool", "none", ($"aether_mempool_transactions{Node}", "{{instance}}")),
        new("Threads: not parked", "percentunit", ("aether:thread_busy:ratio_rate1m", "{{thread}} {{instance}}")),
        new("Stages: busy", "percentunit",
            ("rate(aether_stage_regime_seconds_total{regime=\"busy\",instance=~\"$instance\"}[1m])",
                "{{stage}} {{instance}}")),
        new("Links: how full", "percentunit",
            ($"aether_link_depth{Node} / aether_link_capacity{Node}", "{{link}} {{instance}}")),
        new("Dropped", "ops", ($"sum by (stage, reason) (rate(aether_stage_dropped_total{Node}[5m])) > 0",
            "{{stage}}: {{reason}}")),
    ];

    private static Panel[] Consensus() =>
    [
        new("Slot and heights", "none", ($"aether_consensus_slot{Node}", "slot {{instance}}"),
            ($"aether_consensus_head_height{Node}", "head {{instance}}"),
            ($"aether_consensus_safe_height{Node}", "safe {{instance}}"),
            ($"aether_consensus_finalized_height{Node}", "final {{instance}}")),
        new("Steps of a block, p95", "s", (Quantile("aether_consensus_phase_duration_seconds", "phase"), "{{phase}}")),
        new("Delay of blocks by stage, p95", "s", (Quantile("aether_block_delay_seconds", "stage"), "{{stage}}"))
        {
            Objective = 2,
        },
        new("Stake behind the last certificate", "percentunit",
            ($"aether_consensus_quorum_stake_ratio{Node}", "{{instance}}")),
        new("Slots", "ops", ($"sum by (outcome) (rate(aether_consensus_slots_total{Node}[5m]))", "{{outcome}}")),
        new("Own blocks", "ops",
            ($"sum by (instance, outcome) (rate(aether_consensus_leader_slots_total{Node}[5m]))",
                "{{outcome}} {{instance}}")),
        new("Votes", "ops", ($"sum by (phase, result) (rate(aether_consensus_votes_total{Node}[5m]))",
            "{{phase}} {{result}}")),
        new("Signer p95", "s", (Quantile("aether_signer_duration_seconds", "instance"), "{{instance}}")),
        new("Signer requests", "ops",
            ($"sum by (kind, result) (rate(aether_signer_requests_total{Node}[5m]))", "{{kind}} {{result}}")),
        new("Messages", "ops",
            ($"sum by (instance, result) (rate(aether_consensus_messages_total{Node}[5m]))",
                "{{result}} {{instance}}")),
        new("Faults of others", "none", ($"aether_consensus_equivocations_total{Node}", "equivocations {{instance}}"),
            ($"aether_consensus_penalties_total{Node}", "penalties {{instance}}")),
        new("KES periods left", "none", ($"aether_kes_periods_remaining{Node}", "{{instance}}")),
        new("Age of the last final block", "s", ($"aether_consensus_finalized_age_seconds{Node}", "{{instance}}")),
        new("Epoch and validators", "none", ($"aether_consensus_epoch{Node}", "epoch {{instance}}"),
            ($"aether_consensus_validators{Node}", "validators {{instance}}")),
    ];

    private static Panel[] Execution() =>
    [
        new("Judge a block", "s", (Quantile("aether_execution_block_seconds", "instance"), "p95 {{instance}}")),
        new("Build a block", "s", (Quantile("aether_execution_build_seconds", "instance"), "p95 {{instance}}")),
        new("State root", "s", (Quantile("aether_state_root_seconds", "instance"), "p95 {{instance}}")),
        new("Commit", "s", (Quantile("aether_state_commit_seconds", "instance"), "p95 {{instance}}")),
        new("Fsync", "s", (Quantile("aether_storage_fsync_seconds", "log"), "p95 {{log}}")),
        new("Results", "ops",
            ($"sum by (result) (rate(aether_execution_transactions_total{Node}[5m])) > 0", "{{result}}")),
        new("Gas a second", "ops", (SumRate("aether_execution_gas_total"), "{{instance}}")),
        new("Blocks judged", "ops",
            ($"sum by (result) (rate(aether_execution_blocks_total{Node}[5m]))", "{{result}}")),
        new("Signatures", "ops",
            ($"sum by (instance, result) (rate(aether_sigverify_signatures_total{Node}[1m]))",
                "{{result}} {{instance}}")),
        new("Batch of signatures", "s",
            (Quantile("aether_sigverify_duration_seconds", "instance"), "p95 {{instance}}")),
        new("Left the mempool", "ops",
            ($"sum by (reason) (rate(aether_mempool_evicted_total{Node}[5m]))", "{{reason}}"),
            ($"sum(rate(aether_mempool_included_total{Node}[5m]))", "included")),
        new("Oldest pending transaction", "s", ($"aether_mempool_oldest_age_seconds{Node}", "{{instance}}")),
        new("What a place in the mempool costs", "none",
            ($"aether_mempool_floor_price_ratio{Node}", "minimum fees {{instance}}")),
        new("Refused by the mempool", "ops",
            ($"sum by (reason) (rate(aether_mempool_rejected_total{Node}[5m])) > 0", "{{reason}}")),
        new("Fee multipliers", "none", ($"aether_fee_multiplier_block{Node}", "block {{instance}}"),
            ($"aether_fee_multiplier_max{Node}", "dearest {{instance}}")),
        new("Files", "bytes", ($"aether_storage_bytes{Node}", "{{component}} {{instance}}")),
        new("Room on the disk", "bytes", ($"aether_disk_free_bytes{Node}", "{{instance}}")),
        new("Age of the newest snapshot", "s", ($"aether_snapshot_age_seconds{Node}", "{{instance}}")),
    ];

    private static Panel[] Network() =>
    [
        new("Peers", "none", ($"aether_p2p_peers{Node}", "{{direction}} {{instance}}")),
        new("Bytes on the wire", "Bps",
            ($"sum by (instance, direction) (rate(aether_p2p_bytes_total{Node}[1m]))", "{{direction}} {{instance}}")),
        new("Messages", "ops",
            ($"sum by (topic, result) (rate(aether_p2p_messages_total{Node}[1m]))", "{{topic}} {{result}}")),
        new("Bytes of messages sent", "Bps",
            ($"sum by (topic) (rate(aether_p2p_sent_bytes_total{Node}[1m]))", "{{topic}}")),
        new("Gossip", "ops",
            ($"sum by (result) (rate(aether_p2p_gossip_messages_total{Node}[5m]))", "{{result}}")),
        new("Lost shreds", "percentunit", ("aether_da_packet_loss_ratio", "{{instance}}")) { Objective = 0.2 },
        new("Shreds", "ops",
            ($"sum by (direction, kind) (rate(aether_da_shreds_total{Node}[1m]))", "{{direction}} {{kind}}")),
        new("Payloads put together", "ops",
            ($"sum by (how) (rate(aether_da_recovered_blocks_total{Node}[5m]))", "{{how}}"),
            ($"sum(rate(aether_da_recovery_failures_total{Node}[5m]))", "asked for whole")),
        new("Datagrams", "ops", ($"sum by (result) (rate(aether_p2p_datagrams_total{Node}[1m]))", "{{result}}")),
        new("Handshakes that failed", "ops",
            ($"sum by (reason) (rate(aether_p2p_handshake_failures_total{Node}[5m]))", "{{reason}}")),
        new("Bans and offences", "none", ($"aether_p2p_bans_total{Node}", "bans {{instance}}"),
            ($"aether_p2p_offences_total{Node}", "offences {{instance}}")),
        new("Round trips of peers", "s", ($"aether_p2p_rtt_seconds{Node}", "{{statistic}} {{instance}}")),
    ];

    private static Panel[] Rpc() =>
    [
        new("Requests", "ops", ($"sum by (method) (rate(aether_rpc_requests_total{Node}[1m]))", "{{method}}")),
        new("Errors by code", "ops",
            ("sum by (code) (rate(aether_rpc_requests_total{code!=\"0\",instance=~\"$instance\"}[5m]))", "{{code}}")),
        new("Share of errors of the node", "percentunit", ("aether:rpc_errors:ratio_rate5m", "{{instance}}"))
        {
            Objective = 0.001,
        },
        new("All requests, p95", "s", ("aether:rpc_request_seconds:p95", "{{instance}}")) { Objective = 0.3 },
        new("Requests by method, p95", "s", (Quantile("aether_rpc_request_seconds", "method"), "{{method}}")),
        new("Under way", "none", ($"aether_rpc_in_flight{Node}", "{{instance}}")),
        new("Admission p95", "s",
            (Quantile("aether_mempool_admission_duration_seconds", "instance"), "{{instance}}")),
        new("Subscriptions", "none", ($"sum by (topic) (aether_rpc_subscriptions{Node})", "{{topic}}"),
            ($"sum(aether_firehose_streams{Node})", "Firehose")),
        new("Subscriptions that fell behind", "ops", (SumRate("aether_rpc_subscription_lagged_total"), "{{instance}}")),
    ];

    private static Panel[] Host() =>
    [
        new("Processors used", "none", ($"rate(process_cpu_seconds_total{Node}[1m])", "{{instance}}")),
        new("Processor time of threads", "percentunit",
            ($"rate(aether_thread_cpu_seconds_total{Node}[1m])", "{{thread}} {{instance}}")),
        new("Memory", "bytes", ($"process_resident_memory_bytes{Node}", "resident {{instance}}"),
            ($"dotnet_gc_committed_bytes{Node}", "heap {{instance}}")),
        new("Collections", "ops",
            ($"sum by (instance, generation) (rate(dotnet_gc_collections_total{Node}[5m]))",
                "{{generation}} {{instance}}")),
        new("Stopped by the collector", "percentunit",
            ($"rate(dotnet_gc_pause_seconds_total{Node}[5m])", "{{instance}}")),
        new("Allocated", "Bps", ($"rate(dotnet_gc_allocated_bytes_total{Node}[1m])", "{{instance}}")),
        new("Thread pool", "none", ($"dotnet_thread_pool_threads{Node}", "threads {{instance}}"),
            ($"dotnet_thread_pool_queue_length{Node}", "waiting {{instance}}")),
        new("Contended monitors", "ops", ($"rate(dotnet_lock_contentions_total{Node}[5m])", "{{instance}}")),
        new("Open files", "none", ($"process_open_fds{Node}", "{{instance}}")),
        new("Uptime", "s", ($"aether_node_uptime_seconds{Node}", "{{instance}}")),
        new("Spans", "ops", ($"sum by (result) (rate(aether_telemetry_spans_total{Node}[5m]))", "{{result}}")),
        new("Program", "none",
            ($"aether_build_info{Node}", "{{version}} {{commit}} {{config_hash}} {{rid}} {{instance}}")),
    ];

    private static Panel Stat(string title, string unit, string expression) =>
        new(title, unit, (expression, "")) { IsStat = true };

    private static string SumRate(string counter) => $"sum by (instance) (rate({counter}{Node}[1m]))";

    private static string Quantile(string histogram, string label) =>
        $"histogram_quantile(0.95, sum by ({label}, le) (rate({histogram}_bucket{Node}[5m])))";
}
