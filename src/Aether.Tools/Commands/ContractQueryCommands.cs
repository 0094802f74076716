using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;

namespace Aether.Tools.Commands;

/// <summary>`contract query`, and how calls are tried.</summary>
internal static class ContractQueryCommands
{
    /// <summary>`query`.</summary>
    public static Command CreateQuery(CommandTable table)
    {
        ContractTarget target = new();
        Option<string?> caller = CallerOption();
        return table.Define(
            "query",
            "Ask a contract. Nothing is sent and nothing is paid.",
            [
                "aetherctl contract query 0x... -- balance_of --owner taeth1...",
                "aetherctl contract query 0x... --field outputs.amount -- balance_of --owner taeth1...",
            ],
            async (context, cancellation) =>
            {
                (ContractAbi abi, AbiMethod method, byte[] input) = await target.ReadAsync(context, cancellation)
                    .ConfigureAwait(false);
                SimulationAnswer tried = await TryAsync(context, target, caller, abi, method, input, cancellation)
                    .ConfigureAwait(false);
                string chainId = (await context.Client.GetGenesisAsync(cancellation).ConfigureAwait(false)).ChainId;
                (JsonNode outputs, List<(string, string)> lines) = ContractTarget.Outputs(
                    method, tried.Output, AddressText.HrpFor(chainId));
                JsonObject data = new()
                {
                    ["contract"] = target.Id(context.Arguments).ToString(),
                    ["method"] = method.Name,
                    ["outputs"] = outputs,
                    ["gasUsed"] = tried.GasUsed,
                };
                return new CommandResult(data, lines);
            },
            [.. target.Symbols, caller]);
    }

    /// <summary>Whom the contract sees.</summary>
    public static Option<string?> CallerOption() => new("--as")
    {
        Description = "Whom the contract sees as its caller [default: nobody]",
        HelpName = "ADDRESS",
    };

    /// <summary>Tries a call; an error with its reason when it would fail.</summary>
    public static async Task<SimulationAnswer> TryAsync(
        CommandContext context,
        ContractTarget target,
        Option<string?> caller,
        ContractAbi abi,
        AbiMethod method,
        byte[] input,
        CancellationToken cancellation)
    {
        string? text = context.Arguments.GetValue(caller);
        SimulationAnswer tried = await context.Client.CallContractAsync(
            target.Id(context.Arguments), method.Name, input, text is null ? default : Inputs.Address(text),
            cancellation).ConfigureAwait(false);
        return tried.Error is null && tried.Status == 0 ? tried : throw ContractTarget.Fails(abi, method.Name, tried);
    }
}
