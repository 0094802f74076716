using System.Text.Json;
using Aether.Core.Types;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.Node.Rpc.JsonRpc;
using PeerAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.Node.Rpc.Methods;

/// <summary>The node's peers: who they are, and on the admin socket who they shall be.</summary>
internal sealed class PeerMethods(NodeView node)
{
    /// <summary>aeth_getPeers.</summary>
    public void GetPeers(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        if (node.Peers is not { } network)
        {
            json.WriteString("mode", "fixed");
            json.WriteStartArray("peers");
            foreach (PeerLinkStatus link in node.Links?.Status ?? [])
            {
                WriteLink(json, link);
            }
            json.WriteEndArray();
            json.WriteEndObject();
            return;
        }
        PeerNetworkStatus status = network.Status;
        json.WriteString("mode", "found");
        json.WriteString("id", network.Local.ToString());
        json.WriteNumber("connected", status.Connected);
        json.WriteNumber("validators", status.Validators);
        json.WriteNumber("known", status.Known);
        json.WriteNumber("banned", status.Banned);
        json.WriteNumber("unwanted", status.Unwanted);
        json.WriteNumber("offences", status.Offences);
        WriteGossip(json, status);
        json.WriteStartArray("peers");
        foreach (PeerStatus peer in status.Peers)
        {
            WritePeer(json, status.NowMs, peer);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>aeth_admin_addPeer.</summary>
    public void Add(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        string text = parameters.Text(0, "address");
        if (!PeerAddress.TryParse(text, out PeerAddress address))
        {
            throw RpcParameters.Invalid("parameter 0 (address) is an IP address and a port, such as \"10.0.0.5:7600\"");
        }
        PeerId? peer = parameters.Find(1) is null ? null : ReadPeer(parameters, 1);
        Conclude(Network.TryAddPeer(address, peer), json);
    }

    /// <summary>aeth_admin_removePeer.</summary>
    public void Remove(RpcParameters parameters, Utf8JsonWriter json) =>
        Conclude(Network.TryRemovePeer(ReadOnly(parameters), ban: false), json);

    /// <summary>aeth_admin_banPeer.</summary>
    public void Ban(RpcParameters parameters, Utf8JsonWriter json) =>
        Conclude(Network.TryRemovePeer(ReadOnly(parameters), ban: true), json);

    /// <summary>aeth_admin_unbanPeer.</summary>
    public void Unban(RpcParameters parameters, Utf8JsonWriter json) =>
        Conclude(Network.TryUnban(ReadOnly(parameters)), json);

    private PeerNetwork Network => node.Peers ?? throw new RpcException(
        RpcErrorCode.NamespaceDisabled, "this node has the fixed links of --peers; it chooses none");

    private static void Conclude(bool taken, Utf8JsonWriter json)
    {
        if (!taken)
        {
            throw new RpcException(RpcErrorCode.NotReady, "the network has too much to do or has stopped");
        }
        json.WriteBooleanValue(true);
    }

    private static PeerId ReadOnly(RpcParameters parameters)
    {
        parameters.RequireAtMost(1);
        return ReadPeer(parameters, 0);
    }

    private static PeerId ReadPeer(RpcParameters parameters, int index) =>
        Hash256.TryParse(parameters.Text(index, "peer"), out Hash256 key)
            ? new PeerId(new PublicKey(key))
            : throw RpcParameters.Invalid($"parameter {index} (peer) is `0x` and 64 hexadecimal digits");

    private static void WriteGossip(Utf8JsonWriter json, PeerNetworkStatus status)
    {
        json.WriteStartObject("gossip");
        json.WriteNumber("received", status.GossipReceived);
        json.WriteNumber("duplicates", status.GossipDuplicates);
        json.WriteNumber("accepted", status.GossipAccepted);
        json.WriteNumber("rejected", status.GossipRejected);
        json.WriteNumber("ignored", status.GossipIgnored);
        json.WriteEndObject();
    }

    private void WritePeer(Utf8JsonWriter json, long nowMs, PeerStatus peer)
    {
        json.WriteStartObject();
        json.WriteString("id", peer.Peer.ToString());
        WriteText(json, "address", peer.Address?.ToString());
        json.WriteBoolean("connected", peer.IsConnected);
        json.WriteString("direction", !peer.IsConnected ? "none" : peer.Inbound ? "in" : "out");
        json.WriteString("slot", peer.IsConnected ? NameOf(peer.Slot) : "none");
        WriteText(json, "validator", peer.Validator is { } validator
            ? AddressText.Format(validator, node.AddressPrefix)
            : null);
        json.WriteString("stake", peer.Stake.ToString(System.Globalization.CultureInfo.InvariantCulture));
        json.WriteNumber("score", peer.Score);
        json.WriteNumber("receivedBytes", peer.ReceivedBytes);
        json.WriteNumber("sentBytes", peer.SentBytes);
        json.WriteNumber("droppedBytes", peer.Dropped);
        json.WriteNumber("finalHeight", peer.FinalHeight);
        json.WriteNumber("connectedMs", peer.IsConnected ? nowMs - peer.SinceMs : 0);
        WriteRtt(json, peer.RttUs);
        WriteText(json, "ban", peer.Ban == BanReason.None ? null : NameOf(peer.Ban));
        json.WriteNumber("banLeftMs", peer.Ban == BanReason.None ? 0 : Math.Max(peer.BanUntilMs - nowMs, 0));
        json.WriteEndObject();
    }

    // A fixed link measures less: it keeps no score, and nobody tells it what stands behind.
    private static void WriteLink(Utf8JsonWriter json, PeerLinkStatus link)
    {
        json.WriteStartObject();
        json.WriteString("id", link.Peer.ToString());
        json.WriteString("address", link.Address.ToString());
        json.WriteBoolean("connected", link.IsConnected);
        json.WriteString("direction", !link.IsConnected ? "none" : link.Inbound ? "in" : "out");
        json.WriteString("slot", "fixed");
        foreach (string name in (string[])
            ["validator", "stake", "score", "receivedBytes", "sentBytes", "droppedBytes", "finalHeight"])
        {
            json.WriteNull(name);
        }
        json.WriteNumber("connectedMs", link.ConnectedMs);
        WriteRtt(json, link.RttUs);
        json.WriteNull("ban");
        json.WriteNumber("banLeftMs", 0);
        json.WriteEndObject();
    }

    private static void WriteRtt(Utf8JsonWriter json, long? microseconds)
    {
        if (microseconds is { } known)
        {
            json.WriteNumber("rttMs", known / 1_000m);
        }
        else
        {
            json.WriteNull("rttMs");
        }
    }

    private static void WriteText(Utf8JsonWriter json, string name, string? text)
    {
        if (text is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, text);
        }
    }

    private static string NameOf(PeerSlot slot) => slot switch
    {
        PeerSlot.Greeting => "greeting",
        PeerSlot.Visit => "visit",
        PeerSlot.Outbound => "chosen",
        PeerSlot.Inbound => "inbound",
        PeerSlot.StakedInbound => "staked",
        _ => "kept",
    };

    private static string NameOf(BanReason reason) => reason switch
    {
        BanReason.BadMessage => "bad message",
        BanReason.BadRecord => "bad record",
        BanReason.OverBudget => "over budget",
        BanReason.LowScore => "low score",
        BanReason.BadBlock => "bad block",
        BanReason.BadEpochProof => "bad epoch proof",
        BanReason.BadManifest => "bad manifest",
        BanReason.BadChunk => "bad chunk",
        BanReason.BadAnswer => "bad answer",
        BanReason.Operator => "operator",
        _ => "none",
    };
}
