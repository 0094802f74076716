using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Core.Types;
using Aether.Execution.Wasm.Modules;
using Aether.Sdk.Client;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;

namespace Aether.Tools.Commands;

/// <summary>`contract gas`: what a call on a chain or a folder's scenarios use, and whether that grew.</summary>
internal sealed class ContractGasCommand
{
    private const int MaxSnapshotBytes = 16 * 1024 * 1024;

    private readonly ContractTarget _target = new(
        "Contract, 0x and 64 digits; or a folder, whose scenarios are run in memory", ArgumentArity.ZeroOrMore);

    private readonly Option<string?> _caller = ContractQueryCommands.CallerOption();

    private readonly Option<string?> _save = new("--save")
    {
        Description = "Write the gas of all calls to a file",
        HelpName = "FILE",
    };

    private readonly Option<string?> _compare = new("--compare")
    {
        Description = "Compare with a file that --save wrote; exit 9 when a call uses more",
        HelpName = "FILE",
    };

    private readonly Option<string> _tolerance = new("--tolerance")
    {
        Description = "How much more a call may use, in percent, such as 2.5",
        HelpName = "PERCENT",
        DefaultValueFactory = _ => "0",
    };

    /// <summary>`gas`.</summary>
    public static Command Create(CommandTable table)
    {
        ContractGasCommand self = new();
        return table.Define(
            "gas",
            "Say what a call would use and touch, or what the scenarios of a folder use, and whether that grew.",
            [
                "aetherctl contract gas 0x... --as taeth1... -- transfer --to taeth1... --amount 1.5",
                "aetherctl contract gas . --save gas.json",
                "aetherctl contract gas . --compare gas.json --tolerance 2",
            ],
            self.RunAsync,
            [.. self._target.Symbols, self._caller, self._save, self._compare, self._tolerance]);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        uint tolerance = Tolerance(context.Arguments.GetRequiredValue(_tolerance));
        GasSnapshot? earlier = Earlier(context);
        GasSnapshot now = new();
        string source = _target.Text(context.Arguments);
        CommandResult result = Directory.Exists(source)
            ? await ScenariosAsync(context, source, now, cancellation).ConfigureAwait(false)
            : await CallAsync(context, now, cancellation).ConfigureAwait(false);
        if (earlier is not null)
        {
            result = Compare(result, now, earlier, tolerance);
        }
        if (context.Arguments.GetValue(_save) is { } path)
        {
            OutputFile.Write(path, now.Write());
            result.Data["saved"] = path;
            result = result with { Lines = [.. result.Lines, ("saved", path)] };
        }
        return result;
    }

    private async Task<CommandResult> ScenariosAsync(
        CommandContext context, string source, GasSnapshot now, CancellationToken cancellation)
    {
        if (_target.HasWords(context.Arguments))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, "a folder takes no method",
                "all calls of its scenarios are run", "leave out what follows --, or give a contract's identifier");
        }
        ContractFolder contract = ContractFolder.Open(source);
        string[] files = ScenarioFiles.Find(contract, []);
        (byte[] code, _) = await ContractBuilder.BuildAsync(contract, context.Environment, cancellation)
            .ConfigureAwait(false);
        WasmModule module = ContractCheck.Admit(code);
        foreach (string path in files)
        {
            string name = Path.GetFileName(path);
            ScenarioResult run = ScenarioEngines.Run(contract.Abi, module, ScenarioFiles.Read(path));
            if (run.Problem.Length > 0)
            {
                throw new CliException(
                    ExitCode.VerificationFailed, ErrorCode.ScenarioFailed, $"{name} does not hold", run.Problem,
                    "see `aetherctl contract test`: gas of calls that go wrong says nothing");
            }
            for (int index = 0; index < run.Steps.Count; index++)
            {
                now.Calls[$"{name} {index + 1:D3} {run.Steps[index].Call}"] = run.Steps[index].Gas;
            }
        }
        JsonObject gas = [];
        foreach ((string call, ulong used) in now.Calls)
        {
            gas[call] = used;
        }
        JsonObject data = new() { ["codeHash"] = module.Hash.ToString(), ["gas"] = gas };
        return new CommandResult(data, [.. now.Calls.Select(call => (call.Key, Show.Number(call.Value)))]);
    }

    private async Task<CommandResult> CallAsync(
        CommandContext context, GasSnapshot now, CancellationToken cancellation)
    {
        (ContractAbi abi, AbiMethod method, byte[] input) = await _target.ReadAsync(context, cancellation)
            .ConfigureAwait(false);
        SimulationAnswer tried = await ContractQueryCommands
            .TryAsync(context, _target, _caller, abi, method, input, cancellation).ConfigureAwait(false);
        string id = _target.Id(context.Arguments).ToString();
        now.Calls[$"{id} {method.Name} {Hex.Encode(input)}"] = tried.GasUsed;
        JsonObject data = new()
        {
            ["contract"] = id,
            ["method"] = method.Name,
            ["gasUsed"] = tried.GasUsed,
            ["reads"] = new JsonArray([.. tried.Reads.Select(item => (JsonNode)item.ToString())]),
            ["writes"] = new JsonArray([.. tried.Writes.Select(item => (JsonNode)item.ToString())]),
        };
        return new CommandResult(data,
        [
            ("gas", Show.Number(tried.GasUsed)),
            ("reads", string.Join(' ', tried.Reads)),
            ("writes", string.Join(' ', tried.Writes)),
        ]);
    }

    // Calls that are new or gone are shown; only one that uses more than before is an error.
    private static CommandResult Compare(CommandResult result, GasSnapshot now, GasSnapshot earlier, uint tolerance)
    {
        JsonArray changes = [];
        List<(string, string)> lines = [.. result.Lines];
        List<string> grown = [];
        foreach ((string call, ulong? before, ulong? used) in now.ChangesSince(earlier))
        {
            changes.Add(new JsonObject { ["call"] = call, ["before"] = before, ["now"] = used });
            string text = $"{Count(before)} before, {Count(used)} now";
            lines.Add(("changed", $"{call}: {text}"));
            if (before is { } old && used is { } more && GasSnapshot.Grew(old, more, tolerance))
            {
                grown.Add($"{call} used {text}");
            }
        }
        result.Data["changes"] = changes;
        result = result with { Lines = lines };
        return grown.Count == 0
            ? result
            : throw new CliException(
                ExitCode.VerificationFailed, ErrorCode.GasGrew, $"{grown.Count} calls use more gas than before",
                string.Join("; ", grown), "make them cheaper, or accept it with --save, or with a larger --tolerance")
            {
                Partial = result,
            };
    }

    private static string Count(ulong? gas) => gas is { } known ? Show.Number(known) : "none";

    private GasSnapshot? Earlier(CommandContext context)
    {
        if (context.Arguments.GetValue(_compare) is not { } path)
        {
            return null;
        }
        return GasSnapshot.Read(Inputs.File(path, MaxSnapshotBytes), out string problem) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.BadFile, $"{path} is no gas snapshot", problem,
            "make one with `aetherctl contract gas FOLDER --save FILE`");
    }

    // Percent with one decimal, as parts of a thousand.
    private static uint Tolerance(string text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal percent)
        && percent <= 1_000 && percent * 10 == decimal.Truncate(percent * 10)
            ? (uint)(percent * 10)
            : throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"--tolerance {text} is no percentage",
                "it is a number from 0 to 1000 with at most one decimal", "give --tolerance 2.5");
}
