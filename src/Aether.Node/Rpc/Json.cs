using System.Globalization;
using System.Text.Json;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Node.Rpc;

/// <summary>Writes chain values in the forms of <c>src/docs/specs/json-rpc.md</c>.</summary>
internal static class Json
{
    /// <summary>The members of a header, into an open object.</summary>
    public static void WriteHeader(Utf8JsonWriter json, Header header, bool finalized)
    {
        WriteHash(json, "hash", header.Hash);
        json.WriteNumber("height", header.Height);
        json.WriteNumber("view", header.View);
        json.WriteNumber("epoch", header.Epoch);
        WriteHash(json, "parentHash", header.ParentHash);
        json.WriteNumber("timestampMs", header.TimestampMs);
        json.WriteNumber("proposer", header.Proposer);
        json.WriteString("leadKind", header.LeadKind == LeadKind.Vrf ? "vrf" : "backup");
        json.WriteString("vrfProof", header.VrfProof.ToString());
        WriteHash(json, "payloadRoot", header.PayloadRoot);
        json.WriteNumber("payloadBytes", header.PayloadBytes);
        WriteHash(json, "stateRoot", header.StateRoot);
        WriteHash(json, "receiptsRoot", header.ReceiptsRoot);
        WriteHash(json, "evidenceRoot", header.EvidenceRoot);
        json.WriteString("baseFee", header.BaseFee.ToString(CultureInfo.InvariantCulture));
        json.WriteStartObject("justify");
        json.WriteNumber("epoch", header.Justify.Epoch);
        json.WriteNumber("view", header.Justify.View);
        WriteHash(json, "blockHash", header.Justify.BlockHash);
        json.WriteEndObject();
        json.WriteBoolean("finalized", finalized);
        WriteRaw(json, "rawHeader", header);
    }

    /// <summary>A transaction object; <paramref name="place"/> is null while it waits in the mempool.</summary>
    public static void WriteTransaction(
        Utf8JsonWriter json, Transaction transaction, TransactionPlace? place, string hrp)
    {
        TransactionBody body = transaction.Body;
        json.WriteStartObject();
        WriteHash(json, "hash", transaction.Id);
        WriteHash(json, "witnessHash", transaction.WitnessId);
        json.WriteString("feePayer", AddressText.Format(body.FeePayer, hrp));
        json.WriteNumber("nonce", body.Nonce);
        json.WriteNumber("validUntil", body.ValidUntil);
        WriteInputs(json, body);
        WriteObjects(json, "reads", body.Reads);
        WriteObjects(json, "writes", body.Writes);
        WriteOutputs(json, body, hrp);
        WriteCalls(json, body);
        json.WriteNumber("gasLimit", body.GasLimit);
        json.WriteNumber("memoryLimit", body.MemoryLimit);
        WriteAmount(json, "maxFee", body.MaxFee);
        json.WriteString("tipPerGas", body.TipPerGas.ToString(CultureInfo.InvariantCulture));
        WriteWitnesses(json, transaction);
        json.WriteNumber("sizeBytes", transaction.Bytes.Length);
        json.WriteString("raw", Hex.Encode(transaction.Bytes));
        WritePlace(json, place);
        json.WriteEndObject();
    }

    /// <summary>The members of a receipt, into an open object.</summary>
    public static void WriteReceipt(Utf8JsonWriter json, Receipt receipt, TransactionPlace place)
    {
        WriteHash(json, "transactionHash", receipt.TransactionId);
        json.WriteNumber("status", (byte)receipt.Status);
        json.WriteString("statusName", receipt.Status.ToString());
        json.WriteNumber("gasUsed", receipt.GasUsed);
        WriteAmount(json, "fee", receipt.Fee);
        WriteHash(json, "stateDeltaHash", receipt.StateDeltaHash);
        WriteEvents(json, receipt.Events);
        WriteHash(json, "returnHash", receipt.ReturnHash);
        WritePlace(json, place);
        WriteRaw(json, "raw", receipt);
    }

    /// <summary>The events of a receipt.</summary>
    public static void WriteEvents(Utf8JsonWriter json, LedgerEvent[] events)
    {
        json.WriteStartArray("events");
        foreach (LedgerEvent item in events)
        {
            json.WriteStartObject();
            json.WriteString("program", item.Program.ToString());
            json.WriteStartArray("topics");
            foreach (Hash256 topic in item.Topics)
            {
                json.WriteStringValue(topic.ToString());
            }
            json.WriteEndArray();
            json.WriteString("data", Hex.Encode(item.Data));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A hash member.</summary>
    public static void WriteHash(Utf8JsonWriter json, string name, Hash256 value) =>
        json.WriteString(name, value.ToString());

    /// <summary>An amount member: a decimal string of base units.</summary>
    public static void WriteAmount(Utf8JsonWriter json, string name, UInt128 value) =>
        json.WriteString(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>A member with the canonical bytes of a value, or null.</summary>
    public static void WriteRaw<T>(Utf8JsonWriter json, string name, T? value)
        where T : class, IAceValue<T>
    {
        if (value is null)
        {
            json.WriteNull(name);
        }
        else
        {
            json.WriteString(name, Hex.Encode(Ace.Encode(value)));
        }
    }

    private static void WriteInputs(Utf8JsonWriter json, TransactionBody body)
    {
        json.WriteStartArray("inputs");
        foreach (OutPoint input in body.Inputs)
        {
            json.WriteStartObject();
            WriteHash(json, "transactionHash", input.TransactionId);
            json.WriteNumber("index", input.Index);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    /// <summary>A list of identifiers.</summary>
    public static void WriteObjects(Utf8JsonWriter json, string name, ObjectId[] objects)
    {
        json.WriteStartArray(name);
        foreach (ObjectId item in objects)
        {
            json.WriteStringValue(item.ToString());
        }
        json.WriteEndArray();
    }

    private static void WriteOutputs(Utf8JsonWriter json, TransactionBody body, string hrp)
    {
        json.WriteStartArray("outputs");
        foreach (TransactionOutput output in body.Outputs)
        {
            json.WriteStartObject();
            json.WriteString("owner", AddressText.Format(output.Owner, hrp));
            json.WriteString("asset", output.Asset.ToString());
            WriteAmount(json, "amount", output.Amount);
            json.WriteString("datumHash", output.DatumHash?.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteCalls(Utf8JsonWriter json, TransactionBody body)
    {
        json.WriteStartArray("calls");
        foreach (ProgramCall call in body.Calls)
        {
            json.WriteStartObject();
            json.WriteString("program", call.Program.ToString());
            json.WriteNumber("method", call.Method);
            json.WriteString("arguments", Hex.Encode(call.Arguments));
            json.WriteNumber("gas", call.Gas);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteWitnesses(Utf8JsonWriter json, Transaction transaction)
    {
        json.WriteStartArray("witnesses");
        foreach (Witness witness in transaction.Witnesses)
        {
            json.WriteStartObject();
            json.WriteNumber("scheme", witness.Scheme);
            json.WriteString("key", witness.Key.ToString());
            json.WriteString("signature", witness.Signature.ToString());
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter json, TransactionPlace? place)
    {
        if (place is null)
        {
            json.WriteNull("blockHash");
            json.WriteNull("height");
            json.WriteNull("view");
            json.WriteNull("index");
            json.WriteBoolean("finalized", false);
            return;
        }
        WriteHash(json, "blockHash", place.BlockHash);
        json.WriteNumber("height", place.Height);
        json.WriteNumber("view", place.View);
        json.WriteNumber("index", place.Index);
        json.WriteBoolean("finalized", place.Finalized);
    }
}
