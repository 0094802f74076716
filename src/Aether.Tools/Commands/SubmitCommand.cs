using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`submit-tx`: send a transaction that was signed elsewhere.</summary>
internal sealed class SubmitCommand
{
    // Hex text of the largest transaction, and some more: what is only a little too large is for the node to refuse.
    private const int MaxFileBytes = (2 * Limits.Transaction.MaxBytes) + 1024;

    private readonly Argument<string> _file = new("FILE")
    {
        Description = "Signed transaction: canonical bytes, or their hexadecimal text",
    };

    private readonly SendOptions _send = new();

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        SubmitCommand self = new();
        return table.Define(
            "submit-tx",
            "Send a signed transaction from a file.",
            [
                "aetherctl submit-tx signed.hex",
                "aetherctl submit-tx signed.bin --wait included --json",
                "aetherctl submit-tx signed.hex --dry-run",
            ],
            self.RunAsync,
            self._file,
            self._send.DryRun,
            self._send.Wait,
            self._send.Timeout);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        (WaitLevel, TimeSpan) wait = _send.Read(context);
        byte[] content = Inputs.File(context.Arguments.GetRequiredValue(_file), MaxFileBytes);
        byte[] raw = TryHex(content, out byte[] decoded) ? decoded : content;
        if (context.Arguments.GetValue(_send.DryRun))
        {
            Trial trial = await Trial.RunAsync(context, raw, cancellation).ConfigureAwait(false);
            return trial.Conclude(new CommandResult(
                new JsonObject { ["dryRun"] = true, ["bytes"] = raw.Length }, [("dry run", "nothing was sent")]));
        }
        Hash256 hash = await context.Client.SendRawTransactionAsync(raw, cancellation).ConfigureAwait(false);
        return await SendOptions.FollowAsync(context, hash, wait, [], cancellation).ConfigureAwait(false);
    }

    // A canonical transaction starts with its version, 1, which is no hexadecimal digit: the forms cannot be confused.
    private static bool TryHex(byte[] content, out byte[] decoded)
    {
        string text = Encoding.Latin1.GetString(content).Trim();
        return Hex.TryDecode(text, MaxFileBytes, out decoded) && decoded.Length > 0;
    }
}
