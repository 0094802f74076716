using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;

namespace Aether.Tools.Commands;

/// <summary>`contract verify`: whether a contract on a chain is this source, or this module.</summary>
internal sealed class ContractVerifyCommand
{
    private const int MaxModuleBytes = 4 * 1024 * 1024;

    private readonly Argument<string> _id = new("ID") { Description = "Contract, 0x and 64 digits" };

    private readonly Option<string?> _source = new("--source")
    {
        Description = "Folder to build and compare",
        HelpName = "DIR",
    };

    private readonly Option<string?> _wasm = new("--wasm")
    {
        Description = "Module to compare",
        HelpName = "FILE",
    };

    /// <summary>`verify`.</summary>
    public static Command Create(CommandTable table)
    {
        ContractVerifyCommand self = new();
        return table.Define(
            "verify",
            "Compare a contract's code on the chain with a source or a module, by its hash.",
            [
                "aetherctl contract verify 0x... --source shop",
                "aetherctl contract verify 0x... --wasm build/shop.wasm --json",
            ],
            self.RunAsync,
            [self._id, self._source, self._wasm]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        ObjectId id = new(Inputs.Hash(context.Arguments.GetRequiredValue(_id)));
        byte[] module = await ModuleAsync(context, cancellation).ConfigureAwait(false);
        Hash256 hash = HashOf(module);
        ContractInfo contract = await context.Client.GetContractAsync(id, BlockTag.Latest, cancellation)
            .ConfigureAwait(false) ?? throw ContractTarget.Unknown(id);
        JsonObject data = new()
        {
            ["contract"] = id.ToString(),
            ["matches"] = contract.CodeHash == hash,
            ["codeHash"] = contract.CodeHash.ToString(),
            ["ownHash"] = hash.ToString(),
            ["codeVersion"] = contract.CodeVersion,
            ["height"] = contract.Height,
        };
        CommandResult result = new(data,
        [
            ("contract", id.ToString()),
            ("code hash", contract.CodeHash.ToString()),
            ("version", Show.Number(contract.CodeVersion)),
            ("verdict", contract.CodeHash == hash ? "the chain runs exactly this" : "the chain runs other code"),
        ]);
        if (contract.CodeHash == hash)
        {
            return result;
        }
        string[] differences = await DifferencesAsync(context, id, module, contract, cancellation)
            .ConfigureAwait(false);
        data["differences"] = new JsonArray([.. differences.Select(text => (JsonNode)text)]);
        throw new CliException(
            ExitCode.VerificationFailed, ErrorCode.OtherCode, $"contract {id} runs other code",
            $"its hash is {contract.CodeHash}, that of yours {hash}: {string.Join("; ", differences)}",
            "check out the source it was built from, with the compilers that src/docs/contracts/README.md names")
        {
            Partial = result,
        };
    }

    private async Task<byte[]> ModuleAsync(CommandContext context, CancellationToken cancellation)
    {
        string? source = context.Arguments.GetValue(_source);
        string? wasm = context.Arguments.GetValue(_wasm);
        if (source is null == wasm is null)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "give --source or --wasm, one of them",
                "that is what the chain's code is compared with", "aetherctl contract verify 0x... --source shop");
        }
        return wasm is not null
            ? Inputs.File(wasm, MaxModuleBytes)
            : (await ContractBuilder.BuildAsync(ContractFolder.Open(source!), context.Environment, cancellation)
                .ConfigureAwait(false)).Module;
    }

    // What the node tells of the chain's code, compared part by part.
    private static async Task<string[]> DifferencesAsync(
        CommandContext context,
        ObjectId id,
        byte[] module,
        ContractInfo contract,
        CancellationToken cancellation)
    {
        List<string> found = [];
        ContractAbiAnswer? answer = await context.Client.GetContractAbiAsync(id, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        if (answer is not null)
        {
            found.Add(answer.CodeBytes == module.Length
                ? $"both have {Show.Number((ulong)answer.CodeBytes)} bytes"
                : $"it has {Show.Number((ulong)answer.CodeBytes)} bytes, yours {Show.Number((ulong)module.Length)}");
            string? own = WasmSections.TryFind(module, ContractAbi.SectionName, out byte[] section)
                ? Encoding.UTF8.GetString(section)
                : null;
            found.Add(own == answer.Abi
                ? "their descriptions are the same, so its functions differ"
                : $"their descriptions differ: {AbiDifference(answer.Abi, own)}");
        }
        if (contract.CodeVersion > 0)
        {
            found.Add($"it was upgraded {contract.CodeVersion} times, so an earlier version may be yours");
        }
        return [.. found];
    }

    private static string AbiDifference(string? chain, string? own)
    {
        string problem = "";
        if (chain is null || !ContractAbi.TryParse(Encoding.UTF8.GetBytes(chain), out ContractAbi? theirs, out problem))
        {
            return chain is null ? "the chain's code has none" : $"that of the chain is none, {problem}";
        }
        if (own is null || !ContractAbi.TryParse(Encoding.UTF8.GetBytes(own), out ContractAbi? yours, out problem))
        {
            return own is null ? "yours has none" : $"yours is none, {problem}";
        }
        string[] before = [.. theirs!.Methods.Select(AbiHelp.Signature)];
        string[] after = [.. yours!.Methods.Select(AbiHelp.Signature)];
        string[] parts =
        [
            .. theirs.Name == yours.Name && theirs.Version == yours.Version
                ? Array.Empty<string>()
                : [$"{theirs.Name} {theirs.Version} on the chain, {yours.Name} {yours.Version} here"],
            .. before.Except(after).Select(text => $"only the chain has {text}"),
            .. after.Except(before).Select(text => $"only yours has {text}"),
        ];
        return parts.Length > 0 ? string.Join(", ", parts) : "in their words, events or errors";
    }

    private static Hash256 HashOf(byte[] module)
    {
        Span<byte> hash = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(module, hash);
        return new Hash256(hash);
    }
}
