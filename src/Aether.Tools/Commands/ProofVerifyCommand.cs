using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Proofs;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`proof verify`: checks a proof file against a genesis without asking any node.</summary>
internal sealed class ProofVerifyCommand
{
    private readonly Argument<string> _file = new("FILE") { Description = "Proof file" };

    private readonly Option<string> _genesis = new("--genesis")
    {
        Description = "Trusted genesis, from `aetherctl genesis export`",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<string?> _pin = GenesisCommands.CreatePinOption();

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        ProofVerifyCommand self = new();
        return table.Define(
            "verify",
            "Check a proof offline; exit 9 when it does not hold.",
            ["aetherctl proof verify account.json --genesis genesis.ace --genesis-hash 0x..."],
            (context, _) => Task.FromResult(self.Run(context)),
            self._file,
            self._genesis,
            self._pin);
    }

    private CommandResult Run(CommandContext context)
    {
        string path = context.Arguments.GetRequiredValue(_file);
        string? pin = context.Arguments.GetValue(_pin);
        Genesis genesis = GenesisCommands.Load(context.Arguments.GetRequiredValue(_genesis), pin);
        if (pin is null)
        {
            context.Printer.Warn($"trusting the genesis file as it is ({genesis.Hash}); pin it with --genesis-hash");
        }
        byte[] bytes = Inputs.File(path, ProofFile.MaxFileBytes);
        if (!ProofFile.TryParse(bytes, out ProofFile? file))
        {
            throw Invalid(path, ProofError.Malformed);
        }
        if (!ProofVerifier.TryCreate(genesis, out ProofVerifier? verifier, out _))
        {
            throw Invalid(path, ProofError.BadGenesis);
        }
        return file!.Kind == ProofFile.AccountKind
            ? VerifyAccount(verifier, file, path, genesis)
            : VerifyReceipt(verifier, file, path, genesis);
    }

    private static CommandResult VerifyAccount(ProofVerifier verifier, ProofFile file, string path, Genesis genesis)
    {
        ProofError error = verifier.VerifyAccount(file, out VerifiedAccount? verified);
        if (error != ProofError.None)
        {
            throw Invalid(path, error);
        }
        string address = AddressText.Format(verified!.Address, AddressText.HrpFor(genesis.ChainId));
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

    private static CommandResult VerifyReceipt(ProofVerifier verifier, ProofFile file, string path, Genesis genesis)
    {
        ProofError error = verifier.VerifyReceipt(file, out VerifiedReceipt? verified);
        if (error != ProofError.None)
        {
            throw Invalid(path, error);
        }
        JsonObject data = Describe(file, verified!.Header);
        data["chainId"] = genesis.ChainId;
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
        ["height"] = header.Height,
        ["blockHash"] = header.Hash.ToString(),
    };

    private static List<(string, string)> Lines(Header header) =>
        [("proof", "valid"), ("final block", $"{Show.Number(header.Height)} {header.Hash}")];

    private static CliException Invalid(string path, ProofError error) => new(
        ExitCode.VerificationFailed, ErrorCode.ProofInvalid, $"{path} does not hold ({error})", Why(error),
        "do not rely on it; export the proof again, from another node if this happens twice");

    private static string Why(ProofError error) => error switch
    {
        ProofError.Malformed => "it is no proof file, or one of its values is not canonical",
        ProofError.WrongChain => "it is of another chain than the genesis",
        ProofError.UnknownEpoch => "its block is of a later epoch, whose validators this genesis does not vouch for",
        ProofError.NotFinal => "its block is not certified by more than two thirds of the stake",
        ProofError.NotIncluded => "the value is not under the root in the block's header",
        ProofError.BadGenesis => "the genesis has an invalid validator key",
        _ => "its parts are about different things",
    };
}
