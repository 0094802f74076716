using Aether.Core.Types;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.Sdk.Contracts;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;
using Xunit;

namespace Aether.UnitTests.Tools.Contracts.Testing;

/// <summary>The examples give the same outcomes, gas and storage on every engine and tier, and on any thread.</summary>
public sealed class ScenarioEnginesTests
{
    private static readonly Func<WasmModule, IWasmCode>[] s_engines =
    [
        _ => InterpretedCode.Shared,
        module => WasmCompiler.Compile(module, InterpretedCode.Shared),
        // Without optimisation, and with nothing but small functions compiled.
        module => WasmCompiler.Compile(
            module, InterpretedCode.Shared, CompileLimits.Default with { MaxOptimizedCode = 0 }),
        module => WasmCompiler.Compile(module, InterpretedCode.Shared, CompileLimits.Default with { MaxCode = 40 }),
    ];

    [Theory]
    [InlineData("counter")]
    [InlineData("token")]
    [InlineData("escrow")]
    public async Task Run_Examples_GiveTheSameOnEveryEngineAndThread(string name)
    {
        ContractAbi abi = ContractFolder.Open(ContractExamples.Folder(name, ContractLanguage.C)).Abi;
        string path = Path.Combine(ContractExamples.Folder(name, ContractLanguage.C), "..", "scenario.json");
        ScenarioFile scenario = ScenarioFiles.Read(path);
        foreach (ContractLanguage language in Enum.GetValues<ContractLanguage>())
        {
            WasmModule module = ContractCheck.Admit(await ContractExamples.ModuleAsync(name, language));
            ScenarioResult expected = ScenarioEngines.Run(abi, module, scenario);
            Assert.Equal(("", scenario.Steps.Length), (expected.Problem, expected.Steps.Count));
            Task<ScenarioResult>[] runs = [.. s_engines.SelectMany(engine => Enumerable.Range(0, 3).Select(
                _ => Task.Run(() => ScenarioEngines.Run(abi, module, scenario, engine))))];
            foreach (ScenarioResult run in await Task.WhenAll(runs))
            {
                Assert.Equal("", ScenarioEngines.Compare(expected, run));
            }
        }
    }

    [Fact]
    public void Compare_EachPart_IsNamed()
    {
        ScenarioOutcome step = new("get", "Success", 100);
        ScenarioResult result = new("", [step, step], default);
        Assert.Equal("", ScenarioEngines.Compare(result, result));
        Assert.StartsWith(
            "step 2: ",
            ScenarioEngines.Compare(result, result with { Steps = [step, step with { Gas = 101 }] }),
            StringComparison.Ordinal);
        Assert.StartsWith(
            "'' in the interpreter",
            ScenarioEngines.Compare(result, result with { Problem = "step 2" }),
            StringComparison.Ordinal);
        Hash256 other = new([1, .. new byte[31]]);
        Assert.StartsWith(
            "storage root",
            ScenarioEngines.Compare(result, result with { StorageRoot = other }),
            StringComparison.Ordinal);
    }
}
