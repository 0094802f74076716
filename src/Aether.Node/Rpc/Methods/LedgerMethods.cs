using System.Text.Json;
using Aether.Consensus.Epochs;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Stakes, supply and outputs of the state, and who led past slots.</summary>
internal sealed class LedgerMethods(NodeView node, BlockLookup blocks, SlotLookup slots)
{
    private readonly Lazy<(UInt128 Swr, UInt128 Aic)> _genesis = new(() => GenesisSupply(node.Genesis));
    private readonly AccountMethods _accounts = new(node);

    /// <summary>aeth_getStake.</summary>
    public void GetStake(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Address address = parameters.Address(0, "address");
        (FoundBlock block, ValidatorRecord? record) = blocks.ReadState(
            BlockTag.Read(parameters, 1),
            (found, state) => (found, state.TryGetValidator(address, out ValidatorRecord? read) ? read : null));
        if (record is null || node.Epochs.Find(block.Header.Epoch) is not { } epoch)
        {
            json.WriteNullValue();
            return;
        }
        int index = epoch.Validators.IndexOf(address);
        json.WriteStartObject();
        json.WriteString("address", AddressText.Format(address, node.AddressPrefix));
        Json.WriteAmount(json, "bondedStake", record.Stake);
        json.WriteNumber("jailedUntil", record.JailedUntil);
        json.WriteBoolean("tombstoned", record.IsTombstoned);
        json.WriteStartArray("convictions");
        foreach (PastConviction past in record.Convictions)
        {
            json.WriteStartObject();
            json.WriteNumber("epoch", past.Epoch);
            json.WriteString("kind", past.Kind.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        if (index < 0)
        {
            json.WriteNull("index");
        }
        else
        {
            json.WriteNumber("index", index);
        }
        Json.WriteAmount(json, "epochStake", index < 0 ? 0 : epoch.Validators[index].Stake);
        json.WriteNumber("epoch", block.Header.Epoch);
        Json.WriteAmount(json, "totalStake", epoch.Validators.TotalStake);
        json.WriteNumber("height", block.Header.Height);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteEndObject();
    }

    /// <summary>aeth_getSupply.</summary>
    public void GetSupply(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(1);
        (FoundBlock block, UInt128 fees, UInt128 stake, UInt128 treasury) = blocks.ReadState(
            BlockTag.Read(parameters, 0),
            (found, state) => (
                found,
                state.GetCounter(ChainCounters.BurnedFees),
                state.GetCounter(ChainCounters.BurnedStake),
                state.GetCounter(ChainCounters.Treasury)));
        (UInt128 swr, UInt128 aic) = _genesis.Value;
        json.WriteStartObject();
        json.WriteStartObject("swr");
        Json.WriteAmount(json, "genesis", swr);
        Json.WriteAmount(json, "burned", fees + stake);
        Json.WriteAmount(json, "current", swr - fees - stake);
        Json.WriteAmount(json, "burnedFees", fees);
        Json.WriteAmount(json, "burnedStake", stake);
        Json.WriteAmount(json, "treasury", treasury);
        json.WriteEndObject();
        json.WriteStartObject("aic");
        Json.WriteAmount(json, "genesis", aic);
        json.WriteEndObject();
        json.WriteNumber("height", block.Header.Height);
        Json.WriteHash(json, "blockHash", block.Header.Hash);
        json.WriteEndObject();
    }

    /// <summary>aeth_getUtxos.</summary>
    public void GetOutputs(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        if (parameters.Find(0) is { ValueKind: JsonValueKind.Object } ask)
        {
            if (parameters.Find(1) is not null)
            {
                throw RpcParameters.Invalid("the outputs of an owner are those of final blocks: no tag goes with it");
            }
            _accounts.GetOwned(ask, json);
            return;
        }
        OutPoint[] points = ReadPoints(parameters.Find(0) ?? default);
        TransactionOutput?[] outputs = blocks.ReadState(
            BlockTag.Read(parameters, 1),
            (_, state) => Array.ConvertAll<OutPoint, TransactionOutput?>(
                points, point => state.TryGetOutput(point, out TransactionOutput output) ? output : null));
        json.WriteStartArray();
        for (int index = 0; index < points.Length; index++)
        {
            bool pending = false;
            TransactionOutput? output = outputs[index];
            if (output is null && node.Pipeline.Mempool.TryGetPendingOutput(points[index], out TransactionOutput made))
            {
                (pending, output) = (true, made);
            }
            WriteOutput(json, points[index], output, pending);
        }
        json.WriteEndArray();
    }

    /// <summary>aeth_getLeaderSchedule.</summary>
    public void GetLeaders(RpcParameters parameters, Utf8JsonWriter json)
    {
        parameters.RequireAtMost(2);
        Header final = node.Pipeline.Heads.Finalized.Header;
        int count = parameters.CountOr(1, "count", 32, Limits.Rpc.MaxLeaderSlots);
        ulong first = parameters.Find(0) is null
            ? final.View - Math.Min(final.View, (ulong)count - 1)
            : parameters.Quantity(0, "fromSlot");
        if (first > final.View)
        {
            throw blocks.NotYet($"a final block of slot {first}", first - final.View + 2);
        }
        Header? block = slots.FirstFrom(first, final);
        json.WriteStartArray();
        for (ulong slot = first; slot < first + (ulong)count && slot <= final.View; slot++)
        {
            WriteLeader(json, slot, block?.View == slot ? block : null);
            if (block?.View == slot)
            {
                node.Store.TryGetFinalHeader(block.Height + 1, out block);
            }
        }
        json.WriteEndArray();
    }

    private void WriteLeader(Utf8JsonWriter json, ulong slot, Header? block)
    {
        json.WriteStartObject();
        json.WriteNumber("slot", slot);
        if (block is null)
        {
            json.WriteNull("proposer");
            json.WriteNull("validator");
            json.WriteNull("height");
            json.WriteNull("blockHash");
        }
        else
        {
            EpochContext? epoch = node.Epochs.Find(block.Epoch);
            bool known = epoch is not null && block.Proposer < epoch.Validators.Count && block.Height > 0;
            json.WriteNumber("proposer", block.Proposer);
            json.WriteString("validator", known
                ? AddressText.Format(epoch!.Validators[block.Proposer].Address, node.AddressPrefix)
                : null);
            json.WriteNumber("height", block.Height);
            Json.WriteHash(json, "blockHash", block.Hash);
        }
        json.WriteEndObject();
    }

    private void WriteOutput(Utf8JsonWriter json, OutPoint point, TransactionOutput? output, bool pending)
    {
        json.WriteStartObject();
        Json.WriteHash(json, "transactionHash", point.TransactionId);
        json.WriteNumber("index", point.Index);
        json.WriteString("state", output is null ? "none" : pending ? "pending" : "unspent");
        json.WriteString("owner", output is { } owned ? AddressText.Format(owned.Owner, node.AddressPrefix) : null);
        json.WriteString("asset", output?.Asset.ToString());
        if (output is { } held)
        {
            Json.WriteAmount(json, "amount", held.Amount);
        }
        else
        {
            json.WriteNull("amount");
        }
        json.WriteString("datumHash", output?.DatumHash?.ToString());
        json.WriteEndObject();
    }

    private static OutPoint[] ReadPoints(JsonElement list)
    {
        if (list.ValueKind != JsonValueKind.Array)
        {
            throw RpcParameters.Invalid(
                "parameter 0 (outputs) is an array of {\"transactionHash\", \"index\"}, or {\"owner\"}");
        }
        int count = list.GetArrayLength();
        return count <= Limits.Rpc.MaxOutputs
            ? [.. list.EnumerateArray().Select(ReadPoint)]
            : throw RpcParameters.OverLimit(
                $"a call names at most {Limits.Rpc.MaxOutputs} outputs", Limits.Rpc.MaxOutputs, (ulong)count);
    }

    private static OutPoint ReadPoint(JsonElement item)
    {
        uint index = 0;
        Hash256 hash = default;
        bool known = item.ValueKind == JsonValueKind.Object
            && item.TryGetProperty("transactionHash", out JsonElement text) && text.ValueKind == JsonValueKind.String
            && Hash256.TryParse(text.GetString()!, out hash)
            && item.TryGetProperty("index", out JsonElement number) && number.ValueKind == JsonValueKind.Number
            && number.TryGetUInt32(out index);
        return known
            ? new OutPoint(hash, index)
            : throw RpcParameters.Invalid("an output is named by {\"transactionHash\", \"index\"}");
    }

    private static (UInt128 Swr, UInt128 Aic) GenesisSupply(Genesis genesis)
    {
        UInt128 swr = genesis.Validators.TotalStake;
        UInt128 aic = 0;
        foreach (GenesisAccount account in genesis.Accounts)
        {
            swr += account.Swr;
            aic += account.Aic;
        }
        return (swr, aic);
    }
}
