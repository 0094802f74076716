using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;
using Aether.Pipeline.BlockImport;

namespace Aether.Node.Rpc.Methods;

/// <summary>What transactions pay.</summary>
internal sealed class FeeMethods(NodeView node)
{
    /// <summary>aeth_getFeeMarket.</summary>
    public void GetFeeMarket(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        ObjectId[] items = parameters.Find(0) is { } given ? ReadItems(given) : [];
        HeadView head = node.Pipeline.Heads.Latest;
        json.WriteStartObject();
        Json.WriteAmount(json, "price", head.Prices.PriceOf(items));
        Json.WriteAmount(json, "block", head.Prices.Block);
        json.WriteStartArray("objects");
        foreach (ObjectId item in items)
        {
            json.WriteStartObject();
            Json.WriteHash(json, "id", item.Value);
            Json.WriteAmount(json, "multiplier", head.Prices.LocalOf(item));
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("height", head.Header.Height);
        json.WriteEndObject();
    }

    private static ObjectId[] ReadItems(JsonElement given)
    {
        if (given.ValueKind != JsonValueKind.Array || given.GetArrayLength() > Limits.Transaction.MaxAccessEntries)
        {
            throw RpcParameters.Invalid(
                $"parameter 0 (objects) is an array of at most {Limits.Transaction.MaxAccessEntries}");
        }
        ObjectId[] items = new ObjectId[given.GetArrayLength()];
        for (int index = 0; index < items.Length; index++)
        {
            string? text = given[index].ValueKind == JsonValueKind.String ? given[index].GetString() : null;
            items[index] = text is null ? throw Unreadable(index)
                : Hash256.TryParse(text, out Hash256 hash) ? new ObjectId(hash)
                : AddressText.TryParse(text, out Address address) ? address.AsObject
                : throw Unreadable(index);
        }
        return items;
    }

    private static RpcException Unreadable(int index) => RpcParameters.Invalid(
        $"entry {index} of parameter 0 (objects) is neither 0x and 64 hex digits nor an address");
}
