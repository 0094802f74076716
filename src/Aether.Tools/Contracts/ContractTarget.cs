using System.CommandLine;
using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>A contract on a chain, and one method with its input as a command line gives them.</summary>
internal sealed class ContractTarget
{
    private readonly Argument<string> _id;
    private readonly Argument<string[]> _words;

    private readonly Option<string?> _abi = new("--abi")
    {
        Description = "Description to use: folder, module or abi.json [default: that of the contract's code]",
        HelpName = "SOURCE",
    };

    /// <summary>Makes the symbols of a command.</summary>
    /// <param name="identifier">What its first argument is.</param>
    /// <param name="words">How many words may follow; one at least when not given.</param>
    public ContractTarget(string identifier = "Contract, 0x and 64 digits", ArgumentArity? words = null)
    {
        _id = new Argument<string>("ID") { Description = identifier };
        _words = new Argument<string[]>("METHOD")
        {
            Description = "After --: the method and its options, such as -- transfer --to taeth1... --amount 1.5",
            Arity = words ?? ArgumentArity.OneOrMore,
        };
    }

    /// <summary>The symbols that name it.</summary>
    public Symbol[] Symbols => [_id, _words, _abi];

    /// <summary>The contract.</summary>
    public ObjectId Id(ParseResult arguments) => new(Inputs.Hash(arguments.GetRequiredValue(_id)));

    /// <summary>The first argument as it was given.</summary>
    public string Text(ParseResult arguments) => arguments.GetRequiredValue(_id);

    /// <summary>True when a method was given.</summary>
    public bool HasWords(ParseResult arguments) => arguments.GetValue(_words) is { Length: > 0 };

    /// <summary>An error for an identifier that no contract has.</summary>
    public static CliException Unknown(ObjectId id) => new(
        ExitCode.NotFound, ErrorCode.NotFound, $"there is no contract {id}",
        "no live object of this identifier is a contract",
        "copy the identifier that `aetherctl contract deploy` printed, and check --rpc");

    /// <summary>Asks the node for the description and encodes the input.</summary>
    public async Task<(ContractAbi Abi, AbiMethod Method, byte[] Input)> ReadAsync(
        CommandContext context, CancellationToken cancellation)
    {
        string[] words = context.Arguments.GetValue(_words) ?? [];
        if (words.Length == 0)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "no method is given", "a call is of one method",
                "give it after --, such as -- transfer --to taeth1... --amount 1.5");
        }
        if (words[0].StartsWith('-'))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{words[0]} is no option of this command",
                "what is no option here is read as the method and its options", "see --help; methods come after --");
        }
        ContractAbi abi = await ReadAbiAsync(context, cancellation).ConfigureAwait(false);
        AbiMethod method = ContractView.Find(abi, words[0]);
        return (abi, method, Encode(method, words[1..]));
    }

    /// <summary>Encodes the options of a method; a refusal shows how it is called.</summary>
    public static byte[] Encode(AbiMethod method, string[] words) =>
        AbiText.TryParse(method.Inputs, words, out JsonObject values, out string problem)
        && AbiEncoder.TryEncode(method.Inputs, values, out byte[] input, out problem)
            ? input
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadArguments, $"the arguments do not fit {method.Name}", problem,
                $"give -- {AbiHelp.Usage(method)}");

    /// <summary>An error for what a simulation says would fail; nothing was sent.</summary>
    public static CliException Fails(ContractAbi abi, string method, SimulationAnswer tried)
    {
        if (tried.Failure?.Undeclared is { } missing)
        {
            return new CliException(
                ExitCode.Refused, ErrorCode.Undeclared,
                $"{method} needs {missing.Id}, which the transaction does not declare as {missing.Access}",
                "contracts touch only what a transaction declares; nothing was sent",
                $"give --{missing.Access} {missing.Id}, or leave out --only-declared");
        }
        string status = tried.Error ?? tried.StatusName ?? "";
        bool aborted = status == nameof(ReceiptStatus.Aborted);
        uint code = tried.Failure?.Detail ?? 0;
        AbiError? error = aborted ? abi.FindError(code) : null;
        string name = error?.Name ?? (aborted ? $"code {code.ToString(CultureInfo.InvariantCulture)}" : status);
        string why = error is { Docs.Length: > 0 } ? error.Docs : aborted
            ? "the contract ended the call with this code"
            : $"the call would end with the status {status}";
        return new CliException(
            ExitCode.Refused, ErrorCode.ContractFails, $"{method} would fail: {name}", $"{why} (nothing was sent)",
            "change the arguments, or wait until the contract's state allows it")
        {
            Details = new JsonObject { ["status"] = status, ["detail"] = code, ["name"] = name },
        };
    }

    /// <summary>Outputs as data and as lines.</summary>
    public static (JsonNode Data, List<(string, string)> Lines) Outputs(
        AbiMethod method, byte[] output, string addressPrefix)
    {
        if (!AbiDecoder.TryDecode(method.Outputs, output, addressPrefix, out JsonObject? values))
        {
            return (JsonValue.Create(Hex.Encode(output)), [("output", Hex.Encode(output))]);
        }
        return (values!, [.. method.Outputs.Select(field => (field.Name, AbiText.Show(field, values![field.Name])))]);
    }

    private async Task<ContractAbi> ReadAbiAsync(CommandContext context, CancellationToken cancellation)
    {
        if (context.Arguments.GetValue(_abi) is { } source)
        {
            return ContractView.ReadAbi(source);
        }
        ObjectId id = Id(context.Arguments);
        ContractAbiAnswer answer = await context.Client.GetContractAbiAsync(id, BlockTag.Latest, cancellation)
            .ConfigureAwait(false) ?? throw Unknown(id);
        string problem = "its code has no section aether.abi";
        return answer.Abi is not null
            && ContractAbi.TryParse(Encoding.UTF8.GetBytes(answer.Abi), out ContractAbi? abi, out problem)
                ? abi!
                : throw new CliException(
                    ExitCode.Usage, ErrorCode.BadAbi, $"contract {id} does not describe itself", problem,
                    "give --abi with the contract's folder, module or abi.json");
    }
}
