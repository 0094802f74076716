using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Blocks, headers and state roots.</summary>
internal sealed class BlockMethods(NodeView node, BlockLookup blocks)
{
    /// <summary>aeth_getBlockByNumber.</summary>
    public void GetBlockByNumber(RpcParameters parameters, Utf8JsonWriter json) =>
        WriteBlock(json, BlockTag.Read(parameters, 0), parameters);

    /// <summary>aeth_getBlockByHash.</summary>
    public void GetBlockByHash(RpcParameters parameters, Utf8JsonWriter json) =>
        WriteBlock(json, new BlockTag(BlockTagKind.Hash, 0, parameters.Hash(0, "hash")), parameters);

    /// <summary>aeth_getHeader.</summary>
    public void GetHeader(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        if (blocks.Find(BlockTag.Read(parameters, 0)) is not { } found)
        {
            json.WriteNullValue();
            return;
        }
        json.WriteStartObject();
        Json.WriteHeader(json, found.Header, found.Finalized);
        json.WriteEndObject();
    }

    /// <summary>aeth_getStateRoot.</summary>
    public void GetStateRoot(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        FoundBlock? found = blocks.Find(BlockTag.Read(parameters, 0));
        json.WriteStringValue(found?.Header.StateRoot.ToString());
    }

    private void WriteBlock(Utf8JsonWriter json, BlockTag tag, RpcParameters parameters)
    {
        parameters.RequireAtMost(2);
        WriteBlock(json, tag, parameters.FlagOr(1, "full", false));
    }

    /// <summary>A block, or null.</summary>
    public void WriteBlock(Utf8JsonWriter json, BlockTag tag, bool full)
    {
        if (blocks.FindWithBody(tag) is not { } found)
        {
            json.WriteNullValue();
            return;
        }
        Header header = found.Block.Header;
        Transaction[] transactions = BlockLookup.Transactions(found.Body);
        json.WriteStartObject();
        Json.WriteHeader(json, header, found.Block.Finalized);
        json.WriteNumber("transactionCount", transactions.Length);
        json.WriteStartArray("transactions");
        for (int index = 0; index < transactions.Length; index++)
        {
            if (full)
            {
                TransactionPlace place = new(
                    header.Hash, header.Height, header.View, (uint)index, found.Block.Finalized);
                Json.WriteTransaction(json, transactions[index], place, node.AddressPrefix);
            }
            else
            {
                json.WriteStringValue(transactions[index].Id.ToString());
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
