using System.Text.Json;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Objects of the state, assets among them.</summary>
internal sealed class ObjectMethods(NodeView node, BlockLookup blocks)
{
    /// <summary>aeth_getObject.</summary>
    public void GetObject(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        ObjectId id = new(parameters.Hash(0, "id"));
        (FoundBlock block, byte[]? value) = blocks.ReadState(
            BlockTag.Read(parameters, 1), (found, state) => (found, Find(state, id)));
        if (value is null)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        Json.WriteHash(json, "id", id.Value);
        json.WriteString("raw", Hex.Encode(value));
        if (Ace.TryDecode(value, out ObjectRecord record, out _))
        {
            WriteRecord(json, record);
        }
        else if (Ace.TryDecode(value, out ObjectTombstone stone, out _))
        {
            json.WriteString("form", "archived");
            Json.WriteHash(json, "archiveHash", stone.Hash);
            json.WriteNumber("archivedEpoch", stone.Epoch);
        }
        else
        {
            json.WriteString("form", "other");
        }
        json.WriteNumber("epoch", block.Header.Epoch);
        json.WriteNumber("height", block.Header.Height);
        json.WriteNumber("view", block.Header.View);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteBoolean("finalized", block.Finalized);
        json.WriteEndObject();
    }

    private static byte[]? Find(IStateReader state, ObjectId id) =>
        state.TryGet(StateKey.ForObject(id), out byte[] value) ? value : null;

    private void WriteRecord(Utf8JsonWriter json, ObjectRecord record)
    {
        json.WriteString("form", "live");
        json.WriteNumber("kind", record.Kind);
        json.WriteString("owner", AddressText.Format(record.Owner, node.AddressPrefix));
        json.WriteString("creator", AddressText.Format(record.Creator, node.AddressPrefix));
        json.WriteNumber("version", record.Version);
        Json.WriteAmount(json, "deposit", record.Deposit);
        json.WriteNumber("paidUntil", record.PaidUntil);
        json.WriteString("data", Hex.Encode(record.Data));
        if (record.Kind == ObjectKind.Asset && Ace.TryDecode(record.Data, out AssetData asset, out _))
        {
            json.WriteStartObject("asset");
            Json.WriteAmount(json, "supply", asset.Supply);
            json.WriteNumber("decimals", asset.Decimals);
            json.WriteString("symbol", Hex.Encode(asset.Symbol));
            json.WriteEndObject();
        }
    }
}
