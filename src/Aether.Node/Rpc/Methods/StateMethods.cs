using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Accounts, balances and proofs of the state.</summary>
internal sealed class StateMethods(NodeView node, BlockLookup blocks)
{
    /// <summary>aeth_getAccount.</summary>
    public void GetAccount(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Address address = parameters.Address(0, "address");
        (FoundBlock block, Account account) = ReadAccount(address, BlockTag.Read(parameters, 1));
        WriteAccount(json, address, account, block, node.AddressPrefix);
    }

    /// <summary>An account at a block.</summary>
    public static void WriteAccount(
        Utf8JsonWriter json, Address address, Account account, FoundBlock block, string prefix)
    {
        json.WriteStartObject();
        json.WriteString("address", AddressText.Format(address, prefix));
        json.WriteNumber("nonce", account.Nonce);
        json.WriteStartArray("balances");
        foreach (AssetBalance balance in account.Balances)
        {
            json.WriteStartObject();
            json.WriteString("asset", balance.Asset.ToString());
            Json.WriteAmount(json, "amount", balance.Amount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteNumber("height", block.Header.Height);
        json.WriteNumber("view", block.Header.View);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteBoolean("finalized", block.Finalized);
        json.WriteEndObject();
    }

    /// <summary>aeth_getBalance.</summary>
    public void GetBalance(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Address address = parameters.Address(0, "address");
        (FoundBlock block, Account account) = ReadAccount(address, BlockTag.Read(parameters, 1));
        json.WriteStartObject();
        json.WriteString("address", AddressText.Format(address, node.AddressPrefix));
        Json.WriteAmount(json, "swr", account.BalanceOf(AssetId.Swr));
        Json.WriteAmount(json, "aic", account.BalanceOf(AssetId.Aic));
        json.WriteNumber("height", block.Header.Height);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteEndObject();
    }

    /// <summary>aeth_getProof.</summary>
    public void GetProof(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        JsonElement given = parameters.Find(0) ?? throw RpcParameters.Invalid("parameter 0 (key) is missing");
        bool single = given.ValueKind != JsonValueKind.Array;
        Hash256[] keys = single ? [ReadKey(given)] : ReadKeys(given);
        (FoundBlock block, List<(byte[]? Value, SparseMerkleProof Proof)> proofs) = blocks.ReadTree(
            BlockTag.Read(parameters, 1),
            (found, state) => (found, keys.Select(key => Prove(state, key)).ToList()));
        node.Store.TryGetFinality(block.Header.Height, out FinalityProof? finality);
        FinalityProof? kept = block.Finalized ? finality : null;
        if (!single)
        {
            json.WriteStartArray();
        }
        for (int index = 0; index < keys.Length; index++)
        {
            WriteProof(json, keys[index], proofs[index], block.Header, kept);
        }
        if (!single)
        {
            json.WriteEndArray();
        }
    }

    private static (byte[]? Value, SparseMerkleProof Proof) Prove(BlockState state, Hash256 key)
    {
        SparseMerkleProof proof = state.Prove(key);
        return (state.TryGet(key, out byte[] value) ? value : null, proof);
    }

    private static void WriteProof(
        Utf8JsonWriter json,
        Hash256 key,
        (byte[]? Value, SparseMerkleProof Proof) entry,
        Header header,
        FinalityProof? finality)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "key", key);
        json.WriteString("value", entry.Value is null ? null : Hex.Encode(entry.Value));
        Json.WriteRaw(json, "proof", entry.Proof);
        Json.WriteRaw(json, "header", header);
        Json.WriteRaw(json, "finality", finality);
        json.WriteEndObject();
    }

    private static Hash256[] ReadKeys(JsonElement list)
    {
        int count = list.GetArrayLength();
        if (count > Limits.Rpc.MaxProofKeys)
        {
            throw new RpcException(
                RpcErrorCode.LimitExceeded,
                $"a call proves at most {Limits.Rpc.MaxProofKeys} keys",
                ("limit", (long)Limits.Rpc.MaxProofKeys),
                ("requested", (long)count));
        }
        return [.. list.EnumerateArray().Select(ReadKey)];
    }

    // Text in bech32m is an account's address; hexadecimal text is a state key.
    private static Hash256 ReadKey(JsonElement item)
    {
        string text = item.ValueKind == JsonValueKind.String ? item.GetString()! : "";
        if (Hash256.TryParse(text, out Hash256 key))
        {
            return key;
        }
        return AddressText.TryParse(text, out Address address)
            ? StateKey.ForAccount(address)
            : throw RpcParameters.Invalid("a key is an address such as taeth1... or 0x and 64 hexadecimal digits");
    }

    private (FoundBlock Block, Account Account) ReadAccount(Address address, BlockTag tag) =>
        blocks.ReadState(tag, (found, state) => (found, state.GetAccount(address)));
}
