using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Consensus.LightClient;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`proof verify`: checks a proof file against a genesis without asking any node.</summary>
internal sealed class ProofVerifyCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "Proof file" };

    private readonly TrustOptions _trust = new();

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        ProofVerifyCommand self = new();
        return table.Define(
            "verify",
            "Check a proof offline; exit 9 when it does not hold.",
            [
                "aetherctl proof verify account.json --genesis genesis.ace --genesis-hash 0x...",
                "aetherctl proof verify account.json --checkpoint checkpoint.json --checkpoint-hash 0x...",
            ],
            (context, _) => Task.FromResult(self.Run(context)),
            [self._file, .. self._trust.Symbols]);
    }

    private CommandResult Run(CommandContext context)
    {
        string path = context.Arguments.GetRequiredValue(_file);
        (TrustedEpoch trusted, Genesis? genesis) = _trust.Load(context);
        byte[] bytes = Inputs.File(path, ProofFile.MaxFileBytes);
        if (!ProofFile.TryParse(bytes, out ProofFile? file))
        {
            throw ProofFailure.Of(path, ProofError.Malformed);
        }
        ProofVerifier verifier = new(trusted);
        ulong? nowMs = _trust.NowMs(context);
        return file!.Kind switch
        {
            ProofFile.AccountKind => VerifyAccount(verifier, file, path, nowMs, genesis),
            ProofFile.ObjectKind => VerifyObject(verifier, file, path, nowMs, genesis),
            _ => VerifyReceipt(verifier, file, path, nowMs, genesis),
        };
    }

    private static CommandResult VerifyAccount(
        ProofVerifier verifier, ProofFile file, string path, ulong? nowMs, Genesis? genesis)
    {
        ProofError error = verifier.VerifyAccount(file, nowMs, out VerifiedAccount? verified);
        if (error != ProofError.None)
        {
            throw ProofFailure.Of(path, error);
        }
        // A checkpoint does not name the chain's prefix: hexadecimal is right on every chain.
        string address = genesis is null
            ? verified!.Address.ToString()
            : AddressText.Format(verified!.Address, AddressText.HrpFor(genesis.ChainId));
        JsonObject data = Describe(file, verified.Header);
        data["address"] = address;
        data["nonce"] = verified.Account.Nonce;
        data["exists"] = file.Value is not null;
        List<(string, string)> lines = Lines(verified.Header);
        lines.Insert(1, ("address", address));
        foreach (AssetId asset in new[] { AssetId.Swr, AssetId.Aic })
        {
            UInt128 amount = verified.Account.BalanceOf(asset);
            data[asset == AssetId.Swr ? "swr" : "aic"] = Show.Amount(amount, asset);
            lines.Add(("balance", AmountText.Format(amount, asset)));
        }
        return new CommandResult(data, lines);
    }

    private static CommandResult VerifyObject(
        ProofVerifier verifier, ProofFile file, string path, ulong? nowMs, Genesis? genesis)
    {
        ProofError error = verifier.VerifyObject(file, nowMs, out VerifiedObject? verified);
        if (error != ProofError.None)
        {
            throw ProofFailure.Of(path, error);
        }
        JsonObject data = Describe(file, verified!.Header);
        List<(string, string)> lines = Lines(verified.Header);
        lines.Insert(1, ("object", verified.Id.ToString()));
        data["object"] = verified.Id.ToString();
        data["exists"] = file.Value is not null;
        data["archived"] = verified.Tombstone is not null;
        if (verified.Record is { } record)
        {
            string owner = genesis is null
                ? record.Owner.ToString()
                : AddressText.Format(record.Owner, AddressText.HrpFor(genesis.ChainId));
            data["kind"] = record.Kind;
            data["owner"] = owner;
            data["version"] = record.Version;
            data["deposit"] = Show.Amount(record.Deposit, AssetId.Swr);
            data["data"] = Hex.Encode(record.Data);
            lines.Add(("owner", owner));
            lines.Add(("data", $"{Show.Number((ulong)record.Data.Length)} bytes; --field data"));
        }
        else
        {
            lines.Add(("state", verified.Tombstone is null ? "does not exist" : "archived"));
        }
        return new CommandResult(data, lines);
    }

    private static CommandResult VerifyReceipt(
        ProofVerifier verifier, ProofFile file, string path, ulong? nowMs, Genesis? genesis)
    {
        ProofError error = verifier.VerifyReceipt(file, nowMs, out VerifiedReceipt? verified);
        if (error != ProofError.None)
        {
            throw ProofFailure.Of(path, error);
        }
        JsonObject data = Describe(file, verified!.Header);
        data["chainId"] = genesis?.ChainId;
        data["transactionHash"] = verified.Receipt.TransactionId.ToString();
        data["status"] = (byte)verified.Receipt.Status;
        data["statusName"] = verified.Receipt.Status.ToString();
        data["fee"] = Show.Amount(verified.Receipt.Fee, AssetId.Swr);
        List<(string, string)> lines = Lines(verified.Header);
        lines.Insert(1, ("transaction", verified.Receipt.TransactionId.ToString()));
        lines.Add(("status", verified.Receipt.Status.ToString()));
        return new CommandResult(data, lines);
    }

    private static JsonObject Describe(ProofFile file, Header header) => new()
    {
        ["valid"] = true,
        ["kind"] = file.Kind,
        ["genesisHash"] = file.GenesisHash.ToString(),
        ["epoch"] = header.Epoch,
        ["height"] = header.Height,
        ["blockHash"] = header.Hash.ToString(),
    };

    private static List<(string, string)> Lines(Header header) =>
        [("proof", "valid"), ("final block", $"{Show.Number(header.Height)} {header.Hash}")];
}
