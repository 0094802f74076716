using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Execution.Wasm.Modules;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;

namespace Aether.Tools.Commands;

/// <summary>`contract test`: scenarios on both engines of the nodes, in memory.</summary>
internal static class ContractTestCommand
{
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
            Description =
                $"Scenario to run; may be given again [default: {ScenarioFiles.Pattern} in the folder or above it]",
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
                string[] files = ScenarioFiles.Find(contract, context.Arguments.GetValue(scenarios) ?? []);
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
            ScenarioFile scenario = ScenarioFiles.Read(path);
            ScenarioResult run = ScenarioEngines.Run(abi, module, scenario);
            (IReadOnlyList<ScenarioOutcome> steps, string difference) = (run.Steps, run.Problem);
            string root = run.StorageRoot.ToString();
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
}
