using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Execution.Wasm.Modules;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;

namespace Aether.Tools.Commands;

/// <summary>`contract test`: scenarios on the engine of the nodes, in memory.</summary>
internal static class ContractTestCommand
{
    private const string Pattern = "scenario*.json";
    private const int MaxScenarioBytes = 1024 * 1024;

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        Argument<string> folder = new("FOLDER")
        {
            Description = "Folder with contract.c or contract.ts",
            DefaultValueFactory = _ => ".",
        };
        Option<string[]> scenarios = new("--scenario")
        {
            Description = $"Scenario to run; may be given again [default: {Pattern} in the folder or the one above]",
            HelpName = "FILE",
            DefaultValueFactory = _ => [],
        };
        return table.Define(
            "test",
            "Build a contract and run its scenarios in memory: calls, and what they must return, emit and store.",
            ["aetherctl contract test .", "aetherctl contract test . --scenario scenario-refunds.json --json"],
            async (context, cancellation) =>
            {
                ContractFolder contract = ContractFolder.Open(context.Arguments.GetRequiredValue(folder));
                string[] files = Find(contract, context.Arguments.GetValue(scenarios) ?? []);
                (byte[] code, _) = await ContractBuilder.BuildAsync(contract, context.Environment, cancellation)
                    .ConfigureAwait(false);
                WasmModule module = ContractCheck.Admit(code);
                return Run(contract.Abi, module, files);
            },
            folder,
            scenarios);
    }

    private static CommandResult Run(ContractAbi abi, WasmModule module, string[] files)
    {
        JsonArray reports = [];
        List<(string, string)> lines = [];
        CommandResult result = new(new JsonObject { ["scenarios"] = reports }, lines);
        foreach (string path in files)
        {
            string name = Path.GetFileName(path);
            ScenarioFile scenario = ScenarioJson.Read(Inputs.File(path, MaxScenarioBytes), out string problem)
                ?? throw new CliException(
                    ExitCode.Usage, ErrorCode.BadFile, $"{path} is no scenario", problem,
                    "see src/docs/specs/contract-scenarios.md");
            using ContractSandbox sandbox = new(module);
            List<ScenarioOutcome> steps = [];
            string difference = new ScenarioRunner(abi, sandbox).Run(scenario, steps);
            string root = sandbox.State.StorageRoot().ToString();
            reports.Add(new JsonObject
            {
                ["scenario"] = name,
                ["passed"] = difference.Length == 0,
                ["storageRoot"] = root,
                ["steps"] = new JsonArray([.. steps.Select(step => (JsonNode)new JsonObject
                {
                    ["call"] = step.Call,
                    ["outcome"] = step.Outcome,
                    ["gasUsed"] = step.Gas,
                })]),
            });
            lines.AddRange(steps.Select((step, index) =>
                ($"{name} {index + 1}", $"{step.Call} {step.Outcome}, {step.Gas} gas")));
            if (difference.Length > 0)
            {
                throw new CliException(
                    ExitCode.VerificationFailed, ErrorCode.ScenarioFailed, $"{name} does not hold", difference,
                    "correct the contract or the scenario")
                {
                    Partial = result,
                };
            }
            lines.Add((name, $"holds; storage root {root}"));
        }
        return result;
    }

    private static string[] Find(ContractFolder contract, string[] given)
    {
        string[] found = given.Length > 0 ? given : Directory.GetFiles(contract.Path, Pattern);
        string above = Path.GetFullPath(Path.Combine(contract.Path, ".."));
        found = found.Length > 0 ? found : Directory.GetFiles(above, Pattern);
        Array.Sort(found, StringComparer.Ordinal);
        return found.Length > 0
            ? found
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"there is no scenario in {contract.Path}",
                $"scenarios are files named {Pattern}",
                "write one; src/docs/contracts/counter/scenario.json is an example");
    }
}
