using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`faucet`: tokens of a development chain.</summary>
internal sealed class FaucetCommand
{
    private readonly Option<string> _mint = new("--mint")
    {
        Description = "Amount; a bare number is whole tokens",
        HelpName = "AMOUNT",
        Required = true,
    };

    private readonly Option<string> _to = new("--to")
    {
        Description = "Address of the receiver",
        HelpName = "ADDRESS",
        Required = true,
    };

    private readonly Option<string> _asset = new("--asset")
    {
        Description = "SWR or AIC",
        HelpName = "ASSET",
        DefaultValueFactory = _ => "SWR",
    };

    private readonly SendOptions _send = new();

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        FaucetCommand self = new();
        return table.Define(
            "faucet",
            "Get tokens on a development chain.",
            [
                "aetherctl faucet --mint 1000000 --to taeth1...",
                "aetherctl faucet --mint 50 --asset AIC --to taeth1... --wait included",
            ],
            self.RunAsync,
            self._mint,
            self._to,
            self._asset,
            self._send.Wait,
            self._send.Timeout);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        string toText = context.Arguments.GetRequiredValue(_to);
        Address to = Inputs.Address(toText);
        AssetId defaultAsset = Inputs.Asset(context.Arguments.GetRequiredValue(_asset));
        (AssetId asset, UInt128 amount) = Inputs.Amount(context.Arguments.GetRequiredValue(_mint), defaultAsset);
        (WaitLevel, TimeSpan) wait = _send.Read(context);
        Hash256 hash = await context.Client.RequestFaucetAsync(to, amount, asset, cancellation).ConfigureAwait(false);
        (string, JsonNode)[] more = [("to", toText), ("amount", Show.Amount(amount, asset))];
        return await SendOptions.FollowAsync(context, hash, wait, more, cancellation).ConfigureAwait(false);
    }
}
