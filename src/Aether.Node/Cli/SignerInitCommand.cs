using System.CommandLine;
using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer init`: puts a validator's hot keys into a signer, with the log they start from.</summary>
internal static class SignerInitCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Option<string?> name = new("--name")
        {
            Description = "Name of the key's folder; the key file's name unless given.",
        };
        Option<string> keys = new("--keys") { Description = "The validator's key file.", Required = true };
        Option<string?> passphrase = KeysCommand.PassphraseOption();
        Option<string> genesis = new("--genesis") { Description = "The chain's genesis.toml.", Required = true };
        Option<bool> empty = new("--init-empty")
        {
            Description = "The key has never signed anything on this chain, anywhere. Else it will be slashed.",
        };
        Option<string?> from = new("--from-node")
        {
            Description = "Data folder of the stopped node that signed so far.",
        };
        Option<string?> marks = new("--from") { Description = "Export of the signer that signed so far." };
        Option<uint> listen = new("--listen-views")
        {
            Description = "Views to listen for the key's own votes before it signs; 0 for a chain not yet started.",
            DefaultValueFactory = _ => Limits.Signer.ListenViews,
        };
        Command command = new("init", "Add a key: exactly one of --init-empty, --from-node and --from.")
        {
            folder, anchors, name, keys, passphrase, genesis, empty, from, marks, listen,
        };
        command.SetAction(parsed => (int)Run(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors)),
            parsed.GetValue(name) ?? Path.GetFileNameWithoutExtension(parsed.GetValue(keys)!),
            (parsed.GetValue(keys)!, PassphraseSource.Parse(parsed.GetValue(passphrase))),
            GenesisFile.Load(parsed.GetValue(genesis)!),
            new Source(parsed.GetValue(empty), parsed.GetValue(from), parsed.GetValue(marks)),
            parsed.GetValue(listen)));
        return command;
    }

    private static ExitCode Run(
        SignerFolder folder,
        string name,
        (string Path, PassphraseSource? Passphrase) keyFile,
        Genesis genesis,
        Source source,
        uint listenViews)
    {
        NativeSupport.RequireKeys();
        RequireName(name);
        using ValidatorKeys keys = ValidatorKeyFile.Load(keyFile.Path, keyFile.Passphrase);
        int index = genesis.Validators.IndexOf(keys.Address);
        uint kesStart = index >= 0 ? genesis.Validators[index].KesStartEpoch : 0;
        SignerRecord first = First(source, keys, genesis) with { ListenViews = listenViews };
        folder.Add(name, keys, genesis.Hash, kesStart, first);
        Console.WriteLine(Path.Combine(folder.Root, name));
        Console.Error.WriteLine(SignerStatusCommand.Line(name, first, []));
        Console.Error.WriteLine(
            $"{keyFile.Path} still holds the cold key and copies of the hot ones: take it off this machine.");
        return ExitCode.Success;
    }

    private static SignerRecord First(Source source, ValidatorKeys keys, Genesis genesis)
    {
        int named = (source.Empty ? 1 : 0) + (source.Node is null ? 0 : 1) + (source.Marks is null ? 0 : 1);
        if (named != 1)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                "say what this key has signed: --init-empty if nothing ever, --from-node DATA if a node signed with "
                + "it, or --from FILE with the export of another signer.");
        }
        using SignerKeyFile file = SignerKeyFile.From(keys, genesis.Hash);
        if (source.Empty)
        {
            return SignerRecord.Empty;
        }
        if (source.Node is { } data)
        {
            using DataFolderLock held = DataFolderLock.Acquire(data, "aether signer init");
            using FileSafetyLog log = FileSafetyLog.OpenOrCreate(
                Path.Combine(data, "safety.log"), genesis.Hash, file.BlsKey, mayCreate: false);
            return log.Load() is { } last ? SignerRecord.From(last) : SignerRecord.Empty;
        }
        IReadOnlyList<SignerExport> entries = SignerImportCommand.Read(source.Marks!, genesis.Hash);
        return entries.Any(entry => entry.Key == file.BlsKey)
            ? SignerInterchange.Merge(SignerRecord.Empty, file.BlsKey, entries, 0)
            : throw new NodeStartException(ExitCode.Usage, $"{source.Marks} says nothing of this key.");
    }

    private static void RequireName(string name)
    {
        bool ok = name.Length is > 0 and <= 64 && name[0] != '.'
            && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.');
        if (!ok)
        {
            throw new NodeStartException(
                ExitCode.Usage, "--name has 1 to 64 letters, digits, dots, dashes and underscores.");
        }
    }

    private sealed record Source(bool Empty, string? Node, string? Marks);
}
