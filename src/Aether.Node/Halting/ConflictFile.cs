using System.Text.Json;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Rpc;

namespace Aether.Node.Halting;

/// <summary>Writes a <see cref="ConflictReport"/> into a node's data folder; a node does not start over it.</summary>
internal static class ConflictFile
{
    /// <summary>Name of the file in the data folder.</summary>
    public const string Name = "conflict.json";

    private const string Format = "aether-conflict/1";

    /// <summary>Refuses to go on in a folder whose node stopped on conflicting final blocks.</summary>
    /// <exception cref="NodeStartException">There is such a file.</exception>
    public static void RequireNone(string folder)
    {
        string path = Path.Combine(folder, Name);
        if (File.Exists(path))
        {
            throw new NodeStartException(
                ExitCode.Conflict,
                $"this node stopped because two conflicting blocks are final, see {path}; when it is decided that its "
                + "chain is the right one, move that file away, else remove its store and sync again.");
        }
    }

    /// <summary>Writes the file, durable when this returns; returns its path.</summary>
    public static string Write(string folder, ConflictReport report, Genesis genesis)
    {
        string path = Path.Combine(folder, Name);
        string partial = path + ".tmp";
        using (FileStream file = File.Create(partial))
        {
            using (Utf8JsonWriter json = new(file, new JsonWriterOptions { Indented = true }))
            {
                WriteReport(json, report, genesis);
            }
            file.Flush(flushToDisk: true);
        }
        File.Move(partial, path, overwrite: true);
        return path;
    }

    private static void WriteReport(Utf8JsonWriter json, ConflictReport report, Genesis genesis)
    {
        json.WriteStartObject();
        json.WriteString("format", Format);
        json.WriteString("chainId", genesis.ChainId);
        Json.WriteHash(json, "genesisHash", genesis.Hash);
        json.WriteString("reason", report.Reason);
        json.WriteString("comparison", report.Comparison.ToString());
        Json.WriteAmount(json, "convictedStake", report.ConvictedStake);
        Json.WriteAmount(json, "totalStake", report.TotalStake);
        WriteConvictions(json, report, AddressText.HrpFor(genesis.ChainId));
        WriteList(json, "evidence", report.Evidence);
        Json.WriteRaw(json, "common", report.Common);
        json.WriteStartObject("own");
        WriteList(json, "headers", report.OwnHeaders);
        Json.WriteRaw(json, "finality", report.OwnProof);
        json.WriteEndObject();
        json.WriteStartObject("other");
        WriteList(json, "headers", report.OtherHeaders);
        Json.WriteRaw(json, "commit", report.Conflict);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteConvictions(Utf8JsonWriter json, ConflictReport report, string hrp)
    {
        json.WriteStartArray("convictions");
        foreach (Conviction conviction in report.Convictions)
        {
            json.WriteStartObject();
            json.WriteString("validator", AddressText.Format(conviction.Validator, hrp));
            json.WriteNumber("epoch", conviction.Epoch);
            json.WriteString("kind", conviction.Kind.ToString());
            json.WriteNumber("view", conviction.View);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void WriteList<T>(Utf8JsonWriter json, string name, IEnumerable<T> items)
        where T : IAceValue<T>
    {
        json.WriteStartArray(name);
        foreach (T item in items)
        {
            json.WriteStringValue(Hex.Encode(Ace.Encode(item)));
        }
        json.WriteEndArray();
    }
}
