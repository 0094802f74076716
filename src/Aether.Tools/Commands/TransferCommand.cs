using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Keys;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`transfer`: build, sign, send and follow one transfer.</summary>
internal sealed class TransferCommand
{
    private readonly Option<string> _from = new("--from")
    {
        Description = "Key file of the sender, who also pays the fee",
        HelpName = "KEYFILE",
        Required = true,
    };

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

    private readonly Option<ulong?> _nonce = new("--nonce")
    {
        Description = "Nonce, when transactions of the sender are still pending [default: the account's]",
        HelpName = "N",
    };

    private readonly Option<string?> _passwordFile = Passwords.CreateOption();
    private readonly SendOptions _send = new();

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
            self._from,
            self._to,
            self._amount,
            self._nonce,
            self._passwordFile,
            self._send.Wait,
            self._send.Timeout);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        ParseResult arguments = context.Arguments;
        string toText = arguments.GetRequiredValue(_to);
        Address to = Inputs.Address(toText);
        (AssetId asset, UInt128 amount) = Inputs.Amount(arguments.GetRequiredValue(_amount), AssetId.Swr);
        (WaitLevel, TimeSpan) wait = _send.Read(context);
        string path = arguments.GetRequiredValue(_from);
        KeyFileDocument document = KeyFile.Read(path);

        Genesis genesis = await context.Client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        Inputs.RequirePrefix(toText, genesis.ChainId);
        RefusePlainKeyOnMainChain(document, path, genesis.ChainId);
        TransactionBody body = await BuildAsync(context.Client, genesis, document.Address, to, asset, amount,
            arguments.GetValue(_nonce), cancellation).ConfigureAwait(false);
        Transaction signed = Sign(context, path, document, body, genesis.Hash);

        string display = AmountText.Format(amount, asset);
        string maxFee = AmountText.Format(body.MaxFee, AssetId.Swr);
        context.Printer.Note($"sending {display} to {toText}, fee at most {maxFee}");
        Hash256 hash = await context.Client.SendRawTransactionAsync(signed.Bytes.ToArray(), cancellation)
            .ConfigureAwait(false);
        (string, JsonNode)[] more =
        [
            ("from", AddressText.Format(document.Address, AddressText.HrpFor(genesis.ChainId))),
            ("to", toText),
            ("amount", Show.Amount(amount, asset)),
            ("nonce", JsonValue.Create(body.Nonce)),
        ];
        return await SendOptions.FollowAsync(context, hash, wait, more, cancellation).ConfigureAwait(false);
    }

    private static async Task<TransactionBody> BuildAsync(
        AetherClient client,
        Genesis genesis,
        Address from,
        Address to,
        AssetId asset,
        UInt128 amount,
        ulong? nonce,
        CancellationToken cancellation)
    {
        AccountInfo account = await client.GetAccountAsync(from, BlockTag.Latest, cancellation).ConfigureAwait(false);
        FeeMarketInfo market = await client.GetFeeMarketAsync([from.AsObject, to.AsObject], cancellation)
            .ConfigureAwait(false);
        ulong view = await client.GetSlotNumberAsync(cancellation).ConfigureAwait(false);
        return new TransactionBuilder(genesis)
            .Transfer(from, to, asset, amount)
            .Build(from, nonce ?? account.Nonce, view, FeeEstimate.WithHeadroom(market.Price));
    }

    private Transaction Sign(
        CommandContext context, string path, KeyFileDocument document, TransactionBody body, Hash256 genesisHash)
    {
        byte[]? password = document.IsEncrypted
            ? Passwords.Find(context, context.Arguments.GetValue(_passwordFile), $"Password of {path}: ")
            : null;
        try
        {
            using SigningSeed seed = KeyFile.Open(path, document, password);
            return TransactionSigner.Sign(body, genesisHash, seed);
        }
        finally
        {
            Array.Clear(password ?? []);
        }
    }

    private static void RefusePlainKeyOnMainChain(KeyFileDocument document, string path, string chainId)
    {
        if (!document.IsEncrypted && AddressText.HrpFor(chainId) == AddressText.MainPrefix)
        {
            throw new CliException(
                ExitCode.Denied, ErrorCode.KeyRefused, $"{path} is not encrypted",
                $"chain {chainId} is no development or test chain", "use a key file made without --insecure-plaintext");
        }
    }
}
