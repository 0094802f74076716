using System.Buffers;
using System.Text.Json;
using Aether.Native.Quic;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Rpc;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Status;

namespace Aether.Node.Networking;

/// <summary>What `aether run --json` writes: a JSON object a line for each final block and each second.</summary>
/// <remarks><b>Threads</b>: any; lines are whole.</remarks>
internal sealed class RunReport(Stream output, NodeView node, ITransport transport)
{
    private readonly Lock _lock = new();

    /// <summary>The node serves requests.</summary>
    public void Ready(Uri rpc) => Write(json =>
    {
        json.WriteString("type", "ready");
        json.WriteString("rpc", rpc.ToString().TrimEnd('/'));
    });

    /// <summary>A block is final here.</summary>
    public void OnFinal(FinalBlock block) => Write(json =>
    {
        json.WriteString("type", "final");
        json.WriteNumber("height", block.Header.Height);
        json.WriteNumber("slot", block.Header.View);
        json.WriteNumber("epoch", block.Header.Epoch);
        json.WriteString("hash", block.Header.Hash.ToString());
        json.WriteString("state_root", block.Header.StateRoot.ToString());
        json.WriteNumber("proposer", Proposers.NumberOf(block.Header, node.Genesis, node.Store));
        json.WriteNumber("transactions", block.Transactions.Length);
        json.WriteNumber("latency_ms", block.LatencyMs);
    });

    /// <summary>How the node stands.</summary>
    public void Status() => Write(json =>
    {
        ConsensusStatus status = node.Pipeline.ConsensusStatus;
        json.WriteString("type", "status");
        json.WriteNumber("slot", status.View);
        json.WriteNumber("epoch", status.Epoch);
        json.WriteNumber("final_height", status.Finalized.Height);
        json.WriteNumber("peers", transport switch
        {
            PeerLinks fixedLinks => fixedLinks.Connected,
            PeerNetwork found => found.Status.Connected,
            _ => 0,
        });
        json.WriteNumber("pending", node.Pipeline.MempoolStatus.Transactions);
        json.WriteNumber("evidence", node.Pipeline.ReadMetrics().Evidence);
        if (transport is PeerLinks links)
        {
            WriteLinks(json, links);
        }
        else if (transport is PeerNetwork network)
        {
            WriteNetwork(json, network);
        }
        if (node.Pipeline.Shreds is { } shreds)
        {
            WriteShreds(json, shreds);
            WriteDatagrams(json, node.Pipeline.Parts.Shreds!.Links.ReadDatagramCounters());
        }
    });

    private static void WriteDatagrams(Utf8JsonWriter json, DatagramCounters datagrams)
    {
        json.WriteNumber("datagrams_sent", datagrams.Sent);
        json.WriteNumber("datagrams_unsent", datagrams.Unsent);
        json.WriteNumber("datagrams_received", datagrams.Received);
        json.WriteNumber("datagrams_dropped", datagrams.Dropped);
    }

    private static void WriteShreds(Utf8JsonWriter json, ShredCounters shreds)
    {
        json.WriteStartObject("shreds");
        json.WriteNumber("blocks_sent", shreds.BlocksSent);
        json.WriteNumber("sent", shreds.ShredsSent);
        json.WriteNumber("heads", shreds.Heads);
        json.WriteNumber("assembled", shreds.BlocksAssembled);
        json.WriteNumber("unrepaired", shreds.BlocksUnrepaired);
        json.WriteNumber("whole", shreds.BlocksWhole);
        json.WriteNumber("taken", shreds.ShredsTaken);
        json.WriteNumber("relayed", shreds.ShredsRelayed);
        json.WriteNumber("held", shreds.ShredsHeld);
        json.WriteNumber("unused", shreds.ShredsUnused);
        json.WriteNumber("bad", shreds.ShredsBad);
        json.WriteNumber("repairs_asked", shreds.RepairsAsked);
        json.WriteNumber("repairs_taken", shreds.RepairsTaken);
        json.WriteNumber("repairs_served", shreds.RepairsServed);
        json.WriteNumber("wholes_asked", shreds.WholesAsked);
        json.WriteNumber("faulty_leaders", shreds.FaultyLeaders);
        json.WriteNumber("delivery_p50_ms", shreds.Delivery.PercentileMs(50));
        json.WriteNumber("delivery_p95_ms", shreds.Delivery.PercentileMs(95));
        json.WriteNumber("delivery_p99_ms", shreds.Delivery.PercentileMs(99));
        json.WriteEndObject();
    }

    private static void WriteLinks(Utf8JsonWriter json, PeerLinks links)
    {
        PeerLinksCounters kept = links.ReadLinkCounters();
        json.WriteNumber("strangers", kept.Strangers);
        json.WriteNumber("cut", kept.Cut);
        json.WriteNumber("refused", kept.Refused);
        json.WriteNumber("dropped", kept.Dropped);
        json.WriteNumber("offences", kept.Offences);
        QuicCounters socket = links.ReadSocketCounters();
        json.WriteNumber("packets_dropped", socket.Dropped);
        json.WriteNumber("handshakes_refused", socket.Refused);
        json.WriteNumber("retries", socket.Retries);
    }

    private static void WriteNetwork(Utf8JsonWriter json, PeerNetwork network)
    {
        PeerNetworkStatus status = network.Status;
        json.WriteNumber("validators", status.Validators);
        json.WriteNumber("known_peers", status.Known);
        json.WriteNumber("cut", status.Banned);
        json.WriteNumber("dropped", status.Unwanted);
        json.WriteNumber("offences", status.Offences);
        json.WriteNumber("gossip_received", status.GossipReceived);
        json.WriteNumber("gossip_duplicates", status.GossipDuplicates);
        json.WriteNumber("gossip_accepted", status.GossipAccepted);
        json.WriteNumber("gossip_rejected", status.GossipRejected);
        json.WriteNumber("gossip_ignored", status.GossipIgnored);
        QuicCounters socket = (network.Transport as QuicEndpoint)?.ReadCounters().Socket ?? default;
        json.WriteNumber("packets_dropped", socket.Dropped);
        json.WriteNumber("handshakes_refused", socket.Refused);
        json.WriteNumber("retries", socket.Retries);
    }

    private void Write(Action<Utf8JsonWriter> members)
    {
        ArrayBufferWriter<byte> line = new(512);
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }
        line.Write("\n"u8);
        lock (_lock)
        {
            output.Write(line.WrittenSpan);
            output.Flush();
        }
    }
}
