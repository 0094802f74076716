using System.Text.Json;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Transactions and their receipts.</summary>
internal sealed class TransactionMethods(NodeView node, BlockLookup blocks)
{
    /// <summary>aeth_getTransactionByHash.</summary>
    public void GetByHash(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        Hash256 hash = parameters.Hash(0, "hash");
        // A block is committed before its transactions leave the mempool, so the second look finds what moved.
        if (TryWriteFinal(json, hash))
        {
            return;
        }
        if (node.Pipeline.Mempool.TryGet(hash, out Transaction? pending))
        {
            Json.WriteTransaction(json, pending!, null, node.AddressPrefix);
        }
        else if (!TryWriteFinal(json, hash))
        {
            json.WriteNullValue();
        }
    }

    /// <summary>aeth_getTransactionReceipt.</summary>
    public void GetReceipt(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Hash256 hash = parameters.Hash(0, "hash");
        bool withProof = parameters.OptionFlag(1, "proof");
        if (!node.Store.TryLocate(hash, out TransactionLocation location))
        {
            json.WriteNullValue();
            return;
        }
        if (!node.Store.TryGetReceipt(location, out Receipt? receipt)
            || !node.Store.TryGetFinalHeader(location.Height, out Header? header))
        {
            throw blocks.PrunedBlock(location.Height);
        }
        json.WriteStartObject();
        Json.WriteReceipt(json, receipt, PlaceOf(header, location.Index));
        if (withProof)
        {
            WriteReceiptProof(json, header, location);
        }
        json.WriteEndObject();
    }

    /// <summary>aeth_getBlockReceipts.</summary>
    public void GetBlockReceipts(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        bool failedOnly = parameters.OptionFlag(1, "failed");
        if (blocks.Find(BlockTag.Read(parameters, 0)) is not { Finalized: true } found)
        {
            json.WriteNullValue();
            return;
        }
        Header header = found.Header;
        if (header.Height < node.Store.Kept.OldestBlock)
        {
            throw blocks.PrunedBlock(header.Height);
        }
        Receipt[] receipts = node.Store.GetReceipts(header.Height);
        json.WriteStartObject();
        Json.WriteHash(json, "blockHash", header.Hash);
        json.WriteNumber("height", header.Height);
        json.WriteNumber("view", header.View);
        json.WriteNumber("count", receipts.Length);
        json.WriteStartArray("receipts");
        for (int index = 0; index < receipts.Length; index++)
        {
            if (!failedOnly || receipts[index].Status != ReceiptStatus.Success)
            {
                json.WriteStartObject();
                Json.WriteReceipt(json, receipts[index], PlaceOf(header, (uint)index));
                json.WriteEndObject();
            }
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    /// <summary>The receipt of a final transaction; false when it is not final.</summary>
    public bool TryWriteReceipt(Utf8JsonWriter json, Hash256 hash)
    {
        if (!node.Store.TryLocate(hash, out TransactionLocation location)
            || !node.Store.TryGetReceipt(location, out Receipt? receipt)
            || !node.Store.TryGetFinalHeader(location.Height, out Header? header))
        {
            return false;
        }
        json.WriteStartObject();
        Json.WriteReceipt(json, receipt, PlaceOf(header, location.Index));
        json.WriteEndObject();
        return true;
    }

    private static TransactionPlace PlaceOf(Header header, uint index) =>
        new(header.Hash, header.Height, header.View, index, true);

    private bool TryWriteFinal(Utf8JsonWriter json, Hash256 hash)
    {
        if (!node.Store.TryLocate(hash, out TransactionLocation location))
        {
            return false;
        }
        if (!node.Store.TryGetFinalProposal(location.Height, out Proposal? block))
        {
            throw blocks.PrunedBlock(location.Height);
        }
        Transaction transaction = BlockLookup.Transactions(block)[location.Index];
        Json.WriteTransaction(json, transaction, PlaceOf(block.Header, location.Index), node.AddressPrefix);
        return true;
    }

    private void WriteReceiptProof(Utf8JsonWriter json, Header header, TransactionLocation location)
    {
        List<byte[]> items = [.. node.Store.GetReceipts(location.Height).Select(Ace.Encode)];
        MerkleProof proof = MerkleTree.Prove(MerkleTree.HashItems(items), (int)location.Index);
        node.Store.TryGetFinality(location.Height, out FinalityProof? finality);
        json.WriteStartObject("proof");
        Json.WriteRaw(json, "raw", proof);
        Json.WriteRaw(json, "header", header);
        Json.WriteRaw(json, "finality", finality);
        json.WriteEndObject();
    }
}
