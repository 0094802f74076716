using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Aether.Core.Ledger;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots list`.</summary>
internal static class SnapshotsListCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        SnapshotOptions options = new();
        Command command = new("list", "List the snapshots of a node or a mirror.")
        {
            options.Data, options.From, options.Json,
        };
        foreach (Option option in options.Places)
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, cancellation) =>
        {
            SnapshotReport report = new(parsed.GetValue(options.Json), Console.Out, Console.Error);
            return (int)await report.RunAsync(() => RunAsync(options.OpenSource(parsed), cancellation))
                .ConfigureAwait(false);
        });
        return command;
    }

    /// <summary>The list as text, and as members of a JSON document.</summary>
    public static async Task<(string Text, Action<Utf8JsonWriter> Members)> RunAsync(
        SnapshotArchive archive, CancellationToken cancellation)
    {
        using ISnapshotMirror mirror = archive.Mirror;
        List<(string Name, SnapshotManifest Manifest)> all = [];
        foreach (string name in await archive.ListAsync(cancellation).ConfigureAwait(false))
        {
            all.Add((name, await archive.ReadManifestAsync(name, cancellation).ConfigureAwait(false)));
        }
        string text = string.Join('\n', all.Select(item => string.Create(
            CultureInfo.InvariantCulture,
            $"{item.Name}  epoch {item.Manifest.Epoch}  {item.Manifest.Parts.Length} chunks  "
            + $"{item.Manifest.TotalBytes} bytes  {item.Manifest.StateRoot}")));
        return (text, writer =>
        {
            writer.WriteStartArray("snapshots");
            foreach ((string name, SnapshotManifest manifest) in all)
            {
                writer.WriteStartObject();
                SnapshotReport.WriteMembers(writer, name, manifest);
                writer.WriteEndObject();
            }
            writer.WriteEndArray();
        }
        );
    }
}
