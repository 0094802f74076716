using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots export`: copies a snapshot to a mirror.</summary>
internal static class SnapshotsExportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        SnapshotOptions options = new();
        Command command = new("export", "Copy a snapshot to a folder or an object storage; goes on where it stopped.")
        {
            options.Name, options.Data, options.From, options.To, options.Json,
        };
        foreach (Option option in options.Places)
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, cancellation) =>
        {
            SnapshotReport report = new(parsed.GetValue(options.Json), Console.Out, Console.Error);
            return (int)await report.RunAsync(async () =>
            {
                SnapshotArchive source = options.OpenSource(parsed);
                SnapshotArchive destination = options.Open(parsed, parsed.GetValue(options.To)!);
                using ISnapshotMirror from = source.Mirror;
                using ISnapshotMirror to = destination.Mirror;
                string name = await options.ChooseAsync(parsed, source, cancellation).ConfigureAwait(false);
                SnapshotManifest manifest = await SnapshotCopy
                    .RunAsync(source, destination, name, report.Show, cancellation).ConfigureAwait(false);
                return ($"{name} exported", writer => SnapshotReport.WriteMembers(writer, name, manifest));
            }).ConfigureAwait(false);
        });
        return command;
    }
}
