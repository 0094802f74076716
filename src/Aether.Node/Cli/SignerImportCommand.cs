using System.CommandLine;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer import`: raises the marks of a stopped signer's keys to those of another.</summary>
internal static class SignerImportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Option<string> file = new("--in") { Description = "Interchange JSON of another signer.", Required = true };
        Option<uint> listen = new("--listen-views")
        {
            Description = "Views to listen for the key's own votes before it signs again.",
            DefaultValueFactory = _ => Limits.Signer.ListenViews,
        };
        Command command = new("import", "Take the higher of the marks here and in a file; nothing is ever lowered.")
        {
            folder, anchors, file, listen,
        };
        command.SetAction(parsed => (int)Run(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors)),
            parsed.GetValue(file)!,
            parsed.GetValue(listen)));
        return command;
    }

    /// <summary>Reads an interchange file of a chain.</summary>
    public static IReadOnlyList<SignerExport> Read(string path, Hash256 genesisHash)
    {
        FileInfo file = new(path);
        if (!file.Exists || file.Length > Limits.Signer.MaxInterchangeBytes)
        {
            throw new NodeStartException(ExitCode.Usage, $"{path} does not exist or is too large.");
        }
        return SignerInterchange.TryRead(
                File.ReadAllBytes(path), genesisHash, out IReadOnlyList<SignerExport> entries, out string reason)
            ? entries
            : throw new NodeStartException(ExitCode.Usage, $"{path}: {reason}.");
    }

    private static ExitCode Run(SignerFolder folder, string path, uint listenViews)
    {
        NativeSupport.RequireKeys();
        int changed = 0;
        foreach (string name in folder.Names())
        {
            using SignerKeyFile key = SignerKeyFile.Load(folder.KeyPath(name));
            IReadOnlyList<SignerExport> entries = Read(path, key.GenesisHash);
            if (!entries.Any(entry => entry.Key == key.BlsKey))
            {
                continue;
            }
            using SignerLog log = SignerLog.Open(folder.PlaceOf(name, key.GenesisHash, key.BlsKey));
            SignerRecord merged = SignerInterchange.Merge(log.Record, key.BlsKey, entries, listenViews);
            log.Append(merged with { Sequence = log.Record.Sequence + 1 });
            Console.WriteLine(SignerStatusCommand.Line(name, log.Record, []));
            changed++;
        }
        return changed > 0
            ? ExitCode.Success
            : throw new NodeStartException(
                ExitCode.Usage, $"{path} says nothing of the keys in {folder.Root}; add one with: aether signer init.");
    }
}
