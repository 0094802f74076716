using System.CommandLine;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>`aether snapshots verify`: from the finality of the block to the last chunk.</summary>
internal static class SnapshotsVerifyCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        SnapshotOptions options = new();
        Command command = new("verify", "Check every chunk of a snapshot, and that its block is final.")
        {
            options.Name, options.Data, options.From, options.Json,
        };
        foreach (Option option in options.Places.Concat(options.Trust))
        {
            command.Add(option);
        }
        command.SetAction(async (parsed, cancellation) =>
        {
            NativeSupport.RequireNode();
            Genesis genesis = GenesisFile.Load(parsed.GetValue(options.GenesisPath)!);
            SnapshotReport report = new(parsed.GetValue(options.Json), Console.Out, Console.Error);
            return (int)await report.RunAsync(async () =>
            {
                SnapshotArchive archive = options.OpenSource(parsed);
                using ISnapshotMirror mirror = archive.Mirror;
                string name = await options.ChooseAsync(parsed, archive, cancellation).ConfigureAwait(false);
                SnapshotVerifier verifier = new(archive, options.LoadTrust(parsed, genesis), report.Show);
                SnapshotManifest manifest = await verifier.VerifyAsync(name, cancellation).ConfigureAwait(false);
                return ($"{name} holds", writer => SnapshotReport.WriteMembers(writer, name, manifest));
            }).ConfigureAwait(false);
        });
        return command;
    }
}
