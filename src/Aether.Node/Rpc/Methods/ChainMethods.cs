using System.Text.Json;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>What the chain is and where it stands.</summary>
internal sealed class ChainMethods(NodeView node)
{
    private static readonly string s_version = ReadVersion();

    /// <summary>The version of this program.</summary>
    public static string Version => s_version;

    /// <summary>aeth_chainId.</summary>
    public void ChainId(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        json.WriteString("chainId", node.Genesis.ChainId);
        Json.WriteHash(json, "genesisHash", node.Genesis.Hash);
        Hash256 hash = node.Genesis.Hash;
        json.WriteString("chainTag", Hex.Encode(hash.Span[..8]));
        json.WriteEndObject();
    }

    /// <summary>aeth_getGenesis.</summary>
    public void GetGenesis(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        Json.WriteRaw(json, "raw", node.Genesis);
        Json.WriteHash(json, "hash", node.Genesis.Hash);
        json.WriteString("chainId", node.Genesis.ChainId);
        json.WriteNumber("timestampMs", node.Genesis.TimestampMs);
        json.WriteNumber("slotMs", node.Genesis.Parameters.SlotMs);
        json.WriteNumber("validatorCount", node.Genesis.Validators.Count);
        json.WriteEndObject();
    }

    /// <summary>aeth_nodeInfo.</summary>
    public void NodeInfo(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteStartObject();
        json.WriteString("name", "aether");
        json.WriteString("version", s_version);
        json.WriteNumber("protocolVersion", Header.CurrentVersion);
        json.WriteString("chainId", node.Genesis.ChainId);
        Json.WriteHash(json, "genesisHash", node.Genesis.Hash);
        uint epoch = node.Pipeline.ConsensusStatus.Epoch;
        json.WriteNumber("epoch", epoch);
        if (IndexIn(epoch) is { } index)
        {
            json.WriteNumber("validatorIndex", index);
        }
        else
        {
            json.WriteNull("validatorIndex");
        }
        json.WriteNumber("uptimeMs", node.UptimeMs);
        KeptHistory kept = node.Store.Kept;
        json.WriteString("pruning", kept.Retention.Profile.ToString().ToLowerInvariant());
        json.WriteNumber("oldestBlock", kept.OldestBlock);
        json.WriteNumber("oldestState", Math.Min(kept.OldestState, node.Store.FinalizedHeader.Height));
        json.WriteEndObject();
    }

    /// <summary>aeth_getSlotNumber.</summary>
    public void GetSlotNumber(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteNumberValue(node.Pipeline.ConsensusStatus.View);
    }

    /// <summary>aeth_blockNumber.</summary>
    public void BlockNumber(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteNumberValue(node.Pipeline.Heads.Latest.Header.Height);
    }

    /// <summary>aeth_getFinalizedSlot.</summary>
    public void GetFinalizedSlot(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(0);
        json.WriteNumberValue(node.Pipeline.Heads.Finalized.Header.View);
    }

    // Keys stay, the place in the set changes; a validator may also be in no set for a time.
    private int? IndexIn(uint epoch)
    {
        int place = node.Pipeline.Parts.OwnIndex is { } own
            ? node.Epochs.Find(epoch)?.Validators.IndexOf(node.Genesis.Validators[own].Address) ?? -1
            : -1;
        return place < 0 ? null : place;
    }

    private static string ReadVersion() =>
        typeof(ChainMethods).Assembly.GetName().Version?.ToString(3) ?? "0.0.0";
}
