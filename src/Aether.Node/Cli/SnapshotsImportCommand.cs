using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots import`: the store of a new node from a snapshot.</summary>
internal static class SnapshotsImportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        SnapshotOptions options = new();
        options.Data.Required = true;
        options.From.Required = true;
        Command command = new(
            "import", "Fill the store of a new node from a snapshot, checked chunk by chunk; goes on where it stopped.")
        {
            options.Name, options.From, options.Data, options.Json,
        };
        foreach (Option option in options.Places.Concat(options.Trust))
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, cancellation) =>
        {
            NativeSupport.RequireNode();
            Genesis genesis = GenesisFile.Load(parsed.GetValue(options.GenesisPath)!);
            string data = parsed.GetValue(options.Data)!;
            SnapshotReport report = new(parsed.GetValue(options.Json), Console.Out, Console.Error);
            return (int)await report.RunAsync(async () =>
            {
                using DataFolderLock folderLock = DataFolderLock.Acquire(data, "aether snapshots import");
                SnapshotArchive archive = options.OpenSource(parsed);
                using ISnapshotMirror mirror = archive.Mirror;
                string name = await options.ChooseAsync(parsed, archive, cancellation).ConfigureAwait(false);
                SnapshotTrust trust = options.LoadTrust(parsed, genesis);
                SnapshotImporter importer = new(archive, genesis, trust, report.Show);
                SnapshotManifest made = await importer.RunAsync(name, data, cancellation).ConfigureAwait(false);
                return (
                    $"{name} imported: {data} starts at height {made.Height}",
                    writer => SnapshotReport.WriteMembers(writer, name, made));
            }).ConfigureAwait(false);
        });
        return command;
    }
}
