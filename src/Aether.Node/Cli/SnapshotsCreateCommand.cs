using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Node.Options;
using Aether.Node.Snapshots;
using Aether.Node.Storage;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots create`: a snapshot of a stopped node's final state.</summary>
internal static class SnapshotsCreateCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        SnapshotOptions options = new();
        Option<int> rate = new("--rate")
        {
            Description = "Most megabytes a second; 0 for no limit.",
            DefaultValueFactory = _ => 0,
        };
        options.Data.Required = true;
        Command command = new(
            "create", "Make a snapshot of a stopped node's final state in DATA/snapshots; goes on where it stopped.")
        {
            options.Data, options.GenesisPath, rate, options.Json,
        };
        command.SetAction(async (parsed, cancellation) =>
        {
            NativeSupport.RequireNode();
            Genesis genesis = GenesisFile.Load(parsed.GetValue(options.GenesisPath)!);
            string data = parsed.GetValue(options.Data)!;
            long bytesPerSecond = OptionValue.Within(parsed.GetValue(rate), 0, 100_000, "--rate") * 1_000_000L;
            SnapshotReport report = new(parsed.GetValue(options.Json), Console.Out, Console.Error);
            return (int)await report.RunAsync(async () =>
            {
                using DataFolderLock folderLock = DataFolderLock.Acquire(data, "aether snapshots create");
                using ChainStore store = NodeStore.Open(data, genesis);
                FolderMirror folder = new(Path.Combine(data, SnapshotOptions.FolderName));
                SnapshotPace pace = new(bytesPerSecond, TimeProvider.System);
                SnapshotWriter writer = new(folder, pace, report.Show);
                SnapshotManifest made =
                    await MakeAsync(folder, writer, store, genesis, cancellation).ConfigureAwait(false);
                string name = SnapshotNames.Of(made);
                return ($"{name} made", json => SnapshotReport.WriteMembers(json, name, made));
            }).ConfigureAwait(false);
        });
        return command;
    }

    private static async Task<SnapshotManifest> MakeAsync(
        FolderMirror folder,
        SnapshotWriter writer,
        ChainStore store,
        Genesis genesis,
        CancellationToken cancellation)
    {
        Header block = store.FinalizedHeader;
        if (!SnapshotHeads.TryCollect(store, block, out SnapshotHead? head, out string reason))
        {
            throw new NodeStartException(
                ExitCode.Usage, $"there can be no snapshot of height {block.Height} yet: {reason}.");
        }
        using StatePin pin = store.FinalizedState.Pin();
        SnapshotSource source = SnapshotSource.Of(genesis.Hash, block, store.FinalizedState);
        return await SnapshotService.MakeAsync(folder, writer, source, head, cancellation).ConfigureAwait(false);
    }
}
