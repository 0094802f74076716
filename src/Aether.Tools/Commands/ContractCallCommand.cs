using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;

namespace Aether.Tools.Commands;

/// <summary>`contract call`: a method in a transaction, tried before it is sent.</summary>
internal sealed class ContractCallCommand
{
    private const ulong TrialGas = Limits.Transaction.MaxGas / 2;

    private readonly ContractTarget _target = new();
    private readonly SignedSend _send = new("the caller");

    private readonly Option<ulong?> _gas = new("--gas")
    {
        Description = "Gas the method may use [default: what a trial used, and a quarter more]",
        HelpName = "N",
    };

    private readonly Option<string?> _pay = new("--pay")
    {
        Description = "Amount to send to the contract in the same transaction, such as \"1.5 SWR\"",
        HelpName = "AMOUNT",
    };

    private readonly Option<string[]> _read = DeclareOption("--read", "read");
    private readonly Option<string[]> _write = DeclareOption("--write", "written");

    private readonly Option<bool> _onlyDeclared = new("--only-declared")
    {
        Description = "Declare the contract, --read and --write alone, not what a trial finds besides",
    };

    /// <summary>`call`.</summary>
    public static Command Create(CommandTable table)
    {
        ContractCallCommand self = new();
        return table.Define(
            "call",
            "Call a method in a transaction. It is tried first: what would fail is not sent.",
            [
                "aetherctl contract call 0x... --from alice.json -- transfer --to taeth1... --amount 1.5",
                "aetherctl contract call 0x... --from alice.json --pay \"5 SWR\" -- open --seller taeth1... ...",
            ],
            self.RunAsync,
            [
                .. self._target.Symbols, self._gas, self._pay, self._read, self._write, self._onlyDeclared,
                .. self._send.Symbols,
            ]);
    }

    private static Option<string[]> DeclareOption(string name, string how) => new(name)
    {
        Description = $"Account or object that is {how}; may be given again",
        HelpName = "ID",
        DefaultValueFactory = _ => [],
    };

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        (ContractAbi abi, AbiMethod method, byte[] input) = await _target.ReadAsync(context, cancellation)
            .ConfigureAwait(false);
        string prefix = "";
        CommandResult result = await _send.RunAsync(
            context,
            async (sending, stop) =>
            {
                prefix = AddressText.HrpFor(sending.Genesis.ChainId);
                SimulationAnswer tried = await TrialAsync(context, sending, abi, method, input, stop)
                    .ConfigureAwait(false);
                ulong gas = context.Arguments.GetValue(_gas)
                    ?? Math.Min(tried.GasUsed + (tried.GasUsed / 4) + 1_000, Limits.Transaction.MaxGas);
                Fill(context, sending.Builder, sending.From, method, input, gas);
                Declare(sending.Builder, tried);
                (JsonNode outputs, _) = ContractTarget.Outputs(method, tried.Output, prefix);
                sending.Summary = $"calling {method.Name} of {_target.Id(context.Arguments)}";
                sending.More.Add(("contract", _target.Id(context.Arguments).ToString()));
                sending.More.Add(("method", method.Name));
                sending.More.Add(("trialOutputs", outputs));
            },
            cancellation).ConfigureAwait(false);
        return await WithEventsAsync(context, abi, result, prefix, cancellation).ConfigureAwait(false);
    }

    private async Task<SimulationAnswer> TrialAsync(
        CommandContext context,
        Sending sending,
        ContractAbi abi,
        AbiMethod method,
        byte[] input,
        CancellationToken cancellation)
    {
        ContractInfo contract = await context.Client
            .GetContractAsync(_target.Id(context.Arguments), BlockTag.Latest, cancellation).ConfigureAwait(false)
            ?? throw new EndpointException("the node knows the contract's description, but not the contract");
        sending.Builder.Read(new ObjectId(contract.Code));
        TransactionBuilder trial = new TransactionBuilder(sending.Genesis).Read(new ObjectId(contract.Code));
        Fill(context, trial, sending.From, method, input, context.Arguments.GetValue(_gas) ?? TrialGas);
        TransactionBody body = trial.Build(sending.From, sending.Nonce, 0, UInt128.One << 32);
        SimulationAnswer tried = await context.Client.SimulateAsync(
            Ace.Encode(new Transaction(body, [])), !context.Arguments.GetValue(_onlyDeclared), cancellation)
            .ConfigureAwait(false);
        return tried.Error is null && tried.Status == 0
            ? tried
            : throw ContractTarget.Fails(abi, method.Name, tried);
    }

    private void Fill(
        CommandContext context, TransactionBuilder builder, Address from, AbiMethod method, byte[] input, ulong gas)
    {
        ObjectId id = _target.Id(context.Arguments);
        if (context.Arguments.GetValue(_pay) is { } pay)
        {
            (AssetId asset, UInt128 amount) = Inputs.Amount(pay, AssetId.Swr);
            builder.Transfer(from, new Address(id.Value), asset, amount);
        }
        foreach (string item in context.Arguments.GetValue(_read) ?? [])
        {
            builder.Read(new ObjectId(Inputs.Hash(item)));
        }
        foreach (string item in context.Arguments.GetValue(_write) ?? [])
        {
            builder.Write(new ObjectId(Inputs.Hash(item)));
        }
        builder.Invoke(id, method.Name, input, gas, readOnly: !method.Mutates);
    }

    private static void Declare(TransactionBuilder builder, SimulationAnswer tried)
    {
        foreach (Hash256 id in tried.Reads)
        {
            builder.Read(new ObjectId(id));
        }
        foreach (Hash256 id in tried.Writes)
        {
            builder.Write(new ObjectId(id));
        }
    }

    private static async Task<CommandResult> WithEventsAsync(
        CommandContext context, ContractAbi abi, CommandResult result, string prefix, CancellationToken cancellation)
    {
        bool included = result.Data["status"] is not null;
        if (!included || !Hash256.TryParse(result.Data["transactionHash"]!.GetValue<string>(), out Hash256 hash)
            || await context.Client.GetReceiptAsync(hash, false, cancellation).ConfigureAwait(false) is not { } receipt
            || !Ace.TryDecode(receipt.Raw, out Receipt decoded, out _))
        {
            return result;
        }
        List<(string, string)> lines = [.. result.Lines];
        JsonArray events = [];
        foreach (LedgerEvent found in decoded.Events)
        {
            bool known = AbiDecoder.TryDecodeEvent(
                abi, found.Topics, found.Data, prefix, out string name, out JsonObject? fields);
            events.Add(new JsonObject
            {
                ["program"] = found.Program.Value.ToString(),
                ["name"] = known ? name : null,
                ["fields"] = known ? fields : null,
                ["data"] = Hex.Encode(found.Data),
            });
            lines.Add(("event", known ? $"{name} {fields!.ToJsonString()}" : Hex.Encode(found.Data)));
        }
        result.Data["events"] = events;
        return result with { Lines = lines };
    }
}
