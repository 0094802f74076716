using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts.Testing;

/// <summary>Runs a scenario on both engines of the nodes, which must agree in everything, gas too.</summary>
internal static class ScenarioEngines
{
    /// <summary>Runs it on the interpreter and on compiled code; an error when they differ.</summary>
    public static ScenarioResult Run(ContractAbi abi, WasmModule module, ScenarioFile scenario)
    {
        ScenarioResult interpreted = Run(abi, module, scenario, _ => InterpretedCode.Shared);
        ScenarioResult compiled = Run(
            abi, module, scenario, code => WasmCompiler.Compile(code, InterpretedCode.Shared));
        string difference = Compare(interpreted, compiled);
        return difference.Length == 0
            ? interpreted
            : throw new CliException(
                ExitCode.Unexpected, ErrorCode.Unexpected, "the two engines of the nodes do not agree", difference,
                "this is a fault of Aether and not of the contract: report it with the module and the scenario");
    }

    /// <summary>Runs it on one engine.</summary>
    public static ScenarioResult Run(
        ContractAbi abi, WasmModule module, ScenarioFile scenario, Func<WasmModule, IWasmCode> engine)
    {
        using ContractSandbox sandbox = new(module, engine);
        List<ScenarioOutcome> steps = [];
        string problem = new ScenarioRunner(abi, sandbox).Run(scenario, steps);
        return new ScenarioResult(problem, steps, sandbox.State.StorageRoot());
    }

    /// <summary>The first difference of two results; empty when there is none.</summary>
    public static string Compare(ScenarioResult interpreted, ScenarioResult compiled)
    {
        for (int index = 0; index < Math.Min(interpreted.Steps.Count, compiled.Steps.Count); index++)
        {
            if (interpreted.Steps[index] != compiled.Steps[index])
            {
                return $"step {index + 1}: {interpreted.Steps[index]} in the interpreter, "
                    + $"{compiled.Steps[index]} compiled";
            }
        }
        return interpreted.Problem != compiled.Problem
                ? $"'{interpreted.Problem}' in the interpreter, '{compiled.Problem}' compiled"
            : interpreted.StorageRoot != compiled.StorageRoot
                ? $"storage root {interpreted.StorageRoot} in the interpreter, {compiled.StorageRoot} compiled"
            : "";
    }
}
