using Aether.Network.Transport;
using static Aether.Node.Telemetry.Catalogue.Metric;

namespace Aether.Node.Telemetry.Catalogue;

/// <summary>Peers, gossip, the transport and payloads as shreds.</summary>
internal static class NetworkMetrics
{
    private const string Finds = "nodes that find their peers";
    private const string Sockets = "nodes with QUIC";
    private const string Datagrams = "nodes with datagrams";

    /// <summary>The rows.</summary>
    public static MetricInfo[] All { get; } =
    [
        Gauge("aether_p2p_peers", "", "Connected peers", static (node, to) =>
        {
            to.Add(node.InboundPeers, "inbound");
            to.Add(node.ConnectedPeers - node.InboundPeers, "outbound");
        }, "direction"),
        Gauge("aether_p2p_validator_peers", "", "Connected peers that are nodes of validators", static (node, to) =>
            node.EachPeerStatus(status => to.Add(status.Validators))) with { Where = Finds },
        Gauge("aether_p2p_known_peers", "", "Peers that may be dialled", static (node, to) =>
            node.EachPeerStatus(status => to.Add(status.Known))) with { Where = Finds },
        Gauge("aether_p2p_rtt_seconds", "seconds", "Smoothed round-trip times of the peers", static (node, to) =>
            node.EachRtt(sorted =>
            {
                to.Add(sorted[0], "min");
                to.Add(sorted[sorted.Length / 2], "median");
                to.Add(sorted[^1], "max");
            }), "statistic") with { Where = Sockets },
        Total("aether_p2p_messages_total", "", "Messages by channel and what became of them", static (node, to) =>
        {
            ReadChannel(node.Metrics.ConsensusTransport, "consensus", to);
            ReadChannel(node.Metrics.TransactionTransport, "transactions", to);
        }, "topic", "result"),
        Total("aether_p2p_sent_bytes_total", "bytes", "Bytes of messages sent", static (node, to) =>
        {
            to.Add(node.Metrics.ConsensusTransport.SentBytes, "consensus");
            to.Add(node.Metrics.TransactionTransport.SentBytes, "transactions");
        }, "topic"),
        Total("aether_p2p_gossip_messages_total", "", "Gossiped messages that came, by judgement", static (node, to) =>
            node.EachPeerStatus(status =>
            {
                to.Add(status.GossipAccepted, "accepted");
                to.Add(status.GossipRejected, "rejected");
                to.Add(status.GossipIgnored, "ignored");
                to.Add(status.GossipDuplicates, "duplicate");
            }), "result") with { Where = Finds },
        Total("aether_p2p_offences_total", "", "Messages that only a faulty peer sends", static (node, to) =>
            node.EachPeerStatus(status => to.Add(status.Offences))) with { Where = Finds },
        Total("aether_p2p_bans_total", "", "Peers banned", static (node, to) =>
            node.EachPeerStatus(status => to.Add(status.Banned))) with { Where = Finds },
        Total("aether_p2p_gossip_judged_total", "", "Gossiped consensus messages judged before they are passed on",
            static (node, to) => node.EachStage(stage =>
            {
                if (stage.Stage == "GossipStage")
                {
                    to.Add(stage.Items);
                }
            })) with { Where = Finds },
        Total("aether_p2p_bytes_total", "bytes", "Bytes of packets on the wire", static (node, to) =>
            node.EachSocket(socket =>
            {
                to.Add(socket.BytesReceived, "in");
                to.Add(socket.BytesSent, "out");
            }), "direction") with { Where = Sockets },
        Total("aether_p2p_packets_total", "", "Packets on the wire", static (node, to) =>
            node.EachSocket(socket =>
            {
                to.Add(socket.PacketsReceived, "in");
                to.Add(socket.PacketsSent, "out");
            }), "direction") with { Where = Sockets },
        Total("aether_p2p_handshake_failures_total", "", "Handshakes that were not completed", static (node, to) =>
            node.EachSocket(socket =>
            {
                to.Add(socket.Refused, "over_rate");
                to.Add(socket.Retries, "address_to_prove");
                to.Add(socket.Resets, "reset");
            }), "reason") with { Where = Sockets },
        Gauge("aether_p2p_connections", "", "Connections and handshakes of the socket", static (node, to) =>
            node.EachSocket(socket => to.Add(socket.Connections))) with { Where = Sockets },
        Total("aether_p2p_datagrams_total", "", "Datagrams by what became of them", static (node, to) =>
            node.EachDatagrams(datagrams =>
            {
                to.Add(datagrams.Sent, "sent");
                to.Add(datagrams.Unsent, "unsent");
                to.Add(datagrams.Received, "received");
                to.Add(datagrams.Dropped, "dropped");
            }), "result") with { Where = Datagrams },
        Total("aether_da_shreds_total", "", "Shreds of payloads by direction and what they were", static (node, to) =>
            node.EachShreds(shreds =>
            {
                to.Add(shreds.ShredsTaken, "in", "taken");
                to.Add(shreds.ShredsUnused, "in", "unused");
                to.Add(shreds.ShredsBad, "in", "bad");
                to.Add(shreds.RepairsTaken, "in", "repair");
                to.Add(shreds.ShredsSent, "out", "own");
                to.Add(shreds.ShredsRelayed, "out", "relayed");
                to.Add(shreds.RepairsServed, "out", "repair");
            }), "direction", "kind") with { Where = Datagrams },
        Total("aether_da_repairs_asked_total", "", "Shreds asked for because they did not come", static (node, to) =>
            node.EachShreds(shreds => to.Add(shreds.RepairsAsked))) with { Where = Datagrams },
        Total("aether_da_recovered_blocks_total", "", "Payloads put together, by how", static (node, to) =>
            node.EachShreds(shreds =>
            {
                to.Add(shreds.BlocksUnrepaired, "unrepaired");
                to.Add(shreds.BlocksAssembled - shreds.BlocksUnrepaired, "repaired");
                to.Add(shreds.BlocksWhole, "whole");
            }), "how") with { Where = Datagrams },
        Total("aether_da_recovery_failures_total", "", "Payloads that shreds did not give: asked for whole",
            static (node, to) => node.EachShreds(shreds => to.Add(shreds.WholesAsked))) with { Where = Datagrams },
        Total("aether_da_faulty_leaders_total", "", "Blocks whose leader signed two sets of shreds, or none that fits",
            static (node, to) => node.EachShreds(shreds => to.Add(shreds.FaultyLeaders))) with { Where = Datagrams },
    ];

    private static void ReadChannel(TransportCounters counters, string topic, Collecting.Readings to)
    {
        to.Add(counters.Sent, topic, "sent");
        to.Add(counters.Received, topic, "received");
        to.Add(counters.DroppedOldest, topic, "dropped");
        to.Add(counters.Refused, topic, "refused");
    }
}
