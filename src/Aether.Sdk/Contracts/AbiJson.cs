using System.Text.Json;

namespace Aether.Sdk.Contracts;

/// <summary>Writes descriptions; members that say nothing are left out.</summary>
internal static class AbiJson
{
    /// <summary>Writes one description.</summary>
    public static void Write(Utf8JsonWriter json, ContractAbi abi)
    {
        json.WriteStartObject();
        json.WriteString("format", ContractAbi.Format);
        json.WriteString("name", abi.Name);
        json.WriteString("version", abi.Version);
        WriteDocs(json, abi.Docs);
        WriteList(json, "methods", abi.Methods, WriteMethod);
        WriteList(json, "events", abi.Events, WriteEvent);
        WriteList(json, "errors", abi.Errors, WriteError);
        json.WriteEndObject();
    }

    private static void WriteMethod(Utf8JsonWriter json, AbiMethod method)
    {
        json.WriteString("name", method.Name);
        WriteDocs(json, method.Docs);
        json.WriteBoolean("mutates", method.Mutates);
        WriteList(json, "inputs", method.Inputs, WriteField);
        WriteList(json, "outputs", method.Outputs, WriteField);
    }

    private static void WriteEvent(Utf8JsonWriter json, AbiEvent entry)
    {
        json.WriteString("name", entry.Name);
        WriteDocs(json, entry.Docs);
        WriteList(json, "fields", entry.Fields, WriteField);
    }

    private static void WriteError(Utf8JsonWriter json, AbiError error)
    {
        json.WriteNumber("code", error.Code);
        json.WriteString("name", error.Name);
        WriteDocs(json, error.Docs);
    }

    private static void WriteField(Utf8JsonWriter json, AbiField field)
    {
        json.WriteString("name", field.Name);
        json.WriteString("type", field.Type.ToString());
        WriteDocs(json, field.Docs);
        if (field.Decimals >= 0)
        {
            json.WriteNumber("decimals", field.Decimals);
        }
        if (field.IsTopic)
        {
            json.WriteBoolean("topic", true);
        }
    }

    private static void WriteDocs(Utf8JsonWriter json, string docs)
    {
        if (docs.Length > 0)
        {
            json.WriteString("docs", docs);
        }
    }

    private static void WriteList<T>(
        Utf8JsonWriter json, string name, IReadOnlyList<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
