using System.Text.Json;
using Aether.Core.Ledger;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>Runs a command on snapshots and tells how it went: sentences, or one JSON document.</summary>
internal sealed class SnapshotReport(bool json, TextWriter output, TextWriter notes)
{
    private const string FailureCode = "AE-9006";

    private string _last = "";

    /// <summary>Shows progress, at most once for each percent.</summary>
    public void Show(SnapshotProgress progress)
    {
        string text = progress.ToString();
        string share = text[..text.IndexOf('%')];
        if (!json && share != _last)
        {
            notes.WriteLine(text);
            _last = share;
        }
    }

    /// <summary>Runs work that gives the members of the result and the lines for a person.</summary>
    public async Task<ExitCode> RunAsync(Func<Task<(string Text, Action<Utf8JsonWriter> Members)>> work)
    {
        try
        {
            (string text, Action<Utf8JsonWriter> members) = await work().ConfigureAwait(false);
            if (json)
            {
                WriteDocument(members, null, ExitCode.Success);
            }
            else if (text.Length > 0)
            {
                output.WriteLine(text);
            }
            return ExitCode.Success;
        }
        catch (SnapshotFailureException failure)
        {
            if (!json)
            {
                throw new NodeStartException(ExitCode.Verification, failure.Message + ".");
            }
            WriteDocument(null, failure, ExitCode.Verification);
            return ExitCode.Verification;
        }
        catch (MirrorException error)
        {
            throw new NodeStartException(ExitCode.Endpoint, error.Message);
        }
    }

    /// <summary>What there is to say about a snapshot.</summary>
    public static void WriteMembers(Utf8JsonWriter writer, string name, SnapshotManifest manifest)
    {
        writer.WriteString("name", name);
        writer.WriteNumber("epoch", manifest.Epoch);
        writer.WriteNumber("height", manifest.Height);
        writer.WriteNumber("view", manifest.View);
        writer.WriteString("block_hash", manifest.BlockHash.ToString());
        writer.WriteString("state_root", manifest.StateRoot.ToString());
        if (manifest.Base is { } start)
        {
            writer.WriteNumber("base_height", start.Height);
        }
        writer.WriteNumber("chunks", manifest.Parts.Length);
        writer.WriteNumber("bytes", manifest.TotalBytes);
    }

    private void WriteDocument(Action<Utf8JsonWriter>? members, SnapshotFailureException? failure, ExitCode code)
    {
        using MemoryStream bytes = new();
        using (Utf8JsonWriter writer = new(bytes))
        {
            writer.WriteStartObject();
            writer.WriteNumber("schema_version", 1);
            writer.WriteBoolean("success", failure is null);
            if (members is null)
            {
                writer.WriteNull("data");
            }
            else
            {
                writer.WriteStartObject("data");
                members(writer);
                writer.WriteEndObject();
            }
            writer.WriteStartArray("errors");
            if (failure is not null)
            {
                WriteFailure(writer, failure);
            }
            writer.WriteEndArray();
            writer.WriteStartArray("warnings");
            writer.WriteEndArray();
            writer.WriteNumber("exit_code", (int)code);
            writer.WriteEndObject();
        }
        output.WriteLine(System.Text.Encoding.UTF8.GetString(bytes.ToArray()));
    }

    private static void WriteFailure(Utf8JsonWriter writer, SnapshotFailureException failure)
    {
        writer.WriteStartObject();
        writer.WriteString("code", FailureCode);
        writer.WriteString("message", failure.Message);
        writer.WriteStartObject("details");
        writer.WriteString("snapshot", failure.Snapshot);
        if (failure.Chunk >= 0)
        {
            writer.WriteNumber("chunk", failure.Chunk);
        }
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
