using System.CommandLine;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer export`: writes the marks of a stopped signer's keys, for another signer.</summary>
internal static class SignerExportCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Option<string?> name = SignerCommand.KeyName();
        Option<string> file = new("--out") { Description = "File to write; must not exist.", Required = true };
        Option<bool> handOver = new("--hand-over")
        {
            Description = "Stop this signer for good first: it signs nothing more, and the other may start.",
        };
        Option<bool> damaged = new("--log-only")
        {
            Description = "Read the log although the anchor is missing or damaged. The marks may be too low.",
        };
        Command command = new("export", "Write a key's marks as interchange JSON.")
        {
            folder, anchors, name, file, handOver, damaged,
        };
        command.SetAction(parsed => (int)Run(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors)),
            parsed.GetValue(name),
            parsed.GetValue(file)!,
            parsed.GetValue(handOver),
            parsed.GetValue(damaged)));
        return command;
    }

    private static ExitCode Run(SignerFolder folder, string? wanted, string path, bool handOver, bool logOnly)
    {
        NativeSupport.RequireKeys();
        string name = SignerCommand.OneName(folder, wanted);
        if (File.Exists(path))
        {
            throw new NodeStartException(ExitCode.Refused, $"{path} exists and is not overwritten.");
        }
        using SignerKeyFile key = SignerKeyFile.Load(folder.KeyPath(name));
        SignerLogPlace place = folder.PlaceOf(name, key.GenesisHash, key.BlsKey);
        SignerRecord record;
        if (logOnly)
        {
            record = SignerLog.ReadLog(place);
            Console.Error.WriteLine(
                "aether: the log alone does not show whether it is an old copy; listen long before signing with it.");
        }
        else
        {
            using SignerLog log = SignerLog.Open(place);
            if (handOver)
            {
                log.Append(log.Record with { Sequence = log.Record.Sequence + 1, StopView = 0 });
            }
            record = log.Record;
        }
        byte[] json = SignerInterchange.Export(
            key.GenesisHash, [new SignerExport(key.BlsKey, record, record.StopView == 0)]);
        SafetyFiles.WriteSecret(path, json, replace: false);
        Console.WriteLine(path);
        return ExitCode.Success;
    }
}
