using System.CommandLine;
using Aether.Core.Types;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`transfer`: build, sign, send and follow one transfer.</summary>
internal sealed class TransferCommand
{
    private readonly Option<string> _to = new("--to")
    {
        Description = "Address of the receiver",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string> _amount = new("--amount")
    {
        Description = "Amount, such as \"1.5 SWR\", \"250 AIC\" or 1000nswr; a bare number is whole SWR",
        HelpName = "AMOUNT",
        Required = true,
    };

    private readonly SignedSend _send = new("the sender");

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        TransferCommand self = new();
        return table.Define(
            "transfer",
            "Send tokens from one account to another.",
            [
                "aetherctl transfer --from alice.json --to taeth1... --amount \"1.5 SWR\"",
                "aetherctl transfer --from alice.json --to taeth1... --amount 1000nswr --wait none --json",
            ],
            self.RunAsync,
            [self._to, self._amount, .. self._send.Symbols]);
    }

    private Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        string toText = context.Arguments.GetRequiredValue(_to);
        Address to = Inputs.Address(toText);
        string amountText = context.Arguments.GetRequiredValue(_amount);
        (AssetId asset, UInt128 amount) = Inputs.Amount(amountText, AssetId.Swr);
        return _send.RunAsync(
            context,
            (sending, _) =>
            {
                Inputs.RequirePrefix(toText, sending.Genesis.ChainId);
                sending.Builder.Transfer(sending.From, to, asset, amount);
                sending.Summary = $"sending {AmountText.Format(amount, asset)} to {toText}";
                sending.More.Add(("to", toText));
                sending.More.Add(("amount", Show.Amount(amount, asset)));
                return Task.CompletedTask;
            },
            cancellation);
    }
}
