using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Keys;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>What every command with a key shares: build, show or sign, send, follow.</summary>
internal sealed class SignedSend
{
    private readonly Option<string> _from;

    private readonly Option<ulong?> _nonce = new("--nonce")
    {
        Description = "Nonce, when transactions of the signer are still pending [default: the account's]",
        HelpName = "N",
    };

    private readonly Option<string?> _passwordFile = Passwords.CreateOption();
    private readonly SendOptions _send = new();

    /// <summary>Options of a command; <paramref name="who"/> says whose key it needs.</summary>
    public SignedSend(string who) => _from = new("--from")
    {
        Description = $"Key file of {who}, who also pays the fee",
        HelpName = "KEYFILE",
        Required = true,
    };

    /// <summary>The options.</summary>
    public Symbol[] Symbols => [_from, _nonce, _send.DryRun, _passwordFile, _send.Wait, _send.Timeout];

    /// <summary>Builds what <paramref name="plan"/> asks for and brings it to its end.</summary>
    public async Task<CommandResult> RunAsync(
        CommandContext context, Func<Sending, CancellationToken, Task> plan, CancellationToken cancellation)
    {
        (WaitLevel, TimeSpan) wait = _send.Read(context);
        string path = context.Arguments.GetRequiredValue(_from);
        KeyFileDocument document = KeyFile.Read(path);
        AetherClient client = context.Client;
        Genesis genesis = await client.GetGenesisAsync(cancellation).ConfigureAwait(false);
        RefusePlainKeyOnMainChain(document, path, genesis.ChainId);
        AccountInfo account = await client.GetAccountAsync(document.Address, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        Sending sending = new()
        {
            Genesis = genesis,
            From = document.Address,
            Nonce = context.Arguments.GetValue(_nonce) ?? account.Nonce,
            Client = client,
            Builder = new TransactionBuilder(genesis),
        };
        sending.More.Add(("from", sending.Text(sending.From)));
        await plan(sending, cancellation).ConfigureAwait(false);
        sending.More.Add(("nonce", JsonValue.Create(sending.Nonce)));
        TransactionBody body = await sending.Builder.BuildAsync(client, sending.From, sending.Nonce, cancellation)
            .ConfigureAwait(false);
        if (context.Arguments.GetValue(_send.DryRun))
        {
            byte[] unsigned = Ace.Encode(new Transaction(body, []));
            Trial trial = await Trial.RunAsync(context, unsigned, cancellation).ConfigureAwait(false);
            return trial.Conclude(Describe(sending, body));
        }
        Transaction signed = Sign(context, path, document, sending.Builder, body, genesis.Hash);
        string maxFee = AmountText.Format(body.MaxFee, AssetId.Swr);
        context.Printer.Note($"{sending.Summary}, fee at most {maxFee}");
        Hash256 hash = await client.SendRawTransactionAsync(signed.Bytes.ToArray(), cancellation)
            .ConfigureAwait(false);
        return await SendOptions.FollowAsync(context, hash, wait, [.. sending.More], cancellation)
            .ConfigureAwait(false);
    }

    private Transaction Sign(
        CommandContext context,
        string path,
        KeyFileDocument document,
        TransactionBuilder builder,
        TransactionBody body,
        Hash256 genesisHash)
    {
        byte[]? password = document.IsEncrypted
            ? Passwords.Find(context, context.Arguments.GetValue(_passwordFile), $"Password of {path}: ")
            : null;
        try
        {
            using SigningSeed seed = KeyFile.Open(path, document, password);
            return builder.Sign(body, genesisHash, seed);
        }
        finally
        {
            Array.Clear(password ?? []);
        }
    }

    // The identifier is the hash of the body, so it is known without a signature.
    private static CommandResult Describe(Sending sending, TransactionBody body)
    {
        Hash256 hash = new Transaction(body, []).Id;
        UInt128 spent = sending.Builder.Spent.GetValueOrDefault(sending.From);
        JsonObject data = new()
        {
            ["dryRun"] = true,
            ["transactionHash"] = hash.ToString(),
            ["maxFee"] = Show.Amount(body.MaxFee, AssetId.Swr),
            ["spent"] = Show.Amount(spent, AssetId.Swr),
            ["deposits"] = Show.Amount(sending.Builder.Deposits, AssetId.Swr),
            ["gasLimit"] = body.GasLimit,
            ["validUntil"] = body.ValidUntil,
            ["reads"] = Names(body.Reads.Select(item => item.ToString())),
            ["writes"] = Names(body.Writes.Select(item => item.ToString())),
            ["signers"] = Names(sending.Builder.RequiredSigners(body.FeePayer).Select(sending.Text)),
            ["body"] = Hex.Encode(Ace.Encode(body)),
        };
        foreach ((string name, JsonNode value) in sending.More)
        {
            data[name] = value;
        }
        return new CommandResult(data,
        [
            ("dry run", $"{sending.Summary}; nothing was signed or sent"),
            ("transaction", hash.ToString()),
            ("fee at most", AmountText.Format(body.MaxFee, AssetId.Swr)),
            ("taken beside it", AmountText.Format(spent, AssetId.Swr)),
            ("deposits in it", AmountText.Format(sending.Builder.Deposits, AssetId.Swr)),
            ("writes", string.Join(' ', body.Writes.Select(item => item.ToString()))),
            ("valid until", $"view {Show.Number(body.ValidUntil)}"),
        ]);
    }

    private static JsonArray Names(IEnumerable<string> names) => [.. names.Select(name => JsonValue.Create(name))];

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
