using System.Globalization;
using System.Net;

namespace Aether.NodeTests.Cli;

/// <summary>Pages of a node that works evenly: each look is one interval later.</summary>
internal static class RecordedMetrics
{
    /// <summary>Answers GET /metrics with one page after the other.</summary>
    public static void Serve(RecordedNode node)
    {
        int looks = 0;
        node.AnswerPath("/metrics", _ => (HttpStatusCode.OK, Page(looks++)));
    }

    /// <summary>The page after so many seconds.</summary>
    public static string Page(int seconds) => string.Create(
        CultureInfo.InvariantCulture,
        $$"""
        # TYPE aether_consensus_slot gauge
        aether_consensus_epoch 3
        aether_consensus_slot {{20 + (2 * seconds)}}
        aether_consensus_head_height 18
        aether_consensus_finalized_height 17
        aether_consensus_finalized_age_seconds 0.4
        aether_consensus_slots_total{outcome="final"} {{17 + (2 * seconds)}}
        aether_consensus_slots_total{outcome="empty"} {{3 + seconds}}
        aether_consensus_finality_latency_seconds_bucket{le="0.2"} {{10 * seconds}}
        aether_consensus_finality_latency_seconds_bucket{le="0.4"} {{20 * seconds}}
        aether_consensus_finality_latency_seconds_bucket{le="+Inf"} {{20 * seconds}}
        aether_execution_transactions_total{result="success"} {{1000 * seconds}}
        aether_execution_transactions_total{result="failed"} {{10 * seconds}}
        aether_mempool_transactions 12
        aether_mempool_capacity_transactions 50000
        aether_p2p_peers{direction="inbound"} 2
        aether_p2p_peers{direction="outbound"} 1
        aether_p2p_rtt_seconds{statistic="min"} 0.0002
        aether_p2p_rtt_seconds{statistic="median"} 0.00035
        aether_p2p_rtt_seconds{statistic="max"} 0.0415
        aether_stage_info{stage="IngressStage",thread="ingress"} 1
        aether_stage_regime_seconds_total{stage="IngressStage",regime="busy"} {{0.25 * seconds}}
        aether_stage_regime_seconds_total{stage="IngressStage",regime="wait"} {{0.65 * seconds}}
        aether_stage_regime_seconds_total{stage="IngressStage",regime="backpressure"} {{0.1 * seconds}}
        aether_stage_regime_seconds_total{stage="IngressStage",regime="housekeeping"} 0
        aether_stage_items_total{stage="IngressStage"} {{1200 * seconds}}
        aether_stage_dropped_total{stage="IngressStage",reason="malformed"} {{3 * seconds}}
        aether_link_depth{link="submissions"} 64
        aether_link_capacity{link="submissions"} 128
        aether_link_high_water{link="submissions"} 100

        """);
}
