using System.CommandLine;
using System.Globalization;
using Aether.Consensus.SlashingProtection;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Cli;

/// <summary>`aether signer status`: what a stopped signer has signed, and whether its files are whole.</summary>
internal static class SignerStatusCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Create()
    {
        Option<string> folder = SignerCommand.KeyFolder();
        Option<string?> anchors = SignerCommand.AnchorFolder();
        Command command = new("status", "Check the files of a stopped signer and show its marks.") { folder, anchors };
        command.SetAction(parsed => (int)Run(
            SignerFolder.At(parsed.GetValue(folder)!, parsed.GetValue(anchors))));
        return command;
    }

    /// <summary>One key on one line.</summary>
    public static string Line(string name, SignerRecord record, IEnumerable<KesKeyState> kes)
    {
        string state = record.SeenElsewhere ? "seen signing elsewhere"
            : record.StopView != ulong.MaxValue
                ? string.Create(CultureInfo.InvariantCulture, $"stops before view {record.StopView}")
                : record.ListenViews > 0
                    ? string.Create(CultureInfo.InvariantCulture, $"listens for {record.ListenViews} views first")
                    : "signs";
        string keys = string.Join(", ", kes.Select(key => string.Create(
            CultureInfo.InvariantCulture,
            $"#{key.Certificate.Counter} epochs {key.Certificate.StartEpoch}-{key.LastEpoch} ({key.Left} left)")));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: {state}; record {record.Sequence}, epoch {record.Epoch}, proposed {record.ProposedView}, "
            + $"prevoted {record.PrevotedView}, timed out {record.TimedOutView}, lock {record.LockView}, "
            + $"precommitted {record.PrecommittedView}; KES {(keys.Length > 0 ? keys : "none")}");
    }

    private static ExitCode Run(SignerFolder folder)
    {
        NativeSupport.RequireKeys();
        foreach (string name in folder.Names())
        {
            using SignerKey key = SignerKey.Open(folder, name);
            Console.WriteLine(Line(name, key.Signer.Record, key.Kes.Keys));
            if (KesWarning.Of(key.Kes.Keys, key.Signer.Record.Epoch) is { } warning)
            {
                Console.Error.WriteLine($"{name}: {warning}");
            }
        }
        if (File.Exists(folder.AuditPath) && !AuditLog.Verify(folder.AuditPath, out int _))
        {
            throw new NodeStartException(
                ExitCode.Refused, $"the audit log {folder.AuditPath} was changed; keep it for the investigation.");
        }
        return ExitCode.Success;
    }
}
