using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Modules;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;

namespace Aether.Tools.Commands;

/// <summary>`contract deploy`: brings a module to the chain, part by part, and makes a contract of it.</summary>
internal sealed class ContractDeployCommand
{
    /// <summary>Parts in one transaction: three and their signatures fit.</summary>
    private const int PartsPerTransaction = 3;

    private const ulong TrialGas = 10_000_000;
    private const int MaxModuleBytes = 4 * 1024 * 1024;

    private readonly SignedSend _send = new("the creator");

    private readonly Argument<string> _source = new("MODULE") { Description = "Module that `contract build` wrote" };

    private readonly Argument<string[]> _words = new("INIT")
    {
        Description = "After --: the options of init, such as -- --start 5",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly Option<string?> _admin = new("--admin")
    {
        Description = "Who may upgrade the contract [default: the creator]",
        HelpName = "ADDRESS",
    };

    private readonly Option<bool> _immutable = new("--immutable")
    {
        Description = "Nobody may ever upgrade it",
    };

    private readonly Option<ulong?> _number = new("--number")
    {
        Description = "Part of the identifier, never used before by this creator [default: the nonce]",
        HelpName = "N",
    };

    /// <summary>`deploy`.</summary>
    public static Command Create(CommandTable table)
    {
        ContractDeployCommand self = new();
        return table.Define(
            "deploy",
            "Upload a module and make a contract of it. Parts that the chain has already are not sent again.",
            [
                "aetherctl contract deploy build/shop.wasm --from alice.json -- --start 5",
                "aetherctl contract deploy token.wasm --from alice.json -- --name Gold --symbol GLD --supply 9",
            ],
            self.RunAsync,
            [self._source, self._words, self._admin, self._immutable, self._number, .. self._send.Symbols]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        byte[] code = Inputs.File(context.Arguments.GetRequiredValue(_source), MaxModuleBytes);
        WasmModule module = ContractCheck.Admit(code);
        (ContractAbi? abi, byte[] input) = ReadInit(context, code);
        int parts = CodeData.PartsOf((uint)code.Length);
        while (true)
        {
            bool last = false;
            CommandResult result = await _send.RunAsync(
                context,
                async (sending, stop) =>
                {
                    int first = await FirstMissingAsync(sending, module.Hash, parts, stop).ConfigureAwait(false);
                    int end = Math.Min(first + PartsPerTransaction, parts);
                    last = end == parts;
                    Upload(sending.Builder, sending.From, module.Hash, code, first, end);
                    sending.Summary = $"uploading parts {first + 1} to {end} of {parts}";
                    sending.More.Add(("codeHash", module.Hash.ToString()));
                    if (last)
                    {
                        await DeployAsync(context, sending, module.Hash, code, first, abi, input, stop)
                            .ConfigureAwait(false);
                    }
                },
                cancellation).ConfigureAwait(false);
            if (last || result.Data["dryRun"] is not null)
            {
                return result;
            }
            if (result.Data["status"] is null)
            {
                throw new CliException(
                    ExitCode.Usage, ErrorCode.Usage, "a module of several transactions needs to wait for each",
                    "--wait none was given", "give --wait included")
                {
                    Partial = result,
                };
            }
        }
    }

    private async Task DeployAsync(
        CommandContext context,
        Sending sending,
        Hash256 codeHash,
        byte[] code,
        int first,
        ContractAbi? abi,
        byte[] input,
        CancellationToken cancellation)
    {
        string? adminText = context.Arguments.GetValue(_admin);
        Address admin = context.Arguments.GetValue(_immutable) ? default
            : adminText is null ? sending.From
            : Inputs.Address(adminText);
        ObjectCommands.RequirePrefix(adminText, sending);
        ulong number = context.Arguments.GetValue(_number) ?? sending.Nonce;
        ObjectId codeId = CodeData.DeriveId(sending.From, codeHash);
        TransactionBuilder trial = new(sending.Genesis);
        Upload(trial, sending.From, codeHash, code, first, CodeData.PartsOf((uint)code.Length));
        trial.Deploy(sending.From, number, codeId, admin, input, TrialGas, out ObjectId id);
        TransactionBody body = trial.Build(sending.From, sending.Nonce, 0, UInt128.One << 32);
        SimulationAnswer tried = await sending.Client.SimulateAsync(
            Ace.Encode(new Transaction(body, [])), true, cancellation).ConfigureAwait(false);
        if (tried.Error is not null || tried.Status != 0)
        {
            ContractAbi empty = new("", "", "", [], [], []);
            throw ContractTarget.Fails(abi ?? empty, "deploying", tried);
        }
        sending.Builder.Deploy(
            sending.From, number, codeId, admin, input, Math.Min(tried.GasUsed + 10_000, TrialGas), out _);
        foreach (Hash256 item in tried.Reads)
        {
            sending.Builder.Read(new ObjectId(item));
        }
        foreach (Hash256 item in tried.Writes)
        {
            sending.Builder.Write(new ObjectId(item));
        }
        sending.Summary = $"deploying {abi?.Name ?? "a contract"} as {id}";
        sending.More.Add(("contract", id.ToString()));
        sending.More.Add(("address", sending.Text(new Address(id.Value))));
        sending.More.Add(("admin", admin.Value.IsZero ? "nobody" : sending.Text(admin)));
    }

    private (ContractAbi? Abi, byte[] Input) ReadInit(CommandContext context, byte[] code)
    {
        string[] words = context.Arguments.GetValue(_words) ?? [];
        ContractAbi? abi = null;
        bool described = WasmSections.TryFind(code, ContractAbi.SectionName, out byte[] section)
            && ContractAbi.TryParse(section, out abi, out _);
        AbiMethod? init = described ? abi!.FindMethod(ContractAbi.InitMethod) : null;
        if (init is not null)
        {
            return (abi, ContractTarget.Encode(init, words));
        }
        return words.Length == 0
            ? (abi, [])
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadArguments, "the contract has no init",
                "there is nothing to give options to", "leave out what follows --");
    }

    private static async Task<int> FirstMissingAsync(
        Sending sending, Hash256 codeHash, int parts, CancellationToken cancellation)
    {
        ObjectInfo? info = await sending.Client
            .GetObjectAsync(CodeData.DeriveId(sending.From, codeHash), BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        if (info?.Record is not { Kind: ObjectKind.Code } record
            || !Ace.TryDecode(record.Data, out CodeData data, out _))
        {
            return 0;
        }
        return data.Ready ? parts : (int)(data.Received / CodeData.PartBytes);
    }

    private static void Upload(
        TransactionBuilder builder, Address from, Hash256 codeHash, byte[] code, int first, int end)
    {
        for (int part = first; part < end; part++)
        {
            int offset = part * CodeData.PartBytes;
            byte[] bytes = code[offset..Math.Min(offset + CodeData.PartBytes, code.Length)];
            builder.Upload(from, codeHash, (uint)code.Length, (uint)offset, bytes);
        }
    }
}
